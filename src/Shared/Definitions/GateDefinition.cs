using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>One condition on a metric. Without a threshold, or without data, it does not pass.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Min">Least value allowed on the test set.</param>
/// <param name="Max">Greatest value allowed on the test set.</param>
/// <param name="VsChampion">Condition relative to the champion on the same rows; passes where there is no champion yet.</param>
/// <param name="VsBaseline">Condition relative to the baseline on the same rows.</param>
/// <param name="Slices">Parts of the rows on which it must hold too.</param>
public sealed record GateDefinition(
    [property: MetricName] string Metric,
    double? Min = null,
    double? Max = null,
    RelativeThreshold? VsChampion = null,
    RelativeThreshold? VsBaseline = null,
    SliceDefinition? Slices = null
);

/// <summary>A bound relative to another model's metric on the same rows.</summary>
/// <param name="MaxRelative">For metrics where less is better: at most this many times the other's; with 1, one that is
/// exactly as good passes too.</param>
/// <param name="MinRelative">For metrics where more is better: at least this many times the other's.</param>
/// <param name="MinGain">At least this much better than the other, in the metric's unit (negative: this much worse is tolerated).</param>
/// <param name="Significant">The whole 95% interval of the paired gain, not only its value, must lie above
/// <paramref name="MinGain"/> (where null: above 0).</param>
public sealed record RelativeThreshold(
    [property: Range(0d, DefinitionLimits.Ratio, MinimumIsExclusive = true)] double? MaxRelative = null,
    [property: Range(0d, DefinitionLimits.Ratio, MinimumIsExclusive = true)] double? MinRelative = null,
    double? MinGain = null,
    bool Significant = false
);
