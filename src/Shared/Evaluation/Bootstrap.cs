namespace MLOpsFunctions.Evaluation;

/// <summary>Percentile intervals by resampling rows with replacement (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3).</summary>
internal static class Bootstrap
{
    /// <summary>Enough for the ends of a 95% interval to move by a few per cent of its width; a gate asks for no more.</summary>
    public const int Resamples = 200;

    /// <summary>The values of statistics on the same resamples, each with its interval.</summary>
    public static MetricValue[] Intervals(IReadOnlyList<Func<int[], double>> statistics, int rows, int seed)
    {
        var plain = new int[rows];
        Array.Fill(plain, 1);
        var values = statistics.Select(statistic => statistic(plain)).ToArray();
        var draws = statistics.Select(_ => new double[Resamples]).ToArray();
        var (random, counts) = (new Random(seed), new int[rows]);
        for (var b = 0; b < Resamples && rows > 0; b++)
        {
            Array.Clear(counts);
            for (var i = 0; i < rows; i++)
            {
                counts[random.Next(rows)]++;
            }

            for (var s = 0; s < draws.Length; s++)
            {
                draws[s][b] = statistics[s](counts);
            }
        }

        return [.. values.Select((value, s) => Interval(value, draws[s]))];
    }

    private static MetricValue Interval(double value, double[] draws)
    {
        var defined = draws.Where(draw => !double.IsNaN(draw)).Order().ToArray();
        return double.IsNaN(value) || defined.Length < Resamples / 2
            ? new(value, double.NaN, double.NaN)
            : new(value, defined[(int)(0.025 * (defined.Length - 1))], defined[(int)Math.Ceiling(0.975 * (defined.Length - 1))]);
    }
}
