namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Whether a version that was held back is as good as the champion for all that its rows can tell: it failed no other gate
/// than those against the champion, and fell short of them by no more than a share of the metric's value.
/// </summary>
public static class NearChampion
{
    /// <summary>Whether it is.</summary>
    /// <param name="verdict">What the gates said.</param>
    /// <param name="metrics">The version's metrics, by name.</param>
    /// <param name="tolerance">The share, 0 to 1.</param>
    public static bool Is(GateVerdict verdict, IReadOnlyDictionary<string, double> metrics, double tolerance)
    {
        var failed = verdict.Gates.Where(gate => !gate.Passed).ToList();
        return !verdict.Blessed && failed.Count > 0 && failed.TrueForAll(gate => IsNear(gate, metrics, tolerance));
    }

    private static bool IsNear(GateOutcome gate, IReadOnlyDictionary<string, double> metrics, double tolerance)
    {
        if (
            gate.Name is not { Rival: GateRival.Champion, IsOfSlices: false, Metric: { } metric }
            || gate is not { Value: { } value, Threshold: { } threshold }
            || !metrics.TryGetValue(metric, out var own)
        )
        {
            return false;
        }

        return gate.Name.Kind switch
        {
            GateKind.MaxRelative => value <= threshold * (1 + tolerance),
            GateKind.MinRelative => value >= threshold * (1 - tolerance),
            _ => value >= -tolerance * Math.Abs(own),
        };
    }
}
