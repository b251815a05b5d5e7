namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// Metrics of predicted numbers. Where numbers are so large or small that their squares leave the range of doubles,
/// sums use a unit near the largest number. So the metrics of labels near 1e300 or 1e-300 are as precise as those of
/// labels near 1.
/// </summary>
internal static class RegressionMetrics
{
    /// <summary>Between 2^-300 and 2^300, about 1e-90 and 1e90, squares of billions of rows can be added up.</summary>
    private const int Usual = 300;

    /// <summary>Root of the mean squared error.</summary>
    public static MetricSample Rmse(double[] predicted, double[] labels, double[]? weights)
    {
        var per = PerUnit(predicted, labels);
        return new SumsSample(
            [Squares(predicted, labels, per)],
            (sums, rows) => rows == 0 ? double.NaN : Math.Sqrt(sums[0] / rows) / per,
            weights
        );
    }

    /// <summary>Mean absolute error.</summary>
    public static MetricSample Mae(double[] predicted, double[] labels, double[]? weights)
    {
        var per = PerUnit(predicted, labels);
        return Mean(Each(predicted, labels, (p, y) => Math.Abs((p * per) - (y * per))), per, weights);
    }

    /// <summary>
    /// Mean absolute error relative to the label, over the rows whose label is not 0; as a fraction, 0.1 for ten per
    /// cent.
    /// </summary>
    public static MetricSample Mape(double[] predicted, double[] labels, double[]? weights)
    {
        var per = PerUnit(predicted, labels);
        return new SumsSample(
            [
                Each(predicted, labels, (p, y) => y == 0 ? 0 : Math.Abs(((p * per) - (y * per)) / (y * per))),
                Each(predicted, labels, (_, y) => y == 0 ? 0 : 1),
            ],
            (sums, _) => sums[1] == 0 ? double.NaN : sums[0] / sums[1],
            weights
        );
    }

    /// <summary>
    /// Mean pinball loss at a quantile: an underestimate costs the quantile's share, an overestimate the rest (Koenker
    /// and Bassett, Regression Quantiles, 1978). At the median it is half the mean absolute error.
    /// </summary>
    public static MetricSample Pinball(double[] predicted, double[] labels, double quantile, double[]? weights)
    {
        var per = PerUnit(predicted, labels);
        return Mean(
            Each(predicted, labels, (p, y) => y >= p ? quantile * ((y * per) - (p * per)) : (1 - quantile) * ((p * per) - (y * per))),
            per,
            weights
        );
    }

    /// <summary>
    /// Share of the labels' variation that is explained: 1 - residual over total sum of squares. Not defined where all
    /// labels are equal.
    /// </summary>
    public static MetricSample R2(double[] predicted, double[] labels, double[]? weights)
    {
        // Around the mean of all rows, so that the squares of large numbers don't cancel each other.
        var per = PerUnit(predicted, labels);
        var centre = labels.Length == 0 ? 0 : labels.Average(label => label * per);
        return new SumsSample(
            [
                Squares(predicted, labels, per),
                Each(predicted, labels, (_, y) => (y * per) - centre),
                Each(predicted, labels, (_, y) => ((y * per) - centre) * ((y * per) - centre)),
            ],
            (sums, rows) =>
            {
                var total = rows == 0 ? 0 : sums[2] - (sums[1] * sums[1] / rows);
                return total > 1e-12 * sums[2] ? 1 - (sums[0] / total) : double.NaN;
            },
            weights
        );
    }

    private static SumsSample Mean(double[] column, double per, double[]? weights) =>
        new([column], (sums, rows) => rows == 0 ? double.NaN : sums[0] / rows / per, weights);

    private static double[] Squares(double[] predicted, double[] labels, double per) =>
        Each(predicted, labels, (p, y) => ((p * per) - (y * per)) * ((p * per) - (y * per)));

    /// <summary>
    /// The factor for the numbers: 1 if they are of a usual size, otherwise the power of two that brings the largest
    /// near 1. A power of two rounds nothing.
    /// </summary>
    private static double PerUnit(double[] predicted, double[] labels)
    {
        var largest = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            largest = Math.Max(largest, Math.Max(Math.Abs(predicted[row]), Math.Abs(labels[row])));
        }

        return largest == 0 || !double.IsFinite(largest) || Math.Abs(Math.ILogB(largest)) <= Usual
            ? 1
            : Math.ScaleB(1, -Math.Clamp(Math.ILogB(largest), -1_000, 1_000));
    }

    private static double[] Each(double[] predicted, double[] labels, Func<double, double, double> of)
    {
        var values = new double[labels.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = of(predicted[row], labels[row]);
        }

        return values;
    }
}
