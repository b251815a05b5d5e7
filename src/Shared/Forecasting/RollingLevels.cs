namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The level and scale of a series after each number of known values. The level is the mean of the latest values over
/// whole seasons. The scale is the level itself if values are never negative, because a larger series varies more;
/// otherwise the mean distance from the level. Computed on demand.
/// </summary>
/// <param name="window">The number of latest values in the level.</param>
/// <param name="spread">The usual scale among all series; a flat piece has at least a hundredth of it.</param>
/// <param name="isPositive">Whether no value is negative.</param>
internal sealed class RollingLevels(double[] values, int window, double spread, bool isPositive)
{
    /// <summary>Windows in the scale.</summary>
    public const int ScaleWindows = 4;

    private readonly double[] _levels = Unknown(values.Length),
        _scales = Unknown(values.Length);

    /// <summary>Level and scale (above 0) of the first <paramref name="known"/> values, one or more.</summary>
    public (double Level, double Scale) At(int known)
    {
        // Two threads that compute it get the same result.
        if (double.IsNaN(_scales[known - 1]))
        {
            var level = Mean(values, known, window);
            _levels[known - 1] = level;
            _scales[known - 1] = Math.Max(isPositive ? level : Distance(level, known), Math.Max(0.02 * Math.Abs(level), 0.01 * spread));
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

    private double Distance(double level, int known)
    {
        var (first, sum) = (Math.Max(0, known - (ScaleWindows * window)), 0.0);
        for (var i = first; i < known; i++)
        {
            sum += Math.Abs(values[i] - level) / (known - first);
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
