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
        var sample = SampleOf(values);
        var (distinct, merged) = Merged(sample, value => value);
        var median = sample[sample.Length / 2];
        return merged > MaxMerged * distinct && Merged(sample, value => value - median).Merged * MinGain <= merged ? median : 0;
    }

    /// <summary>Whether floats merge too many of these values in this form, such as without their origin.</summary>
    public static bool Merges(double[] values, Func<double, double> form)
    {
        var (distinct, merged) = Merged(SampleOf(values), form);
        return merged > MaxMerged * distinct;
    }

    /// <summary>Evenly spaced values, in ascending order.</summary>
    private static double[] SampleOf(double[] values)
    {
        var count = Math.Min(Sample, values.Length);
        var sample = new double[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = values[(int)((long)i * values.Length / count)];
        }

        Array.Sort(sample);
        return sample;
    }

    /// <summary>The number of distinct values that follow others, and how many of them become the same float.</summary>
    private static (int Distinct, int Merged) Merged(double[] sorted, Func<double, double> form)
    {
        var (distinct, merged) = (0, 0);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[i - 1])
            {
                distinct++;
                merged += (float)form(sorted[i]) == (float)form(sorted[i - 1]) ? 1 : 0;
            }
        }

        return (distinct, merged);
    }
}
