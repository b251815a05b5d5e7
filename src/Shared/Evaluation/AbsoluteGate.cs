using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>Compares a metric with a fixed bound.</summary>
/// <param name="Value">What was measured; null where nothing was.</param>
/// <param name="Rows">Rows that were measured.</param>
internal sealed record AbsoluteGate(string Metric, double? Value, int Rows)
{
    public GateOutcome AtLeast(double min) => Judge(GateKind.Min, min, Value >= min, isLeast: true);

    public GateOutcome AtMost(double max) => Judge(GateKind.Max, max, Value <= max, isLeast: false);

    private GateOutcome Judge(GateKind kind, double threshold, bool passed, bool isLeast) =>
        new(GateName.Of(Metric, kind), Value, threshold, passed, GateNotes.Absolute(Metric, Value, Rows, threshold, isLeast));
}
