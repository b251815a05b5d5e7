namespace MLOpsFunctions.Forecasting;

/// <summary>
/// Chooses the smoothing from a fixed list: the one with the least mean error over all steps of the horizon, from many
/// rolling origins. All series share one choice, because more values leave less to chance.
/// </summary>
internal static class SmoothingSearch
{
    /// <summary>Most origins of all series together, and of each of the first series.</summary>
    private const int MostOrigins = 150,
        LeastOrigins = 3;

    /// <summary>Steps that are smoothed for one entry of the list, about: long seasons have fewer origins.</summary>
    private const int MostSteps = 60_000;

    /// <summary>The share at the beginning of a series that has no origin.</summary>
    private const double Beginning = 1 / 3d;

    private static readonly double[] Levels = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1];
    private static readonly (double Trend, double Damping)[] Trends =
    [
        (0, 1),
        (0.1, 0.9),
        (0.3, 0.9),
        (0.02, 0.98),
        (0.1, 0.98),
        (0.02, 1),
        (0.1, 1),
    ];
    private static readonly double[] Seasonals = [0.05, 0.2, 0.5];

    /// <summary>The smoothing with the least error; among equals the simplest. Null if no series is long enough.</summary>
    /// <param name="history">The series.</param>
    /// <param name="last">The last step that is used.</param>
    /// <param name="seasons">The seasons to try.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="isPositive">Whether no value is negative, so that seasons may multiply.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public static ExponentialSmoothing? Best(
        SeriesHistory history,
        long last,
        IReadOnlyList<int> seasons,
        int horizon,
        bool isPositive,
        int threads
    )
    {
        var tried = List([.. seasons.Where(season => season <= ExponentialSmoothing.MaxSeason)], isPositive);
        var origins = Origins(history, last, tried.Max(smoothing => smoothing.Window), 2 * tried.Max(smoothing => smoothing.Season));
        if (origins.Count == 0)
        {
            return null;
        }

        var errors = new double[tried.Count];
        Parallel.For(
            0,
            tried.Count,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            i => errors[i] = origins.Sum(from => ErrorOf(tried[i], from.Series, from.Known, last, horizon))
        );
        var best = 0;
        for (var i = 1; i < errors.Length; i++)
        {
            // NaN is not an error: it never compares as less.
            best = errors[i] < errors[best] || double.IsNaN(errors[best]) ? i : best;
        }

        return double.IsFinite(errors[best]) ? tried[best] : null;
    }

    private static List<ExponentialSmoothing> List(int[] seasons, bool isPositive) =>
        [
            .. from level in Levels from trend in Trends select new ExponentialSmoothing(1, false, level, trend.Trend, trend.Damping, 0),
            .. from season in seasons
            from isMultiplied in isPositive ? (bool[])[false, true] : [false]
            from level in Levels
            from trend in Trends
            from seasonal in Seasonals
            select new ExponentialSmoothing(season, isMultiplied, level, trend.Trend, trend.Damping, seasonal),
        ];

    /// <summary>
    /// Origins evenly over the series and over the time of each; two seasons come before, if the series is long enough.
    /// </summary>
    private static List<(SeriesValues Series, int Known)> Origins(SeriesHistory history, long last, int window, int seasons)
    {
        var most = Math.Clamp(MostSteps / window, LeastOrigins, MostOrigins);
        var series = history
            .Series.Values.Select(series => (Series: series, Known: series.KnownAt(last)))
            .Where(entry => entry.Known > LeastOrigins)
            .ToList();
        var chosen = Math.Min(series.Count, Math.Max(1, most / LeastOrigins));
        return
        [
            .. Enumerable
                .Range(0, chosen)
                .SelectMany(i =>
                {
                    var (own, known) = series[(int)((long)i * series.Count / chosen)];
                    var first = Math.Max(2, Math.Max((int)(known * Beginning), Math.Min(seasons, (int)(known * 2 * Beginning))));
                    var count = Math.Min(known - first, Math.Max(LeastOrigins, most / chosen));
                    return Enumerable.Range(1, count).Select(place => (own, first + (int)((long)(known - 1 - first) * place / count)));
                }),
        ];
    }

    private static double ErrorOf(ExponentialSmoothing smoothing, SeriesValues series, int known, long last, int horizon)
    {
        var origin = series.Steps[known - 1];
        var (state, sum) = (smoothing.From(series, known, origin, horizon), 0.0);
        for (var i = known; i < series.Steps.Length && series.Steps[i] <= Math.Min(last, origin + horizon); i++)
        {
            sum += Math.Abs(series.Values[i] - state.Ahead(origin, series.Steps[i] - origin)) / horizon;
        }

        return sum;
    }
}
