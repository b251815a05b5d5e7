namespace MLOpsFunctions.Evaluation;

/// <summary>Compares a metric with a fixed bound.</summary>
/// <param name="Value">What was measured; null where nothing was.</param>
/// <param name="Rows">Rows that were measured.</param>
internal sealed record AbsoluteGate(string Metric, double? Value, int Rows)
{
    public GateOutcome AtLeast(double min) => Judge("min", min, Value >= min, "at least");

    public GateOutcome AtMost(double max) => Judge("max", max, Value <= max, "at most");

    private GateOutcome Judge(string bound, double threshold, bool passed, string words)
    {
        var name = $"{Metric} {bound}";
        return Value is not { } value
            ? new(
                name,
                null,
                threshold,
                false,
                $"{Metric} could not be measured on the {NumberFormat.Count(Rows)} held-out rows; {words} "
                    + $"{NumberFormat.Format(threshold)} required."
            )
            : new(
                name,
                value,
                threshold,
                passed,
                $"{Metric} {NumberFormat.FormatDistinct(value, threshold)} on {NumberFormat.Count(Rows)} held-out "
                    + $"rows; {words} {NumberFormat.Format(threshold)} required."
            );
    }
}
