using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>Compares a metric with another model's on the same rows.</summary>
/// <param name="Rival">What the other model is.</param>
/// <param name="Value">The candidate's value.</param>
/// <param name="Other">The rival's value.</param>
/// <param name="Gain">How much better the candidate is.</param>
/// <param name="Rows">Rows that were measured.</param>
internal sealed record RelativeGate(string Metric, GateRival Rival, double Value, double Other, MetricValue Gain, int Rows)
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
        var name = GateName.Of(metric, GateKind.Unbounded, rival);
        if (gate is { MaxRelative: null, MinRelative: null, MinGain: null, Significant: false })
        {
            return [new(name, value, null, false, GateNotes.NoRelativeThreshold(metric, rival.JsonName()))];
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
            return [new(name, value, null, false, GateNotes.NotCompared(metric, rival.JsonName()))];
        }

        return new RelativeGate(
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
            yield return Ratio(GateKind.MaxRelative, most, isLeast: false);
        }

        if (gate.MinRelative is { } least)
        {
            yield return Ratio(GateKind.MinRelative, least, isLeast: true);
        }

        if (gate.Significant)
        {
            yield return SignificantGain(gate.MinGain ?? 0);
        }
        else if (gate.MinGain is { } minGain)
        {
            yield return new(Name(GateKind.MinGain), Gain.Value, minGain, Gain.Value >= minGain, Found(minGain));
        }
    }

    private GateOutcome Ratio(GateKind kind, double threshold, bool isLeast)
    {
        // Two zeros are equal. Any other ratio to zero, or of numbers that are not both positive, has no meaning.
        double? ratio =
            Value == 0 && Other == 0 ? 1
            : Value >= 0 && Other > 0 ? Value / Other
            : null;
        return new(
            Name(kind),
            ratio,
            threshold,
            isLeast ? ratio >= threshold : ratio <= threshold,
            GateNotes.Ratio(Metric, RivalName, Value, Other, Rows, ratio, threshold, isLeast)
        );
    }

    private GateOutcome SignificantGain(double minGain)
    {
        var isKnown = Rows >= FewestPairs && double.IsFinite(Gain.Low) && double.IsFinite(Gain.High);
        var least = minGain + (Rounding * Math.Max(Math.Abs(Value), Math.Abs(Other)));
        return new(
            Name(GateKind.MinGain),
            Gain.Value,
            minGain,
            isKnown && Gain.Value > least && Gain.Low > least,
            GateNotes.WithInterval(Found(minGain), Gain.Low, Gain.High, isKnown, Gain.Low > minGain && Gain.Low <= least)
        );
    }

    private GateName Name(GateKind kind) => GateName.Of(Metric, kind, Rival);

    private Note Found(double minGain) => GateNotes.Gain(Metric, RivalName, Value, Other, Rows, Gain.Value, minGain);

    /// <summary>Clusters have no baseline that could predict the same rows (see <see cref="ClusterBaseline"/>).</summary>
    private string RivalName =>
        (Rival, Metric) == (GateRival.Baseline, MetricNames.Silhouette) ? GateNotes.WithoutGroups : Rival.JsonName();
}
