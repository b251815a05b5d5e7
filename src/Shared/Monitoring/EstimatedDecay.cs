using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// What serves probably does worse than when it was judged, by an estimate without actual values. Pure: the same figures
/// give the same finding.
/// </summary>
/// <param name="Metric">The metric that chooses.</param>
/// <param name="Judged">Its value on the held-out rows, by which it was let in.</param>
/// <param name="Estimate">Its estimated value on the predictions of a day.</param>
/// <param name="Predictions">How many those are.</param>
public sealed record EstimatedDecay(string Metric, MetricValue Judged, MetricValue Estimate, long Predictions)
{
    /// <summary>
    /// The decay by the newest estimate, or null where there is none: it counts when the whole interval of the estimate is
    /// on the worse side of the whole interval of the judged value.
    /// </summary>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="judged">The version's metrics on the held-out rows.</param>
    /// <param name="version">The version that serves.</param>
    /// <param name="estimates">Its estimates among others, oldest first.</param>
    /// <param name="minRows">Fewest predictions that mean anything.</param>
    public static EstimatedDecay? Find(
        string metric,
        IReadOnlyDictionary<string, MetricValue> judged,
        int version,
        IReadOnlyList<PerformanceEstimate> estimates,
        int minRows
    )
    {
        var newest = estimates.LastOrDefault(estimate => estimate.Version == version && estimate.Measured >= minRows);
        return
            newest is not null
            && judged.TryGetValue(metric, out var before)
            && newest.Metrics.TryGetValue(metric, out var now)
            && (MetricNames.HigherIsBetter(metric) ? now.High < before.Low : now.Low > before.High)
            ? new(metric, before, now, newest.Predictions)
            : null;
    }

    /// <summary>Why a run is wanted, for a person.</summary>
    public Note Finding =>
        RetrainNotes.Decayed(
            Metric,
            Estimate.Value,
            Estimate.Low,
            Estimate.High,
            Predictions,
            Judged.Value,
            Judged.Low,
            Judged.High,
            isEstimated: true
        );
}
