using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>Tells whoever listens to the instruments what storage says of every model.</summary>
/// <param name="registry">The versions.</param>
/// <param name="deployments">What serves.</param>
/// <param name="drift">The drift reports.</param>
/// <param name="performance">How models do.</param>
public sealed class ModelGauges(ModelRegistry registry, Deployments deployments, DriftReportStore drift, PerformanceMonitor performance)
{
    /// <summary>Records the gauges of every model; where nobody listens, nothing is read.</summary>
    public async Task RecordAsync(CancellationToken cancellation = default)
    {
        if (!Instruments.HasGaugeListeners)
        {
            return;
        }

        await foreach (var model in registry.ModelsAsync(cancellation))
        {
            var state = await deployments.GetAsync(model, cancellation);
            Instruments.Serves(model, state.LiveVersion, state.Generation);
            if (await drift.LastAsync(model, cancellation) is { } report)
            {
                Instruments.Drifted(model, report.Share);
            }

            Measure(model, await performance.LastAsync(model, cancellation));
        }
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
