using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Api;

/// <summary>How models do by what turned out to be true.</summary>
internal static class PerformanceHandlers
{
    /// <summary><c>GET /api/models/{model}/performance?days=30</c></summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var days = context.Query("days", PerformanceMonitor.DefaultDays, PerformanceMonitor.MaxDays);
        await context.AnswerAsync(await services.Performance.ReadAsync(model, days, context.RequestAborted));
    }
}
