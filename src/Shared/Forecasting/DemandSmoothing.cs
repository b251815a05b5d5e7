namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The mean of rare demand: how often there is any, times how much there is then, both smoothed (Teunter, Syntetos and
/// Babai, Intermittent demand: linking forecasting to inventory obsolescence, European Journal of Operational Research
/// 214, 2011). Unlike a median it adds up to what is sold. Immutable.
/// </summary>
/// <param name="Often">The share of a step by which the frequency moves, above 0, at most 1.</param>
/// <param name="Much">The share of a demand by which the size moves, above 0, at most 1.</param>
public sealed record DemandSmoothing(double Often, double Much)
{
    /// <summary>Latest steps that are used.</summary>
    internal const int Window = 400;

    /// <summary>Steps at the beginning that give the first frequency and size.</summary>
    private const int First = 30;

    /// <summary>Most series by which the smoothing is chosen, and origins of each.</summary>
    private const int MostSeries = 200,
        Origins = 5;

    private static readonly double[] OftenTried = [0.01, 0.03, 0.1, 0.2],
        MuchTried = [0.01, 0.05, 0.2];

    internal bool IsValid => Often is > 0 and <= 1 && Much is > 0 and <= 1;

    /// <summary>The mean of each step to come.</summary>
    /// <param name="known">The number of its first values that are known, 1 or more.</param>
    /// <param name="origin">The last step of which anything may be known.</param>
    internal double Mean(SeriesValues series, int known, long origin)
    {
        var from = series.KnownAt(origin - Window);
        var first = Math.Min(known, from + First);
        var (sum, count) = (0.0, 0);
        for (var i = from; i < first; i++)
        {
            (sum, count) = series.Values[i] > 0 ? (sum + series.Values[i], count + 1) : (sum, count);
        }

        var (often, much) = (first > from ? count / (double)(first - from) : 0, count > 0 ? sum / count : 0);
        for (var i = first; i < known; i++)
        {
            var value = series.Values[i];
            often += Often * ((value > 0 ? 1 : 0) - often);
            much = value > 0 ? (much > 0 ? much + (Much * (value - much)) : value) : much;
        }

        return often * much;
    }

    /// <summary>The smoothing with the least squared error on means over the horizon; null if no series is long enough.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="history">The series.</param>
    /// <param name="last">The last step that is used.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    internal static DemandSmoothing? Best(SeriesPlan plan, SeriesHistory history, long last, int threads)
    {
        DemandSmoothing[] tried = [.. from often in OftenTried from much in MuchTried select new DemandSmoothing(often, much)];
        var every = (history.Series.Count + MostSeries - 1) / MostSeries;
        var errors = new double[tried.Length];
        SeriesValues[] series = [.. history.Series.Values.Where((_, i) => i % Math.Max(1, every) == 0)];
        Parallel.For(
            0,
            tried.Length,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            i => errors[i] = series.Sum(own => tried[i].ErrorOn(own, plan, last))
        );
        var best = Array.IndexOf(errors, errors.Min());
        return best >= 0 && errors[best] > 0 && double.IsFinite(errors[best]) ? tried[best] : null;
    }

    private double ErrorOn(SeriesValues series, SeriesPlan plan, long last)
    {
        var (known, sum) = (series.KnownAt(last), 0.0);
        for (var place = 1; place <= Origins; place++)
        {
            var count = known * (Origins + place) / ((2 * Origins) + 1);
            if (count < 1 || count >= known)
            {
                continue;
            }

            var origin = series.Steps[count - 1];
            var scale = series.LevelsOf(plan).At(count).Scale;
            var mean = Mean(series, count, origin);
            var end = Math.Min(known, series.KnownAt(origin + plan.Horizon));
            for (var i = count; i < end; i++)
            {
                var error = (series.Values[i] - mean) / scale;
                sum += error * error;
            }
        }

        return sum;
    }
}
