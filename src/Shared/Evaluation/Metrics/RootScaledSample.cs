using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>
/// The weighted mean over the series of the root of their mean squared scaled error (Makridakis, Spiliotis and
/// Assimakopoulos, The M5 accuracy competition, International Journal of Forecasting 38, 2022).
/// </summary>
internal sealed class RootScaledSample(double[] answers, double[] labels, ForecastUnits units) : MetricSample
{
    private readonly double[] _errors =
    [
        .. labels.Select(
            (label, row) =>
                Math.Min((label - answers[row]) / Math.Sqrt(units.SquaredChange[row]), 1e100) is var error ? error * error : double.NaN
        ),
    ];

    public override double Value(ReadOnlySpan<byte> counts)
    {
        var sums = new Sums[units.Series.Length == 0 ? 0 : units.Series.Max() + 1];
        for (var row = 0; row < counts.Length; row++)
        {
            sums[units.Series[row]].Add(counts[row], _errors[row], units.Weights[row]);
        }

        return Mean(sums);
    }

    public override double[] ByPart(ReadOnlySpan<int> parts, int count)
    {
        var sums = new Dictionary<int, Sums>[count];
        for (var row = 0; row < parts.Length; row++)
        {
            if (parts[row] is >= 0 and var part)
            {
                var own = sums[part] ??= [];
                var sum = own.GetValueOrDefault(units.Series[row]);
                sum.Add(1, _errors[row], units.Weights[row]);
                own[units.Series[row]] = sum;
            }
        }

        return Array.ConvertAll(sums, own => own is null ? double.NaN : Mean([.. own.OrderBy(sum => sum.Key).Select(sum => sum.Value)]));
    }

    private static double Mean(Sums[] series)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var own in series)
        {
            if (own.Count > 0)
            {
                (sum, weight) = (sum + (own.Weight * Math.Sqrt(own.Errors / own.Count)), weight + own.Weight);
            }
        }

        return weight > 0 ? sum / weight : double.NaN;
    }

    /// <summary>What the rows of one series add up to.</summary>
    private struct Sums
    {
        public double Errors;
        public double Count;
        public double Weight;

        public void Add(int count, double error, double weight)
        {
            if (!double.IsNaN(error))
            {
                (Errors, Count, Weight) = (Errors + (count * error), Count + count, Weight + (count * weight));
            }
        }
    }
}
