using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Api;

/// <summary><c>GET /metrics</c>: what this process has counted, and what storage says of every model.</summary>
internal static class MetricsHandlers
{
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var text = new StringBuilder();
        services.Metrics.Write(text);
        var (live, generation, drift) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var (performance, estimates) = (new StringBuilder(), new StringBuilder());
        await foreach (var model in services.Registry.ModelsAsync(context.RequestAborted))
        {
            var (label, state) = (PrometheusText.Label("model", model), await services.Deployments.GetAsync(model, context.RequestAborted));
            PrometheusText.Sample(live, "mlops_live_version", label, state.LiveVersion ?? 0);
            PrometheusText.Sample(generation, "mlops_deployment_generation", label, state.Generation);
            if (await services.Drift.LastAsync(model, context.RequestAborted) is { } report)
            {
                PrometheusText.Sample(drift, "mlops_drift_share", label, report.Share);
            }

            var last = await services.Performance.LastAsync(model, context.RequestAborted);
            Write(performance, label, last);
            WriteEstimates(estimates, label, last);
        }

        PrometheusText.Head(
            text,
            "mlops_live_metric",
            "gauge",
            "A metric on the newest labelled predictions of a version, at the last check."
        );
        text.Append(performance);
        PrometheusText.Head(
            text,
            "mlops_estimated_metric",
            "gauge",
            "A metric as it was estimated without actual values for the newest day of a version, at the last check."
        );
        text.Append(estimates);
        PrometheusText.Head(text, "mlops_live_version", "gauge", "The version that serves; 0 where none does.");
        text.Append(live);
        PrometheusText.Head(text, "mlops_deployment_generation", "gauge", "Grows whenever another version begins to serve.");
        text.Append(generation);
        PrometheusText.Head(text, "mlops_drift_share", "gauge", "Share of features that had drifted at the last check.");
        text.Append(drift);
        await context.AnswerTextAsync(text.ToString(), PrometheusText.ContentType);
    }

    private static void WriteEstimates(StringBuilder text, string model, PerformanceReport? report)
    {
        foreach (var newest in (report?.Estimates ?? []).GroupBy(one => one.Version).Select(one => one.MaxBy(day => day.From)!))
        {
            foreach (var (metric, value) in newest.Metrics.Where(metric => double.IsFinite(metric.Value.Value)))
            {
                string[] labels =
                [
                    model,
                    PrometheusText.Label("version", newest.Version.ToString(CultureInfo.InvariantCulture)),
                    PrometheusText.Label("source", newest.Source.JsonName()),
                    PrometheusText.Label("metric", metric),
                ];
                PrometheusText.Sample(text, "mlops_estimated_metric", string.Join(",", labels), value.Value);
            }
        }
    }

    private static void Write(StringBuilder text, string model, PerformanceReport? report)
    {
        foreach (var window in report?.Windows ?? [])
        {
            foreach (var (metric, value) in window.Metrics.Where(metric => double.IsFinite(metric.Value.Value)))
            {
                string[] labels =
                [
                    model,
                    PrometheusText.Label("version", window.Version.ToString(CultureInfo.InvariantCulture)),
                    PrometheusText.Label("role", window.Role.JsonName()),
                    PrometheusText.Label("metric", metric),
                ];
                PrometheusText.Sample(text, "mlops_live_metric", string.Join(",", labels), value.Value);
            }
        }
    }
}
