using System.Collections.Concurrent;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// The metric of the two versions of a rollout on the labels that came for predictions of its stage. Reading predictions
/// takes time, and labels come late: what was read is used for some minutes.
/// </summary>
/// <param name="services">The parts of the product.</param>
internal sealed class LiveEvidence(PipelineServices services)
{
    /// <summary>How long a comparison is used before it is read anew.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Fewest labels of either version: with fewer, the intervals of most metrics say nothing.</summary>
    private const int FewestLabels = 50;

    private readonly ConcurrentDictionary<string, (int Stage, DateTimeOffset At, LiveComparison? Comparison)> _read = new(
        StringComparer.Ordinal
    );

    /// <summary>The comparison; null where either version has too few labels.</summary>
    public async Task<LiveComparison?> ReadAsync(string model, Rollout rollout, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        if (_read.TryGetValue(model, out var last) && last.Stage == rollout.Number && now - last.At < Interval)
        {
            return last.Comparison;
        }

        var comparison = await CompareAsync(model, rollout, now, cancellation);
        _read[model] = (rollout.Number, now, comparison);
        return comparison;
    }

    private async Task<LiveComparison?> CompareAsync(string model, Rollout rollout, DateTimeOffset now, CancellationToken cancellation)
    {
        var (from, to) = (now - ServingStatistics.Span, now.AddSeconds(1));
        from = from > rollout.Since ? from : rollout.Since;
        var (live, join) = (new LivePerformance(), new FeedbackJoin(services.Feedback, services.Predictions));
        await foreach (var joined in join.ReadAsync(model, from, to, cancellation))
        {
            if (joined.Labelled is { } labelled)
            {
                live.Add(labelled);
            }
        }

        if (live.Labelled < FewestLabels)
        {
            return null; // Without labels there is no need to read what shadows predicted.
        }

        await foreach (var shadow in join.ReadShadowsAsync(model, from, to, cancellation))
        {
            live.Add(shadow);
        }

        var windows = live.Windows().Where(window => window.Kind == WindowKind.Count && window.Labelled >= FewestLabels).ToList();
        var metric = await MetricAsync(model, rollout.Version, cancellation);
        return
            Newest(windows, rollout.Version) is { } own
            && Newest(windows, rollout.Baseline) is { } other
            && own.Metrics.TryGetValue(metric, out var candidate)
            && other.Metrics.TryGetValue(metric, out var baseline)
            && double.IsFinite(candidate.Value)
            && double.IsFinite(baseline.Value)
            ? new(metric, candidate, baseline, own.Labelled, other.Labelled)
            : null;
    }

    private static PerformanceWindow? Newest(IEnumerable<PerformanceWindow> windows, int version) =>
        windows.Where(window => window.Version == version).MaxBy(window => window.To);

    private async Task<string> MetricAsync(string model, int number, CancellationToken cancellation)
    {
        var version =
            await services.Registry.FindAsync(model, number, cancellation)
            ?? throw new InvalidDataException($"Version {number} of '{model}' is on its way and is not registered.");
        var card = await services.Registry.CardAsync(version, cancellation);
        var definition = await version.ReadPartAsync("definition", services.Definitions.ReadAsync(version.Definition, cancellation));
        return DefaultMetric.Of(definition, card.Task, card.Label is not null);
    }
}
