namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// The plain mean of one metric per class over the classes for which it is defined, so that rare classes count as much
/// as common ones.
/// </summary>
/// <param name="classes">A sample a class.</param>
internal sealed class MacroSample(MetricSample[] classes) : MetricSample
{
    public override double Value(ReadOnlySpan<byte> counts)
    {
        var (sum, n) = (0.0, 0);
        foreach (var sample in classes)
        {
            if (sample.Value(counts) is var value && !double.IsNaN(value))
            {
                (sum, n) = (sum + value, n + 1);
            }
        }

        return n == 0 ? double.NaN : sum / n;
    }

    public override double[] ByPart(ReadOnlySpan<int> parts, int count)
    {
        var values = new double[classes.Length][];
        for (var c = 0; c < classes.Length; c++)
        {
            values[c] = classes[c].ByPart(parts, count);
        }

        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(part =>
                    values.Select(byClass => byClass[part]).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average()
                ),
        ];
    }
}
