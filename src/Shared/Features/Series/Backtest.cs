namespace MLOpsFunctions.Features.Series;

/// <summary>From when rows of the past are forecast, to learn from and to measure on.</summary>
internal static class Backtest
{
    /// <summary>Rows up to which each training row is learned from several distances.</summary>
    private const int EnoughRows = 60_000;

    /// <summary>Distances at most: what is drawn from one row has its noise in common, which many looks at it would teach.</summary>
    private const int MostLooks = 3;

    /// <summary>
    /// Rolling origins (Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16, 2000): the held-out time is forecast in stretches of a horizon, each from what
    /// was known before it began.
    /// </summary>
    /// <param name="steps">The steps of the held-out rows.</param>
    /// <param name="horizon">Steps ahead.</param>
    public static long[] RollingOrigins(long[] steps, int horizon)
    {
        var first = steps.Where(step => step != TimeGrid.None).DefaultIfEmpty(0).Min();
        return Array.ConvertAll(steps, step => step == TimeGrid.None ? first - 1 : first - 1 + ((step - first) / horizon * horizon));
    }

    /// <summary>Training rows, each seen from one distance drawn by a hash or, where rows are few, from several that are evenly apart.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="steps">Their steps.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <returns>The rows, some of them repeatedly, in their order, with the step of each and the last step of which anything may be known.</returns>
    public static (int[] Rows, long[] Steps, long[] Origins) TrainingOrigins(int[] rows, long[] steps, int horizon, int seed)
    {
        var looks = Math.Clamp(EnoughRows / Math.Max(1, rows.Length), 1, Math.Min(MostLooks, horizon));
        var (seen, at, origins) = (new int[rows.Length * looks], new long[rows.Length * looks], new long[rows.Length * looks]);
        for (var i = 0; i < seen.Length; i++)
        {
            var (row, step) = (rows[i / looks], steps[i / looks]);
            var first = StableHash.Mix(StableHash.Mix((uint)seed) ^ (ulong)row) % (ulong)horizon;
            var ahead = 1 + (long)((first + (ulong)(i % looks * horizon / looks)) % (ulong)horizon);
            (seen[i], at[i], origins[i]) = (row, step, step == TimeGrid.None ? step : step - ahead);
        }

        return (seen, at, origins);
    }
}
