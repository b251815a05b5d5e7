using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Forecasting;

/// <summary>From when rows of the past are forecast, to learn from and to measure on.</summary>
internal static class Backtest
{
    /// <summary>Rows up to which each training row is learned from several distances.</summary>
    private const int EnoughRows = 60_000;

    /// <summary>Distances at most: what is drawn from one row has its noise in common, which many looks at it would teach.</summary>
    private const int MostLooks = 3;

    /// <summary>Answers from which on held-out rows are seen from one distance each.</summary>
    private const int EnoughAnswers = 6_000;

    /// <summary>
    /// Rolling origins (Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16,
    /// 2000): the held-out time is forecast in stretches of a horizon, each from what was known before it began.
    /// </summary>
    /// <param name="steps">The steps of the held-out rows.</param>
    /// <param name="horizon">Steps ahead.</param>
    public static long[] RollingOrigins(long[] steps, int horizon)
    {
        var first = FirstOf(steps);
        return Array.ConvertAll(steps, step => step == TimeGrid.None ? first - 1 : first - 1 + ((step - first) / horizon * horizon));
    }

    /// <summary>
    /// Training rows, each seen from one distance drawn by a hash or, where rows are few, from several that are evenly
    /// apart.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="steps">Their steps.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static ForecastOrigins TrainingOrigins(int[] rows, long[] steps, int horizon, int seed) =>
        See(rows, steps, Math.Min(MostLooks, EnoughRows / Math.Max(1, rows.Length)), _ => horizon, seed);

    /// <summary>
    /// Held-out rows, each seen from every distance up to the horizon at which its series was not known beyond the
    /// first of them; where rows are many, from some of these distances that are evenly apart. Of few rows each stretch
    /// of a horizon says little, and chance would choose among candidates: all origins together say more.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="steps">Their steps.</param>
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

    /// <summary>Rows from so many distances each, of those up to the farthest one of a step.</summary>
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

/// <summary>Rows as they were, or would have been, forecast.</summary>
/// <param name="Rows">The rows, some of them repeatedly, in their order.</param>
/// <param name="Steps">The step of each.</param>
/// <param name="Origins">The last step of which anything may be known, a row.</param>
internal sealed record ForecastOrigins(int[] Rows, long[] Steps, long[] Origins);
