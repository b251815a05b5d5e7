using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// 95% intervals that hold for several values at once, each at the level 1 - 0.05 / n (Bonferroni). Otherwise one of
/// twenty good slices would fail in two of three runs.
/// </summary>
internal static class SimultaneousInterval
{
    private const double Risk = 0.05;

    /// <summary>The distance from the value in standard errors for n intervals; 1.96 for one.</summary>
    public static double Width(int intervals) => UpperQuantile(Risk / 2 / Math.Max(1, intervals));

    /// <summary>A 95% interval of one value, widened on each side.</summary>
    /// <param name="value">The value with its own interval.</param>
    /// <param name="intervals">How many values are judged together.</param>
    public static MetricValue Widen(MetricValue value, int intervals)
    {
        var factor = Width(intervals) / Width(1);
        return value with
        {
            Low = value.Value - (factor * (value.Value - value.Low)),
            High = value.Value + (factor * (value.High - value.Value)),
        };
    }

    /// <summary>
    /// The interval of a share (Wilson, JASA 22, 1927). It has a width even if none or all of the rows count.
    /// </summary>
    public static MetricValue OfShare(int count, int rows, int intervals)
    {
        if (rows == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var (z, share) = (Width(intervals), count / (double)rows);
        var (centre, scale) = (share + (z * z / (2 * rows)), 1 + (z * z / rows));
        var half = z * Math.Sqrt((share * (1 - share) / rows) + (z * z / (4.0 * rows * rows)));
        return new(share, (centre - half) / scale, (centre + half) / scale);
    }

    /// <summary>
    /// The interval of a difference of two independent values (Zou and Donner, Statistics in Medicine 27, 2008).
    /// </summary>
    public static MetricValue OfDifference(MetricValue greater, MetricValue less)
    {
        var gap = greater.Value - less.Value;
        return new(
            gap,
            gap - Root(greater.Value - greater.Low, less.High - less.Value),
            gap + Root(greater.High - greater.Value, less.Value - less.Low)
        );
    }

    private static double Root(double a, double b) => Math.Sqrt((a * a) + (b * b));

    /// <summary>Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23; the error is below 0.0005.</summary>
    private static double UpperQuantile(double tail)
    {
        var t = Math.Sqrt(-2 * PortableMath.Log(tail));
        return t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
    }
}
