namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>The competition's scores of a panel (Makridakis, Spiliotis and Assimakopoulos, The M4 Competition, 2020).</summary>
internal static class ForecastScores
{
    /// <summary>Mean scaled error, over the mean change over a season in the past.</summary>
    public static double Mase(ForecastSeries series, int season, IReadOnlyList<double> answers)
    {
        var changes = Enumerable.Range(season, Math.Max(0, series.Past.Length - season)).ToArray();
        var scale = changes.Length == 0 ? 0 : changes.Average(i => Math.Abs(series.Past[i] - series.Past[i - season]));
        return series.Future.Zip(answers, (actual, answer) => Math.Abs(actual - answer)).Average() / (scale > 0 ? scale : 1);
    }

    /// <summary>Symmetric relative error, 0 to 200.</summary>
    public static double Smape(ForecastSeries series, IReadOnlyList<double> answers) =>
        series
            .Future.Zip(
                answers,
                (actual, answer) => Math.Abs(actual) + Math.Abs(answer) is var size and > 0 ? 200 * Math.Abs(actual - answer) / size : 0
            )
            .Average();

    /// <summary>The last value, in seasons that the competition's test finds; otherwise as it is.</summary>
    public static double[] Naive2(double[] past, int season, int horizon)
    {
        var indices = IsSeasonal(past, season) ? Indices(past, season) : [.. Enumerable.Repeat(1.0, Math.Max(1, season))];
        var level = past[^1] / indices[(past.Length - 1) % indices.Length];
        return [.. Enumerable.Range(0, horizon).Select(ahead => level * indices[(past.Length + ahead) % indices.Length])];
    }

    private static bool IsSeasonal(double[] past, int season)
    {
        if (season == 1 || past.Length < 3 * season)
        {
            return false;
        }

        var mean = past.Average();
        var whole = past.Sum(value => (value - mean) * (value - mean));
        double Correlation(int lag) => Enumerable.Range(lag, past.Length - lag).Sum(i => (past[i] - mean) * (past[i - lag] - mean)) / whole;
        var limit =
            1.645 * Math.Sqrt((1 + (2 * Enumerable.Range(1, season - 1).Sum(lag => Correlation(lag) * Correlation(lag)))) / past.Length);
        return whole > 0 && Math.Abs(Correlation(season)) > limit;
    }

    /// <summary>How many times its moving average a value is at each place of the season (classical decomposition).</summary>
    private static double[] Indices(double[] past, int season)
    {
        var (sums, counts, half) = (new double[season], new int[season], season / 2);
        for (var i = half; i < past.Length - half; i++)
        {
            var sum = Enumerable
                .Range(i - half, (2 * half) + 1)
                .Sum(at => past[at] * (season % 2 == 0 && Math.Abs(at - i) == half ? 0.5 : 1));
            if (sum != 0)
            {
                (sums[i % season], counts[i % season]) = (sums[i % season] + (past[i] / (sum / season)), counts[i % season] + 1);
            }
        }

        var indices = sums.Zip(counts, (sum, count) => count > 0 && sum != 0 ? sum / count : 1).ToArray();
        var mean = indices.Average();
        return Array.ConvertAll(indices, index => index / mean);
    }
}
