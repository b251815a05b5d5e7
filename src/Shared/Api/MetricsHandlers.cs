using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Api;

/// <summary><c>GET /metrics</c>: what this process has measured, and what storage says of every model.</summary>
internal static class MetricsHandlers
{
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        await foreach (var model in services.Registry.ModelsAsync(context.RequestAborted))
        {
            var state = await services.Deployments.GetAsync(model, context.RequestAborted);
            Instruments.Serves(model, state.LiveVersion, state.Generation);
            if (await services.Drift.LastAsync(model, context.RequestAborted) is { } report)
            {
                Instruments.Drifted(model, report.Share);
            }

            Measure(model, await services.Performance.LastAsync(model, context.RequestAborted));
        }

        await services.Scrape(context);
    }

    private static void Measure(string model, PerformanceReport? report)
    {
        foreach (var window in report?.Windows ?? [])
        {
            foreach (var (metric, value) in window.Metrics.Where(metric => double.IsFinite(metric.Value.Value)))
            {
                Instruments.Measured(model, window.Version, window.Role.JsonName(), metric, value.Value);
            }
        }

        foreach (var newest in (report?.Estimates ?? []).GroupBy(one => one.Version).Select(one => one.MaxBy(day => day.From)!))
        {
            foreach (var (metric, value) in newest.Metrics.Where(metric => double.IsFinite(metric.Value.Value)))
            {
                Instruments.Estimated(model, newest.Version, newest.Source.JsonName(), metric, value.Value);
            }
        }
    }
}
