using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// Metrics of forecasts in units of each series, as in the M4 and M5 competitions. Rows of a series without a unit (it
/// never changed, or is too short) do not count.
/// </summary>
internal static class ForecastMetrics
{
    /// <summary>A metric of one model's answers.</summary>
    public static MetricSample Of(string metric, Predictions predictions, double[] labels) =>
        (metric, predictions.Units) switch
        {
            (MetricNames.Smape, _) => Smape(predictions, labels),
            (_, null) => SumsSample.Undefined,
            (MetricNames.Mase, { } units) => Mase(predictions.Values, labels, units),
            (MetricNames.Rmsse, { } units) => new RootScaledSample(predictions.Values, labels, units),
            (_, { } units) => predictions is { Lows: { } lows, Highs: { } highs } ? Msis(lows, highs, labels, units) : SumsSample.Undefined,
        };

    /// <summary>The weighted mean of one number for each row, over the rows that have one.</summary>
    private static SumsSample Mean(double[]? weights, int rows, Func<int, double> of)
    {
        var (values, counts) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (value, weight) = (of(row), weights?[row] ?? 1);
            (values[row], counts[row]) = double.IsNaN(value) ? (0, 0) : (weight * Math.Min(value, 1e100), weight);
        }

        return new([values, counts], (sums, _) => sums[1] > 0 ? sums[0] / sums[1] : double.NaN);
    }

    private static SumsSample Mase(double[] answers, double[] labels, ForecastUnits units) =>
        Mean(units.Weights, labels.Length, row => Math.Abs(labels[row] - answers[row]) / units.Change[row]);

    /// <summary>A fraction of 0 to 2 (Makridakis and Hibon, The M3-Competition, 2000); two zeros are no error.</summary>
    private static SumsSample Smape(Predictions predictions, double[] labels) =>
        Mean(
            predictions.Units?.Weights,
            labels.Length,
            row =>
            {
                var (label, answer) = (labels[row] / 2, predictions.Values[row] / 2);
                var size = Math.Abs(label) + Math.Abs(answer);
                return size > 0 ? 2 * Math.Abs(label - answer) / size : 0;
            }
        );

    /// <summary>
    /// The width, and of a truth outside its distance times 2 over the share outside (Gneiting and Raftery, Strictly
    /// proper scoring rules, Journal of the American Statistical Association 102, 2007), in units of the series.
    /// </summary>
    private static SumsSample Msis(double[] lows, double[] highs, double[] labels, ForecastUnits units)
    {
        var penalty = 2 / (1 - units.Interval);
        return Mean(
            units.Weights,
            labels.Length,
            row =>
                (
                    highs[row]
                    - lows[row]
                    + (penalty * Math.Max(0, lows[row] - labels[row]))
                    + (penalty * Math.Max(0, labels[row] - highs[row]))
                ) / units.Change[row]
        );
    }
}
