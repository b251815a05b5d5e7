using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Percentile intervals by resampling rows with replacement (Efron and Tibshirani, An Introduction to the Bootstrap,
/// 1993, section 13.3). A resample is the number of times that each row was drawn, so statistics that sort the rows
/// sort them once. Each resample has its own random sequence, so the number of threads changes nothing.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Row draws for one set of intervals; the bound keeps many rows as fast as a few.</summary>
    private const int Draws = 20_000_000;

    /// <summary>
    /// Resamples that sections 12.5 and 14.4 ask for; more would not move the ends by an amount that matters to a gate.
    /// </summary>
    private const int Most = 1_000;

    /// <summary>
    /// With many rows the ends may have an error of a tenth of the half width: the interval is narrow and close to
    /// normal.
    /// </summary>
    private const int Fewest = 200;

    /// <summary>A statistic's value on a resample, given how often each row was drawn.</summary>
    public delegate double Statistic(ReadOnlySpan<byte> counts);

    /// <summary>The number of resamples for so many rows.</summary>
    public static int Resamples(int rows) => Math.Clamp(Draws / Math.Max(1, rows), Fewest, Most);

    /// <summary>The values of statistics on the rows themselves, each with its 95% interval over the same resamples.</summary>
    /// <param name="statistics">The statistics; called from several threads.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public static MetricValue[] Intervals(IReadOnlyList<Statistic> statistics, int rows, int seed, int threads)
    {
        var resamples = rows == 0 ? 0 : Resamples(rows);
        var draws = statistics.Select(_ => new double[resamples]).ToArray();
        Parallel.For(
            0,
            resamples,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) },
            () => new byte[rows],
            (b, _, counts) =>
            {
                Draw(counts, new SeededRandom(seed, b));
                for (var s = 0; s < draws.Length; s++)
                {
                    draws[s][b] = statistics[s](counts);
                }

                return counts;
            },
            _ => { }
        );
        var once = new byte[rows];
        Array.Fill(once, (byte)1);
        return [.. statistics.Select((statistic, s) => Interval(statistic(once), draws[s]))];
    }

    /// <summary>
    /// Draws as many rows as there are. A byte holds every count: 256 rows or more are needed for a row to be drawn
    /// more than 255 times, and the chance of that is below 1 / 256!.
    /// </summary>
    private static void Draw(byte[] counts, SeededRandom random)
    {
        Array.Clear(counts);
        for (var i = 0; i < counts.Length - 1; i += 2)
        {
            var bits = random.Next();
            counts[(int)(((bits >> 32) * (ulong)counts.Length) >> 32)]++;
            counts[(int)(((bits & uint.MaxValue) * (ulong)counts.Length) >> 32)]++;
        }

        if (counts.Length % 2 == 1)
        {
            counts[random.Next(counts.Length)]++;
        }
    }

    /// <summary>
    /// Resamples on which the statistic is not defined are left out. If they are half or more, there is no interval.
    /// </summary>
    private static MetricValue Interval(double value, double[] draws)
    {
        var defined = draws.Where(draw => !double.IsNaN(draw)).Order().ToArray();
        return double.IsNaN(value) || 2 * defined.Length <= draws.Length
            ? new(value, double.NaN, double.NaN)
            : new(value, Quantile(defined, 0.025), Quantile(defined, 0.975));
    }

    /// <summary>Linear between the neighbours (Hyndman and Fan, The American Statistician 50, 1996, definition 7).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 == sorted.Length || sorted[below] == sorted[below + 1]
            ? sorted[below]
            : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}
