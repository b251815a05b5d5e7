namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>Metrics of predicted numbers.</summary>
internal static class NumberMetrics
{
    /// <summary>Root of the mean squared error.</summary>
    public static MetricSample Rmse(double[] predicted, double[] labels) =>
        new SumsSample([Each(predicted, labels, (p, y) => (p - y) * (p - y))], (sums, rows) => rows == 0 ? double.NaN : Math.Sqrt(sums[0] / rows));

    /// <summary>Mean absolute error.</summary>
    public static MetricSample Mae(double[] predicted, double[] labels) => SumsSample.Mean(Each(predicted, labels, (p, y) => Math.Abs(p - y)));

    /// <summary>Mean absolute error relative to the label, over the rows whose label is not 0; as a fraction, 0.1 for ten per cent.</summary>
    public static MetricSample Mape(double[] predicted, double[] labels) => new SumsSample(
        [Each(predicted, labels, (p, y) => y == 0 ? 0 : Math.Abs((p - y) / y)), Each(predicted, labels, (_, y) => y == 0 ? 0 : 1)],
        (sums, _) => sums[1] == 0 ? double.NaN : sums[0] / sums[1]);

    /// <summary>
    /// Mean pinball loss at a quantile: the cost of an error where falling short costs the quantile's share and overshooting the rest (Koenker and Bassett,
    /// Regression Quantiles, 1978). At the median, half the mean absolute error.
    /// </summary>
    public static MetricSample Pinball(double[] predicted, double[] labels, double quantile) =>
        SumsSample.Mean(Each(predicted, labels, (p, y) => y >= p ? quantile * (y - p) : (1 - quantile) * (p - y)));

    /// <summary>Share of the labels' variation that is explained: 1 - residual over total sum of squares. Not defined where all labels are equal.</summary>
    public static MetricSample R2(double[] predicted, double[] labels)
    {
        // Around the mean of all rows, so that the squares of large numbers don't cancel each other.
        var centre = labels.Length == 0 ? 0 : labels.Average();
        return new SumsSample(
            [
                Each(predicted, labels, (p, y) => (p - y) * (p - y)),
                Each(predicted, labels, (_, y) => y - centre),
                Each(predicted, labels, (_, y) => (y - centre) * (y - centre)),
            ],
            (sums, rows) =>
            {
                var total = rows == 0 ? 0 : sums[2] - (sums[1] * sums[1] / rows);
                return total > 1e-12 * sums[2] ? 1 - (sums[0] / total) : double.NaN;
            });
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
