namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// One model's answers on one set of rows, ready to be measured again and again: on any resample of the rows, and on
/// parts of them.
/// </summary>
internal abstract class MetricSample
{
    /// <summary>The metric on a resample.</summary>
    /// <param name="counts">How often each row was drawn; they add up to the number of rows. Drawn once each: the plain metric.</param>
    /// <returns>The value; NaN where the metric is not defined on these rows.</returns>
    public abstract double Value(ReadOnlySpan<byte> counts);

    /// <summary>The metric on each of several disjoint parts.</summary>
    /// <param name="parts">The part of each row, from 0; negative: in none.</param>
    /// <param name="count">Parts.</param>
    public abstract double[] ByPart(ReadOnlySpan<int> parts, int count);
}
