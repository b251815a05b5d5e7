using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation.Metrics;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation;

/// <summary>One bound that a gate sets on every slice.</summary>
/// <param name="Kind">The kind of bound.</param>
/// <param name="Rival">What a slice is compared with; null: a fixed number.</param>
/// <param name="Threshold">The bound.</param>
/// <param name="Other">The rival's answers to all rows; null: the bound compares with a fixed number.</param>
/// <param name="Whole">The candidate's metric on all rows, where that is the rival; otherwise NaN.</param>
/// <param name="Shortfall">By how much a slice misses the bound, of its value and the rival's; above 0: it does.</param>
internal sealed record SliceBound(
    GateKind Kind,
    GateRival? Rival,
    double Threshold,
    Predictions? Other,
    double Whole,
    Func<double, double, double> Shortfall
)
{
    /// <summary>The bounds of a gate; those against a rival that could not answer are left out: the whole fails by them.</summary>
    /// <param name="whole">The candidate's metric on all rows.</param>
    public static IEnumerable<SliceBound> Of(GateDefinition gate, JudgedAnswers answers, double whole) =>
        [
            .. gate.Min is { } min ? [new(GateKind.Min, null, min, null, double.NaN, (own, _) => min - own)] : (SliceBound[])[],
            .. gate.Max is { } max ? [new(GateKind.Max, null, max, null, double.NaN, (own, _) => own - max)] : (SliceBound[])[],
            .. answers.Champion is { } champion ? Relative(gate.Metric, GateRival.Champion, gate.VsChampion, champion, double.NaN) : [],
            .. answers.Baseline is { } baseline ? Relative(gate.Metric, GateRival.Baseline, gate.VsBaseline, baseline, double.NaN) : [],
            .. Relative(gate.Metric, GateRival.Whole, gate.Slices?.VsWhole, null, whole),
        ];

    /// <summary>The slice's metric and by how much it misses the bound, each with its 95% interval.</summary>
    public (MetricValue Own, MetricValue Shortfall, double? Rival) Measure(string metric, int[] rows, JudgedAnswers answers, int seed)
    {
        var (candidate, labels) = (answers.Candidate.Take(rows), Array.ConvertAll(rows, row => answers.Labels[row]));
        var own = MetricSamples.Of(metric, candidate, labels, null, seed);
        var rival = Other is null ? null : MetricSamples.Of(metric, Evaluator.Like(Other.Take(rows), candidate), labels, null, seed);
        var found = Bootstrap.Intervals(
            [own.Value, counts => Shortfall(own.Value(counts), rival?.Value(counts) ?? Whole)],
            rows.Length,
            seed,
            threads: 1
        );
        var once = new byte[rows.Length];
        Array.Fill(once, (byte)1);
        return (found[0], found[1], rival?.Value(once) ?? (double.IsNaN(Whole) ? null : Whole));
    }

    private static IEnumerable<SliceBound> Relative(
        string metric,
        GateRival rival,
        RelativeThreshold? bound,
        Predictions? other,
        double whole
    )
    {
        if (bound is { MaxRelative: { } most })
        {
            yield return new(GateKind.MaxRelative, rival, most, other, whole, (own, rival) => own - (most * rival));
        }

        if (bound is { MinRelative: { } least })
        {
            yield return new(GateKind.MinRelative, rival, least, other, whole, (own, rival) => (least * rival) - own);
        }

        if (bound is { MinGain: not null } or { Significant: true })
        {
            var (gain, sign) = (bound.MinGain ?? 0, MetricNames.HigherIsBetter(metric) ? 1 : -1);
            yield return new(GateKind.MinGain, rival, gain, other, whole, (own, rival) => gain - (sign * (own - rival)));
        }
    }
}
