using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>Chooses the origins from which past rows are forecast, for training and for measuring.</summary>
internal static class Backtest
{
    /// <summary>Up to so many rows, each training row is seen from several distances.</summary>
    private const int EnoughRows = 60_000;

    /// <summary>Most distances for one row: they share the row's noise, and more of them would make a model learn it.</summary>
    private const int MaxDistances = 3;

    /// <summary>From so many held-out answers on, each row is seen from one distance.</summary>
    private const int EnoughAnswers = 6_000;

    /// <summary>
    /// Rolling origins (Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16,
    /// 2000): the held-out time is divided into stretches of one horizon, and each is forecast from what was known
    /// before it.
    /// </summary>
    /// <param name="steps">The steps of the held-out rows.</param>
    /// <param name="horizon">Steps ahead.</param>
    public static long[] RollingOrigins(long[] steps, int horizon)
    {
        var first = FirstOf(steps);
        return Array.ConvertAll(steps, step => step == TimeGrid.None ? first - 1 : first - 1 + ((step - first) / horizon * horizon));
    }

    /// <summary>
    /// Training rows. Each is seen from one distance drawn by a hash or, if rows are few, from several at equal
    /// intervals.
    /// </summary>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static ForecastOrigins TrainingOrigins(int[] rows, long[] steps, int horizon, int seed) =>
        See(rows, steps, Math.Min(MaxDistances, EnoughRows / Math.Max(1, rows.Length)), _ => horizon, seed);

    /// <summary>Training rows by which the base of answers is chosen: some, if they are many, each from one distance.</summary>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static ForecastOrigins BaseOrigins(int[] rows, long[] steps, int horizon, int seed)
    {
        var every = (rows.Length + EnoughRows - 1) / EnoughRows;
        return See(
            [.. rows.Where((_, place) => place % every == 0)],
            [.. steps.Where((_, place) => place % every == 0)],
            1,
            _ => horizon,
            seed
        );
    }

    /// <summary>
    /// Held-out rows. Each is seen from every distance up to the horizon from which nothing beyond the first held-out
    /// row was known; if rows are many, from some of them at equal intervals. With few rows a single stretch would
    /// leave the choice among candidates to chance; all origins together say more.
    /// </summary>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static ForecastOrigins HeldOutOrigins(int[] rows, long[] steps, int horizon, int seed)
    {
        var first = FirstOf(steps);
        return See(
            rows,
            steps,
            EnoughAnswers / Math.Max(1, rows.Length),
            step => step == TimeGrid.None ? 1 : Math.Clamp(step - first + 1, 1, horizon),
            seed
        );
    }

    private static long FirstOf(long[] steps) => steps.Where(step => step != TimeGrid.None).DefaultIfEmpty(0).Min();

    /// <summary>Rows, each from so many distances, up to the farthest one.</summary>
    private static ForecastOrigins See(int[] rows, long[] steps, int looks, Func<long, long> farthest, int seed)
    {
        var (seen, at, origins) = (new List<int>(rows.Length), new List<long>(rows.Length), new List<long>(rows.Length));
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, step) = (rows[i], steps[i]);
            var most = farthest(step);
            var own = Math.Clamp(looks, 1, most);
            var first = StableHash.Mix(StableHash.Mix((uint)seed) ^ (ulong)row) % (ulong)most;
            for (var look = 0; look < own; look++)
            {
                seen.Add(row);
                at.Add(step);
                origins.Add(step == TimeGrid.None ? step : step - 1 - (long)((first + (ulong)(look * most / own)) % (ulong)most));
            }
        }

        return new([.. seen], [.. at], [.. origins]);
    }
}

/// <summary>Rows with the origins from which they are forecast.</summary>
/// <param name="Rows">The rows in order; a row may occur several times.</param>
/// <param name="Steps">The step of each.</param>
/// <param name="Origins">The last step of which anything may be known, for each row.</param>
internal sealed record ForecastOrigins(int[] Rows, long[] Steps, long[] Origins)
{
    /// <summary>
    /// Those rows of which two seasons were known, or a third of what is known of the series at last: what is known of
    /// the first rows of a series says little, and its scale would be chance. All, if there were none.
    /// </summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="keys">The key of each row's series.</param>
    /// <param name="history">The series.</param>
    public ForecastOrigins WarmedUp(SeriesPlan plan, string[] keys, SeriesHistory history)
    {
        if (Rows.Length == 0 || plan.ScaleSeason is not { } season)
        {
            return this;
        }

        var last = Steps.Max();
        int[] places =
        [
            .. Enumerable
                .Range(0, Rows.Length)
                .Where(place =>
                    history.Series.GetValueOrDefault(keys[place]) is { } series
                    && series.KnownAt(Origins[place]) >= Math.Min((2 * season) + 1, (series.KnownAt(last) + 2) / 3)
                ),
        ];
        T[] Of<T>(T[] all) => Array.ConvertAll(places, place => all[place]);
        return places.Length == 0 ? this : new(Of(Rows), Of(Steps), Of(Origins));
    }
}
