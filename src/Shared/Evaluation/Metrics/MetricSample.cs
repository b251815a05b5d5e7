namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// One model's predictions on one set of rows, prepared so that any resample and any part of the rows can be measured
/// quickly.
/// </summary>
internal abstract class MetricSample
{
    /// <summary>The metric on a resample.</summary>
    /// <param name="counts">How often each row was drawn; the sum is the number of rows. If each was drawn once, the
    /// result is the plain metric.</param>
    /// <returns>The value; NaN where the metric is not defined on these rows.</returns>
    public abstract double Value(ReadOnlySpan<byte> counts);

    /// <summary>The metric on each of several disjoint parts.</summary>
    /// <param name="parts">The part of each row, from 0; negative: none.</param>
    /// <param name="count">The number of parts.</param>
    public abstract double[] ByPart(ReadOnlySpan<int> parts, int count);
}
