using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>Decides whether a candidate may serve. If something cannot be decided, the answer is no.</summary>
public static class GateEvaluator
{
    /// <summary>Judges a candidate. Pure: the same input gives the same verdict.</summary>
    /// <param name="gates">The conditions; without any the candidate is not blessed.</param>
    /// <param name="candidate">The candidate's report on the test rows.</param>
    /// <param name="champion">The comparison with the live version on the same rows; null if there is none, or if it
    /// could not score them.</param>
    /// <param name="baseline">The comparison with the baseline on the same rows; null if it could not be measured.</param>
    /// <param name="hasChampion">Whether a version serves with which this one can be compared. Without one, gates
    /// against the champion pass, because the first version has none. If there is one that could not score the rows,
    /// they fail.</param>
    /// <param name="conditions">Further conditions that must hold, whatever the definition says.</param>
    public static GateVerdict Evaluate(
        IReadOnlyList<GateDefinition> gates,
        EvaluationReport candidate,
        PairedComparison? champion,
        PairedComparison? baseline,
        bool hasChampion,
        IReadOnlyList<GateOutcome>? conditions = null
    )
    {
        List<GateOutcome> outcomes =
        [
            .. gates.SelectMany(gate => Outcomes(gate, candidate, champion, baseline, hasChampion)),
            .. gates.Count > 0 ? conditions ?? [] : [],
        ];
        return new(outcomes.Count > 0 && outcomes.TrueForAll(outcome => outcome.Passed), outcomes);
    }

    private static IEnumerable<GateOutcome> Outcomes(
        GateDefinition gate,
        EvaluationReport candidate,
        PairedComparison? champion,
        PairedComparison? baseline,
        bool hasChampion
    )
    {
        var metric = gate.Metric;
        if (!MetricNames.All.Contains(metric))
        {
            return [new(GateName.Of(metric, GateKind.Unbounded), null, null, false, GateNotes.UnknownMetric(metric))];
        }

        if (gate is { Min: null, Max: null, VsChampion: null, VsBaseline: null } && !SliceGates.HasOwnBound(gate))
        {
            return [new(GateName.Of(metric, GateKind.Unbounded), null, null, false, GateNotes.NoThreshold(metric))];
        }

        double? value =
            candidate.Rows > 0 && candidate.Metrics.TryGetValue(metric, out var found) && double.IsFinite(found.Value) ? found.Value : null;
        var absolute = new AbsoluteGate(metric, value, candidate.Rows);
        var first = new GateOutcome(
            GateName.Of(metric, GateKind.Unbounded, GateRival.Champion),
            value,
            null,
            true,
            GateNotes.NoChampion(metric)
        );
        return
        [
            .. gate.Min is { } min ? [absolute.AtLeast(min)] : (GateOutcome[])[],
            .. gate.Max is { } max ? [absolute.AtMost(max)] : (GateOutcome[])[],
            .. gate.VsChampion is { } vsChampion
                ? hasChampion
                    ? RelativeGate.Judge(metric, value, GateRival.Champion, vsChampion, champion)
                    : [first]
                : [],
            .. gate.VsBaseline is { } vsBaseline ? RelativeGate.Judge(metric, value, GateRival.Baseline, vsBaseline, baseline) : [],
        ];
    }
}
