using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Monitoring;

/// <summary>What serves does worse than when it was judged. Pure: the same figures give the same finding.</summary>
/// <param name="Metric">The metric that chooses.</param>
/// <param name="Judged">Its value on the held-out rows, by which it was let in.</param>
/// <param name="Live">Its value on the newest labelled predictions.</param>
/// <param name="Labelled">How many those are.</param>
public sealed record PerformanceDecay(string Metric, MetricValue Judged, MetricValue Live, int Labelled)
{
    /// <summary>
    /// The decay, or null where there is none: it counts when the whole interval of the live value is on the worse
    /// side of the whole interval of the judged one, so that chance in either does not look like it.
    /// </summary>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="judged">The version's metrics on the held-out rows.</param>
    /// <param name="version">The version that serves.</param>
    /// <param name="windows">Its windows among others.</param>
    /// <param name="minRows">Fewest labelled predictions that mean anything.</param>
    public static PerformanceDecay? Find(
        string metric,
        IReadOnlyDictionary<string, MetricValue> judged,
        int version,
        IReadOnlyList<PerformanceWindow> windows,
        int minRows
    )
    {
        var newest = windows.LastOrDefault(window =>
            window.Kind == WindowKind.Count && window.Version == version && window.Role.IsTraffic() && window.Measured >= minRows
        );
        if (
            newest is null
            || !judged.TryGetValue(metric, out var before)
            || !newest.Metrics.TryGetValue(metric, out var live)
            || !IsWorse(metric, live, before)
        )
        {
            return null;
        }

        return new(metric, before, live, newest.Labelled);
    }

    /// <summary>Why a run is wanted, for a person.</summary>
    public Note Finding =>
        RetrainNotes.Decayed(Metric, Live.Value, Live.Low, Live.High, Labelled, Judged.Value, Judged.Low, Judged.High, isEstimated: false);

    private static bool IsWorse(string metric, MetricValue live, MetricValue judged) =>
        MetricNames.HigherIsBetter(metric) ? live.High < judged.Low : live.Low > judged.High;
}
