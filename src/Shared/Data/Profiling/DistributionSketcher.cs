namespace MLOpsFunctions.Data.Profiling;

internal static class DistributionSketcher
{
    /// <summary>Parts of a sketch: finer than any change that matters, and a few kilobytes a column.</summary>
    private const int Parts = 256;

    /// <summary>
    /// The sketch of values in ascending order, at least one. A value that more than one part begins with ends where the
    /// next value begins, so that a common value is a part of its own.
    /// </summary>
    public static DistributionSketch Sketch(ReadOnlySpan<double> sorted)
    {
        var points = new List<double>(Parts) { sorted[0] };
        for (var part = 1; part < Parts; part++)
        {
            var value = sorted[(int)((long)part * sorted.Length / Parts)];
            if (value == points[^1] && Profiler.LowerBound(sorted, Math.BitIncrement(value)) is var next && next < sorted.Length)
            {
                value = sorted[next];
            }

            if (value > points[^1])
            {
                points.Add(value);
            }
        }

        var (rows, to) = (new int[points.Count], sorted.Length);
        for (var part = points.Count - 1; part >= 0; part--)
        {
            var from = Profiler.LowerBound(sorted, points[part]);
            (rows[part], to) = (to - from, from);
        }

        return new(points, rows);
    }
}
