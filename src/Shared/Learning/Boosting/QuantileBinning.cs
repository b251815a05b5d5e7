using System.Runtime.CompilerServices;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Finds a feature's bins: one for each distinct value if there are few, otherwise bins of about the same number of
/// rows.
/// </summary>
internal static class QuantileBinning
{
    /// <summary>
    /// Rows that are sampled: each of 255 bins then holds about 800 of them, so a cut's rank is off by less than a
    /// tenth of a bin.
    /// </summary>
    private const int SampleRows = 200_000;

    /// <summary>Floats that <see cref="Find"/> needs for so many rows.</summary>
    public static int BufferLength(int rows) => 2 * Math.Min(rows, SampleRows);

    /// <summary>The bins of one feature, or null if it cannot split: all its rows have one value, or none.</summary>
    /// <param name="features">The columns.</param>
    /// <param name="feature">Which of them.</param>
    /// <param name="maxBins">Bins at most, beside the missing one.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <param name="buffer">A buffer for sorting, as long as <see cref="BufferLength"/> says; may contain anything.</param>
    public static FeatureBins? Find(FeatureMatrix features, int feature, int maxBins, int seed, Span<float> buffer)
    {
        var column = features.Columns[feature];
        return features.Features[feature].Kind == FeatureKind.Categorical
            ? FindCategorical(feature, column, features.Features[feature].Levels, maxBins)
            : FindNumeric(feature, column, maxBins, seed, buffer);
    }

    private static FeatureBins? FindNumeric(int feature, float[] column, int maxBins, int seed, Span<float> buffer)
    {
        var sampled = Math.Min(column.Length, SampleRows);
        var values = buffer[..sampled];
        values = values[..Sample(column, seed, values)];
        RadixSort.Sort(values, buffer[sampled..]);
        var cuts = Cuts(values, maxBins);
        return cuts.Length == 0 && (values.Length == sampled || values.Length == 0)
            ? null
            : FeatureBins.Numeric(feature, cuts, values[0] != float.NegativeInfinity);
    }

    /// <summary>
    /// The present values of one row in each stratum, or of all rows; returns their number. The same rows for the same
    /// seed.
    /// </summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static int Sample(float[] column, int seed, Span<float> values)
    {
        var count = 0;
        var takesAll = values.Length == column.Length;
        for (long i = 0, from = 0, to; i < values.Length; i++, from = to)
        {
            // A division takes as long as everything else here, so there is none if all rows are taken.
            to = takesAll ? i + 1 : (i + 1) * column.Length / values.Length;
            var value = column[to - from == 1 ? from : from + (IndexedRandom.Of(seed, (int)i) % (to - from))];
            values[count] = value;
            count += float.IsNaN(value) ? 0 : 1;
        }

        return count;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static float[] Cuts(ReadOnlySpan<float> sorted, int maxBins)
    {
        var cuts = new float[maxBins];
        var (count, left, binsLeft, inBin) = (0, (double)sorted.Length, maxBins, 0);
        var isFew = CountDistinct(sorted, maxBins + 1) <= maxBins;
        for (int start = 0, end = EndOfEquals(sorted, 0), next; end < sorted.Length && binsLeft > 1; (start, end) = (end, next))
        {
            next = EndOfEquals(sorted, end);
            inBin += end - start;
            // A value with more rows than a bin's share gets its own bin.
            if (isFew || inBin * (double)binsLeft >= left || (next - end) * (double)binsLeft >= left)
            {
                cuts[count++] = Between(sorted[start], sorted[end]);
                (left, binsLeft, inBin) = (left - inBin, binsLeft - 1, 0);
            }
        }

        return cuts[..count];
    }

    /// <summary>The number of distinct values of a sorted list, at most <paramref name="most"/>.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static int CountDistinct(ReadOnlySpan<float> sorted, int most)
    {
        var distinct = 0;
        for (var i = 0; i < sorted.Length && distinct < most; i = EndOfEquals(sorted, i))
        {
            distinct++;
        }

        return distinct;
    }

    /// <summary>The first index after <paramref name="start"/> with another value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfEquals(ReadOnlySpan<float> sorted, int start)
    {
        var end = Math.Min(start, sorted.Length);
        while (end < sorted.Length && sorted[end] == sorted[start])
        {
            end++;
        }

        return end;
    }

    /// <summary>A float in [low, high), the middle if there is one.</summary>
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle >= low && middle < high ? middle : low;
    }

    private static FeatureBins? FindCategorical(int feature, float[] column, int levels, int maxBins)
    {
        var counts = new int[levels];
        foreach (var value in column)
        {
            if (value >= 0 && value < levels)
            {
                counts[(int)value]++;
            }
        }

        var present = Enumerable.Range(0, levels).Where(code => counts[code] > 0).ToArray();
        var own = present.OrderByDescending(code => counts[code]).ThenBy(code => code).Take(maxBins).Order().ToArray();
        var others = column.Length - own.Sum(code => (long)counts[code]);
        return own.Length == 0 || (own.Length == 1 && others == 0) ? null : FeatureBins.Categorical(feature, own);
    }
}
