using System.Buffers;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Finds a feature's bins: one a distinct value where they are few, otherwise of about equally many rows each.</summary>
internal static class QuantileBinning
{
    /// <summary>Rows looked at: at 255 bins each then holds about 800 of them, so that a cut's rank is off by under a tenth of a bin's.</summary>
    private const int SampleRows = 200_000;

    /// <summary>The bins of one feature, or null where it cannot split anything: all its rows have one value, or none.</summary>
    public static FeatureBins? Find(FeatureMatrix features, int feature, int maxBins, int seed)
    {
        var column = features.Columns[feature];
        return features.Features[feature].Kind == FeatureKind.Categorical
            ? FindCategorical(feature, column, features.Features[feature].Levels, maxBins)
            : FindNumeric(feature, column, maxBins, seed);
    }

    private static FeatureBins? FindNumeric(int feature, float[] column, int maxBins, int seed)
    {
        // Rented: feature after feature needs the same room, and new arrays would lie about in many megabytes before they are collected.
        var sampled = Math.Min(column.Length, SampleRows);
        var (rented, tallies) = (ArrayPool<float>.Shared.Rent(sampled), ArrayPool<int>.Shared.Rent(sampled));
        var values = rented.AsSpan(0, sampled);
        var count = Sample(column, seed, values);
        RadixSort.Sort(values[..count]);
        var counts = tallies.AsSpan(0, count);
        counts.Clear();
        var cuts = Cuts(values, counts, CountDistinct(values[..count], counts), count, maxBins);
        var bins = cuts.Length == 0 && (count == sampled || count == 0) ? null : FeatureBins.Numeric(feature, cuts, values[0] != float.NegativeInfinity);
        ArrayPool<float>.Shared.Return(rented);
        ArrayPool<int>.Shared.Return(tallies);
        return bins;
    }

    /// <summary>The values that are there among a row of each stratum of equal width, or among all rows; tells how many. The same rows for the same seed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sample(float[] column, int seed, Span<float> values)
    {
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var (from, to) = ((long)i * column.Length / values.Length, (long)(i + 1) * column.Length / values.Length);
            var value = column[to - from == 1 ? from : from + (RowHash.Of(seed, i) % (to - from))];
            values[count] = value;
            count += float.IsNaN(value) ? 0 : 1;
        }

        return count;
    }

    /// <summary>Moves the distinct values of a sorted list to its front, counts each, and tells how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CountDistinct(Span<float> sorted, Span<int> counts)
    {
        var distinct = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[distinct - 1])
            {
                sorted[distinct++] = sorted[i];
            }

            counts[distinct - 1]++;
        }

        return distinct;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float[] Cuts(ReadOnlySpan<float> values, ReadOnlySpan<int> counts, int distinct, int rows, int maxBins)
    {
        var cuts = new List<float>(maxBins);
        var (left, room, inBin) = ((double)rows, maxBins, 0);
        for (var i = 0; i + 1 < distinct && room > 1; i++)
        {
            inBin += counts[i];
            // A value with more rows than a bin's share gets a bin of its own.
            if (distinct <= maxBins || inBin * (double)room >= left || counts[i + 1] * (double)room >= left)
            {
                cuts.Add(Between(values[i], values[i + 1]));
                (left, room, inBin) = (left - inBin, room - 1, 0);
            }
        }

        return [.. cuts];
    }

    /// <summary>A float in [low, high), halfway where there is one.</summary>
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
