namespace MLOpsFunctions.Forecasting;

/// <summary>
/// Chooses the smoothing from a fixed list: the one with the least mean error over all steps of the horizon, from many
/// rolling origins. Few choices serve all series, because more values leave less to chance.
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

    /// <summary>Origins of one series to choose its own smoothing by, and fewest of them.</summary>
    private const int OwnOrigins = 8,
        FewestOrigins = 3;

    /// <summary>The share of the error that a further choice must save all origins, and its own series.</summary>
    private const double LeastGain = 0.02,
        LeastOwnGain = 0.05;

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
    private static readonly (double Trend, double Damping)[] NoTrend = [(0, 1)];
    private static readonly double[] Seasonals = [0.05, 0.2, 0.5];

    /// <summary>
    /// The smoothings that suit the series: the one with the least mean error first, among equals the simplest, and
    /// those that suit some of them better. Null if no series is long enough.
    /// </summary>
    /// <param name="plan">How the series run: their seasons, horizon and scale.</param>
    /// <param name="history">The series.</param>
    /// <param name="last">The last step that is used.</param>
    /// <param name="isTheta">Whether to choose among smoothings of the Theta method.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    public static SmoothingGroups? Best(SeriesPlan plan, SeriesHistory history, long last, bool isTheta, int threads)
    {
        int[] seasons = [.. plan.Seasons.Where(season => season <= ExponentialSmoothing.MaxSeason)];
        var tried = List(seasons, plan.Least is not null, isTheta);
        var origins = Origins(history, last, tried.Max(smoothing => smoothing.Window), 2 * tried.Max(smoothing => smoothing.Season));
        if (origins.Count == 0)
        {
            return null;
        }

        var errors = new double[tried.Count][];
        Parallel.For(
            0,
            tried.Count,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            i => errors[i] = [.. origins.Select(from => ErrorOf(tried[i], plan, from.Series, from.Known, last))]
        );
        var choices = Choose(errors);
        return choices.Count == 0 ? null : Assign([.. choices.Select(choice => tried[choice])], plan, history, last, threads);
    }

    /// <summary>
    /// The smoothing with the least sum of errors; then, one by one, those with which the sum falls the most if each
    /// origin is smoothed as suits it best.
    /// </summary>
    /// <param name="errors">By smoothing, then by origin; NaN is not an error: it never compares as less.</param>
    private static List<int> Choose(double[][] errors)
    {
        var (choices, least) = (new List<int>(), Array.ConvertAll(errors[0], _ => double.MaxValue));
        while (choices.Count < SmoothingGroups.MostChoices)
        {
            var (best, sum) = (-1, choices.Count == 0 ? double.PositiveInfinity : (1 - LeastGain) * least.Sum());
            for (var i = 0; i < errors.Length; i++)
            {
                var own = errors[i].Zip(least, (error, before) => choices.Count == 0 ? error : Math.Min(error, before)).Sum();
                (best, sum) = own < sum ? (i, own) : (best, sum);
            }

            if (best < 0)
            {
                break;
            }

            choices.Add(best);
            least = [.. errors[best].Zip(least, Math.Min)];
        }

        return choices;
    }

    /// <summary>Each series is smoothed as suits its own origins best, if that is clearly better than the first choice.</summary>
    private static SmoothingGroups Assign(ExponentialSmoothing[] choices, SeriesPlan plan, SeriesHistory history, long last, int threads)
    {
        var (keys, chosen) = (history.Series.ToArray(), new int[history.Series.Count]);
        Parallel.For(
            0,
            choices.Length > 1 ? keys.Length : 0,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            i =>
            {
                var origins = OriginsOf(keys[i].Value, last, 2 * choices.Max(choice => choice.Season), OwnOrigins);
                var errors = Array.ConvertAll(choices, choice => origins.Sum(known => ErrorOf(choice, plan, keys[i].Value, known, last)));
                var best = Enumerable
                    .Range(0, choices.Length)
                    .MinBy(choice => double.IsNaN(errors[choice]) ? double.MaxValue : errors[choice]);
                chosen[i] = origins.Count >= FewestOrigins && errors[best] < (1 - LeastOwnGain) * errors[0] ? best : 0;
            }
        );
        return new(
            choices,
            new SortedDictionary<string, int>(
                keys.Zip(chosen).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First.Key, pair => pair.Second),
                StringComparer.Ordinal
            )
        );
    }

    private static List<ExponentialSmoothing> List(int[] seasons, bool isPositive, bool isTheta) =>
        [
            .. from level in Levels
            from trend in isTheta ? NoTrend : Trends
            select new ExponentialSmoothing(1, false, level, trend.Trend, trend.Damping, 0, isTheta),
            .. from season in seasons
            from isMultiplied in isPositive ? (bool[])[false, true] : [false]
            from level in Levels
            from trend in isTheta ? NoTrend : Trends
            from seasonal in Seasonals
            select new ExponentialSmoothing(season, isMultiplied, level, trend.Trend, trend.Damping, seasonal, isTheta),
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
                .Select(i => series[(int)((long)i * series.Count / chosen)].Series)
                .SelectMany(own => OriginsOf(own, last, seasons, Math.Max(LeastOrigins, most / chosen)).Select(known => (own, known))),
        ];
    }

    /// <summary>Numbers of values known at up to so many origins evenly over the later two thirds of a series.</summary>
    private static List<int> OriginsOf(SeriesValues series, long last, int seasons, int most)
    {
        var known = series.KnownAt(last);
        var first = Math.Max(2, Math.Max((int)(known * Beginning), Math.Min(seasons, (int)(known * 2 * Beginning))));
        var count = Math.Max(0, Math.Min(known - first, most));
        return [.. Enumerable.Range(1, count).Select(place => first + (int)((long)(known - 1 - first) * place / count))];
    }

    /// <summary>The mean error in units of the series; squared where the answer is to be a mean.</summary>
    private static double ErrorOf(ExponentialSmoothing smoothing, SeriesPlan plan, SeriesValues series, int known, long last)
    {
        var (origin, scale) = (series.Steps[known - 1], series.LevelsOf(plan).At(known).Scale);
        var (state, sum) = (smoothing.From(series, known, origin, plan.Horizon), 0.0);
        for (var i = known; i < series.Steps.Length && series.Steps[i] <= Math.Min(last, origin + plan.Horizon); i++)
        {
            var error = Math.Abs(series.Values[i] - state.Ahead(origin, series.Steps[i] - origin)) / scale;
            sum += (plan.IsCount ? error * error : error) / plan.Horizon;
        }

        return sum;
    }
}
