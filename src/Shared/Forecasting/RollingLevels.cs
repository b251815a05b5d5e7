namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The level and scale of a series after each number of known values. The level is the mean of the latest values over
/// whole seasons. The scale is the mean absolute change over a season, as in the mean absolute scaled error (Hyndman
/// and Koehler, Another look at measures of forecast accuracy, International Journal of Forecasting 22, 2006). It
/// depends on this series only. Computed on demand.
/// </summary>
/// <param name="series">The values.</param>
/// <param name="plan">How the series run.</param>
internal sealed class RollingLevels(SeriesValues series, SeriesPlan plan)
{
    /// <summary>Windows in the longer mean, and in the scale of plans without a season of the scale.</summary>
    public const int ScaleWindows = 4;

    /// <summary>Fewest changes over a season in a scale; with fewer, changes from value to value say more.</summary>
    private const int FewestChanges = 8;

    /// <summary>Least scale as a share of the level: rounding errors of a constant series are no changes.</summary>
    private const double Rounding = 1e-9;

    private readonly double[] _levels = Unknown(series.Values.Length),
        _scales = Unknown(series.Values.Length);

    /// <summary>Level and scale (above 0) of the first <paramref name="known"/> values, one or more.</summary>
    public (double Level, double Scale) At(int known)
    {
        // Two threads that compute it get the same result.
        if (double.IsNaN(_scales[known - 1]))
        {
            var level = Mean(series.Values, known, plan.Window);
            _levels[known - 1] = level;
            _scales[known - 1] = plan.ScaleSeason is { } season ? Change(season, level, known) : LevelOrDistance(level, known);
        }

        return (_levels[known - 1], _scales[known - 1]);
    }

    /// <summary>The mean of the latest of the first <paramref name="known"/> values.</summary>
    public static double Mean(double[] values, int known, int window)
    {
        var (first, sum) = (Math.Max(0, known - window), 0.0);
        for (var i = first; i < known; i++)
        {
            sum += values[i] / (known - first);
        }

        return sum;
    }

    /// <summary>
    /// The mean absolute change over a season among the latest values; from value to value where that is not known or
    /// 0; the level of a series that never changed; the usual spread of the series if that is 0 too.
    /// </summary>
    private double Change(int season, double level, int known)
    {
        var first = series.KnownAt(series.Steps[known - 1] - SeriesPlan.ScaleSpan(season));
        var (sum, _, count) = series.Changes(season, first, known);
        if (!(sum > 0) || count < Math.Min(season, FewestChanges))
        {
            (sum, _, count) = series.Changes(null, Math.Max(first, 1), known);
        }

        var least = Rounding * Math.Abs(level);
        return sum > 0 && Math.Min(sum / count, double.MaxValue) is var change && change > least ? change
            : level != 0 ? Math.Abs(level)
            : plan.Spread;
    }

    /// <summary>The scale of plans that were fitted before there was a season of the scale.</summary>
    private double LevelOrDistance(double level, int known) =>
        Math.Max(plan.Least is not null ? level : Distance(level, known), Math.Max(0.02 * Math.Abs(level), 0.01 * plan.Spread));

    private double Distance(double level, int known)
    {
        var (first, sum) = (Math.Max(0, known - (ScaleWindows * plan.Window)), 0.0);
        for (var i = first; i < known; i++)
        {
            sum += Math.Abs(series.Values[i] - level) / (known - first);
        }

        return Math.Min(sum, double.MaxValue);
    }

    private static double[] Unknown(int length)
    {
        var unknown = new double[length];
        Array.Fill(unknown, double.NaN);
        return unknown;
    }
}
