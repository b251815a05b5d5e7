using System.Globalization;

namespace MLOpsFunctions.Dashboard.Charts;

/// <summary>Maps values to a chart's units, linearly.</summary>
/// <param name="Low">The value at <paramref name="From"/>.</param>
/// <param name="High">The value at <paramref name="To"/>.</param>
/// <param name="From">Where the axis begins.</param>
/// <param name="To">Where it ends.</param>
public sealed record Axis(double Low, double High, double From, double To)
{
    /// <summary>Where a value lies, as an attribute of SVG.</summary>
    public string At(double value) => Text(Place(value));

    /// <summary>Where a value lies; values beyond an end lie at it.</summary>
    public double Place(double value)
    {
        // Halves, because the span of two doubles may be no double.
        var share = ((value / 2) - (Low / 2)) / ((High / 2) - (Low / 2));
        return double.IsFinite(share) ? From + ((To - From) * Math.Clamp(share, 0, 1)) : (From + To) / 2;
    }

    /// <summary>Round values along the axis, about as many as asked for.</summary>
    public IReadOnlyList<double> Ticks(int about = 4)
    {
        var step = Step(High - Low, about);
        if (step <= 0 || !double.IsFinite(step))
        {
            return [Low];
        }

        var first = Math.Ceiling(Low / step);
        return [.. Enumerable.Range(0, (int)(Math.Floor(High / step) - first) + 1).Select(i => (first + i) * step).Take(20)];
    }

    /// <summary>An axis over all finite values, widened to round ends.</summary>
    public static Axis Over(IEnumerable<double> values, double from, double to, bool withZero = false)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (withZero || finite.Count == 0)
        {
            finite.Add(0);
        }

        var (low, high) = (finite.Min(), finite.Max());
        if (low == high)
        {
            (low, high) = low == 0 ? (0, 1) : (low - Math.Abs(low / 10), high + Math.Abs(high / 10));
        }

        var step = Step(high - low, 4);
        var (first, last) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        return step > 0 && double.IsFinite(first) && double.IsFinite(last) ? new(first, last, from, to) : new(low, high, from, to);
    }

    /// <summary>A number as an attribute of SVG.</summary>
    public static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static double Step(double span, int about)
    {
        if (span <= 0 || !double.IsFinite(span))
        {
            return 0;
        }

        var (rough, size) = (span / about, Math.Pow(10, Math.Floor(Math.Log10(span / about))));
        return size
            * (
                (rough / size) switch
                {
                    < 1.5 => 1,
                    < 3.5 => 2,
                    < 7.5 => 5,
                    _ => 10,
                }
            );
    }
}
