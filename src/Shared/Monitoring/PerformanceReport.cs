using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Monitoring;

/// <summary>How a model does in production, by what turned out to be true.</summary>
/// <param name="From">The first time of a prediction that was looked at.</param>
/// <param name="To">The time after the last.</param>
/// <param name="Labelled">Predictions with an actual value.</param>
/// <param name="Waiting">Actual values whose prediction is not stored: it may come yet, or was lost.</param>
/// <param name="Unknown">Actual values that the answering version cannot be measured by, e.g. a class that it does not know.</param>
/// <param name="Conflicts">Other values that were sent for a prediction later; the first one counts.</param>
/// <param name="Windows">By version, role and window, oldest first.</param>
public sealed record PerformanceReport(
    string Model,
    DateTimeOffset From,
    DateTimeOffset To,
    long Labelled,
    long Waiting,
    long Unknown,
    long Conflicts,
    IReadOnlyList<PerformanceWindow> Windows
)
{
    /// <summary>Estimates of the last days, made without any actual value; oldest first.</summary>
    public IReadOnlyList<PerformanceEstimate> Estimates { get; init; } = [];

    /// <summary>The newest window by count of each version in each role.</summary>
    public IReadOnlyList<PerformanceWindow> NewestByCount() =>
        [
            .. Windows
                .Where(window => window.Kind == WindowKind.Count)
                .GroupBy(window => (window.Version, window.Role))
                .Select(windows => windows.MaxBy(window => window.From)!),
        ];
}

/// <summary>How one version did in one window.</summary>
/// <param name="Role">In which part it answered.</param>
/// <param name="Kind">How the window is cut.</param>
/// <param name="From">The time of its first prediction.</param>
/// <param name="To">The time of its last.</param>
/// <param name="Labelled">Predictions with an actual value.</param>
/// <param name="Measured">Rows that the metrics are of: all, or an even sample of many.</param>
/// <param name="Metrics">The metrics of the task, each with its 95% interval; NaN where one is not defined on the rows.</param>
public sealed record PerformanceWindow(
    int Version,
    ServingRole Role,
    WindowKind Kind,
    DateTimeOffset From,
    DateTimeOffset To,
    int Labelled,
    int Measured,
    IReadOnlyDictionary<string, MetricValue> Metrics
);

/// <summary>How windows are cut.</summary>
public enum WindowKind
{
    /// <summary>A day in UTC.</summary>
    Day,

    /// <summary>A fixed number of labelled predictions, <see cref="LivePerformance.CountRows"/>; the newest one may have fewer.</summary>
    Count,
}
