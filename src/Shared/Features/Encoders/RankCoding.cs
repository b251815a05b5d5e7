namespace MLOpsFunctions.Features.Encoders;

/// <summary>
/// Codes numbers by their rank among the quantiles of the training rows, where floats would merge the numbers
/// themselves: of values near 0 and others near 1e12, a float keeps one group apart at most. Trees ask for the order
/// alone, and ranks keep it.
/// </summary>
internal static class RankCoding
{
    /// <summary>
    /// Most quantiles, 32 KiB. A float leaves 12 bits between two of them, and trees of 255 bins look no closer.
    /// </summary>
    public const int MaxQuantiles = 4096;

    /// <summary>The distinct values in ascending order or, of many, those at evenly spaced rows.</summary>
    public static double[] Quantiles(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        double[] distinct = [.. sorted.Distinct().Take(MaxQuantiles + 1)];
        return distinct.Length <= MaxQuantiles
            ? distinct
            :
            [
                .. Enumerable
                    .Range(0, MaxQuantiles)
                    .Select(i => sorted[(int)((long)i * (sorted.Length - 1) / (MaxQuantiles - 1))])
                    .Distinct(),
            ];
    }

    /// <summary>
    /// A number's rank, from 0; between two quantiles it lies as the number does between them, and beyond the outermost
    /// it is theirs. NaN stays NaN.
    /// </summary>
    public static double Rank(double value, double[] quantiles)
    {
        var at = Array.BinarySearch(quantiles, value);
        if (at >= 0 || double.IsNaN(value))
        {
            return at >= 0 ? at : double.NaN;
        }

        var above = ~at;
        if (above == 0 || above == quantiles.Length)
        {
            return Math.Min(above, quantiles.Length - 1);
        }

        // Halves, because the distance of two doubles may be infinite.
        var (low, high) = (quantiles[above - 1] / 2, quantiles[above] / 2);
        return above - 1 + (high > low ? ((value / 2) - low) / (high - low) : 0);
    }
}
