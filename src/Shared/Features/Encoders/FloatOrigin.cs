namespace MLOpsFunctions.Features.Encoders;

/// <summary>
/// Chooses the origin of a column's numbers before they become floats. A float has 24 bits: for seconds since 1970 its
/// steps are 128, and a tree cannot split between them. Near the origin floats are dense.
/// </summary>
internal static class FloatOrigin
{
    /// <summary>Values that are sampled evenly.</summary>
    private const int Sample = 4096;

    /// <summary>Share of neighbouring values that floats may merge: a tree with 255 bins does not notice it.</summary>
    private const double MaxMerged = 0.01;

    /// <summary>Share of merged values that an origin must separate.</summary>
    private const int MinGain = 4;

    /// <summary>The median if it separates values which floats would merge, otherwise 0.</summary>
    public static double Of(double[] values)
    {
        var count = Math.Min(Sample, values.Length);
        var sample = new double[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = values[(int)((long)i * values.Length / count)];
        }

        Array.Sort(sample);
        var (distinct, merged) = Merged(sample, 0);
        var median = sample[count / 2];
        return merged > MaxMerged * distinct && Merged(sample, median).Merged * MinGain <= merged ? median : 0;
    }

    /// <summary>The number of distinct values that follow others, and how many of them become the same float.</summary>
    private static (int Distinct, int Merged) Merged(double[] sorted, double origin)
    {
        var (distinct, merged) = (0, 0);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[i - 1])
            {
                distinct++;
                merged += (float)(sorted[i] - origin) == (float)(sorted[i - 1] - origin) ? 1 : 0;
            }
        }

        return (distinct, merged);
    }
}
