using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api;

/// <summary><c>GET /metrics</c>: what this process has measured, and what storage says of every model.</summary>
internal static class MetricsHandlers
{
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        await services.Gauges.RecordAsync(context.RequestAborted);
        await services.Scrape(context);
    }
}
