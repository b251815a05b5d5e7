using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// How one version probably did on a day, estimated without any actual value. It holds while the relation of inputs and
/// truth is as it was on the held-out rows; only actual values show that this has changed.
/// </summary>
/// <param name="From">The time of the first batch of predictions.</param>
/// <param name="To">The time of the last.</param>
/// <param name="Predictions">Predictions that callers got.</param>
/// <param name="Measured">Rows that the estimate is of: all, or an even sample of many.</param>
/// <param name="Source">How it was estimated.</param>
/// <param name="Metrics">Each with the 95% interval of what actual values of the rows would give.</param>
public sealed record PerformanceEstimate(
    int Version,
    DateTimeOffset From,
    DateTimeOffset To,
    long Predictions,
    int Measured,
    EstimateSource Source,
    IReadOnlyDictionary<string, MetricValue> Metrics
);

/// <summary>How a performance was estimated.</summary>
public enum EstimateSource
{
    /// <summary>Confidence-based estimation, from the calibrated probabilities of classes.</summary>
    Cbpe,

    /// <summary>Direct loss estimation, by a model of the error of a predicted number.</summary>
    Dle,
}
