namespace MLOpsFunctions.Forecasting;

/// <summary>
/// Where a series stood, and how much it swung, when so many of its values were known: the mean of the latest of them,
/// which a season's ups and downs leave in place; and, for values that are never negative, that level itself, because
/// what grows swings more, else the mean distance from it. Found out when asked for.
/// </summary>
/// <param name="values">The values.</param>
/// <param name="window">Latest values that the level is of.</param>
/// <param name="spread">What is usual among all series: a flat piece does not count as swinging less than a hundredth of it.</param>
/// <param name="isPositive">Whether no value is negative.</param>
internal sealed class RollingLevels(double[] values, int window, double spread, bool isPositive)
{
    /// <summary>Windows that the scale looks at.</summary>
    public const int ScaleWindows = 4;

    private readonly double[] _levels = Unknown(values.Length),
        _scales = Unknown(values.Length);

    /// <summary>Level and scale (above 0) of the first <paramref name="known"/> values, one or more.</summary>
    public (double Level, double Scale) At(int known)
    {
        // Two threads that find it out find the same.
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
