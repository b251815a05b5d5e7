using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Evaluation;

/// <summary>Compares a metric with another model's on the same rows.</summary>
/// <param name="Name">The name of the outcomes.</param>
/// <param name="Rival">What the other model is.</param>
/// <param name="Value">The candidate's value.</param>
/// <param name="Other">The rival's value.</param>
/// <param name="Gain">How much better the candidate is.</param>
/// <param name="Rows">Rows that were measured.</param>
internal sealed record RelativeGate(string Name, string Metric, GateRival Rival, double Value, double Other, MetricValue Gain, int Rows)
{
    /// <summary>
    /// Fewest pairs: with fewer, even if all of them point one way, chance does so in one case of twenty or more: 2 x
    /// 0.5^5 is 0.06 (the exact sign test; Conover, Practical Nonparametric Statistics, section 3.4).
    /// </summary>
    private const int FewestPairs = 6;

    /// <summary>
    /// The share of the greater value by which sums of floating-point numbers may differ; such a difference is not a
    /// gain.
    /// </summary>
    private const double Rounding = 1e-9;

    /// <summary>An outcome for each bound that the gate sets.</summary>
    /// <param name="value">The candidate's; null where it could not be measured.</param>
    /// <param name="rival">What the other model is.</param>
    /// <param name="gate">The bounds.</param>
    /// <param name="comparison">How the candidate did against the rival; null where that could not be measured.</param>
    public static IEnumerable<GateOutcome> Judge(
        string metric,
        double? value,
        GateRival rival,
        RelativeThreshold gate,
        PairedComparison? comparison
    )
    {
        var name = $"{metric} vs{rival}";
        if (gate is { MaxRelative: null, MinRelative: null, MinGain: null, Significant: false })
        {
            return
            [
                new(
                    name,
                    value,
                    null,
                    false,
                    $"The gate on {metric} against the {rival.JsonName()} has no threshold, so nothing can pass it."
                ),
            ];
        }

        if (
            value is not { } own
            || comparison is not { Rows: > 0 }
            || !comparison.Other.TryGetValue(metric, out var other)
            || !double.IsFinite(other)
            || !comparison.Gains.TryGetValue(metric, out var gain)
            || !double.IsFinite(gain.Value)
        )
        {
            return
            [
                new(
                    name,
                    value,
                    null,
                    false,
                    $"{metric} could not be compared with the {rival.JsonName()}'s on the same rows, and without that nothing passes."
                ),
            ];
        }

        return new RelativeGate(
            name,
            metric,
            rival,
            comparison.Own?.GetValueOrDefault(metric, own) ?? own,
            other,
            gain,
            comparison.Rows
        ).Outcomes(gate);
    }

    private IEnumerable<GateOutcome> Outcomes(RelativeThreshold gate)
    {
        if (gate.MaxRelative is { } most)
        {
            yield return Ratio("maxRelative", most, ratio => ratio <= most, "at most");
        }

        if (gate.MinRelative is { } least)
        {
            yield return Ratio("minRelative", least, ratio => ratio >= least, "at least");
        }

        if (gate.Significant)
        {
            yield return SignificantGain(gate.MinGain ?? 0);
        }
        else if (gate.MinGain is { } minGain)
        {
            yield return new(
                $"{Name} minGain",
                Gain.Value,
                minGain,
                Gain.Value >= minGain,
                $"{Measured()}, a gain of {NumberFormat.FormatDistinct(Gain.Value, minGain)}; at least "
                    + $"{NumberFormat.Format(minGain)} required."
            );
        }
    }

    private GateOutcome Ratio(string bound, double threshold, Func<double, bool> passes, string words)
    {
        // Two zeros are equal. Any other ratio to zero, or of numbers that are not both positive, has no meaning.
        var ratio =
            Value == 0 && Other == 0 ? 1
            : Value >= 0 && Other > 0 ? Value / Other
            : double.NaN;
        return double.IsNaN(ratio)
            ? new(
                $"{Name} {bound}",
                null,
                threshold,
                false,
                $"{Measured()}, which is no ratio that a bound of {NumberFormat.Format(threshold)} could be held against."
            )
            : new(
                $"{Name} {bound}",
                ratio,
                threshold,
                passes(ratio),
                $"{Metric} {NumberFormat.Format(Value)} is {NumberFormat.FormatDistinct(ratio, threshold)} times "
                    + $"{Its()}; {words} {NumberFormat.Format(threshold)} allowed."
            );
    }

    private GateOutcome SignificantGain(double minGain)
    {
        var isKnown = Rows >= FewestPairs && double.IsFinite(Gain.Low) && double.IsFinite(Gain.High);
        var least = minGain + (Rounding * Math.Max(Math.Abs(Value), Math.Abs(Other)));
        var interval = !isKnown
            ? "an interval that these rows are too few for"
            : $"a 95% interval of {NumberFormat.FormatDistinct(Gain.Low, minGain)} to {NumberFormat.Format(Gain.High)}";
        return new(
            $"{Name} minGain",
            Gain.Value,
            minGain,
            isKnown && Gain.Value > least && Gain.Low > least,
            $"{Measured()}, a gain of {NumberFormat.Format(Gain.Value)} with {interval}; all of it must lie "
                + $"above {NumberFormat.Format(minGain)}"
                + $"{(Gain.Low > minGain && Gain.Low <= least ? " by more than rounding" : "")}."
        );
    }

    private string Measured() => $"{Metric} {NumberFormat.Format(Value)}{(IsOfClusters ? " of all rows" : "")} against {Its()}";

    /// <summary>
    /// The rival's value. Clusters have no baseline that could predict the same rows (see
    /// <see cref="ClusterBaseline"/>).
    /// </summary>
    private string Its() =>
        IsOfClusters
            ? $"the {NumberFormat.FormatDistinct(Other, Value)} of as many clusters in rows of the same columns and no groups"
            : $"the {Rival.JsonName()}'s {NumberFormat.FormatDistinct(Other, Value)} on the same {NumberFormat.Count(Rows)} rows";

    private bool IsOfClusters => (Rival, Metric) == (GateRival.Baseline, MetricNames.Silhouette);
}
