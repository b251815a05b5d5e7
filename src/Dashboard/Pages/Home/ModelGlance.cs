using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Home;

/// <summary>What the overview knows of one model.</summary>
/// <param name="Overview">What serves and what waits.</param>
/// <param name="Newest">Its newest run; null: none.</param>
/// <param name="Drift">The last drift check; null: none.</param>
/// <param name="Live">How it does by what turned out to be true, as kept last; null: not known.</param>
public sealed record ModelGlance(ModelOverview Overview, RunRecord? Newest, DriftReport? Drift, PerformanceReport? Live)
{
    /// <summary>When its next review is due; null: no interval is set.</summary>
    public DateTimeOffset? ReviewDue { get; init; }

    /// <summary>Predicted rows of each of the last hours, oldest first.</summary>
    public IReadOnlyList<double> Traffic { get; init; } = [];
}
