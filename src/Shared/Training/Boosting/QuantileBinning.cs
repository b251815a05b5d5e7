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
        var sorted = Sample(column, seed);
        var missing = sorted.Length < Math.Min(column.Length, SampleRows);
        Array.Sort(sorted);
        var cuts = Cuts(sorted, maxBins);
        return cuts.Length == 0 && (!missing || sorted.Length == 0) ? null : FeatureBins.Numeric(feature, cuts, sorted[0] != float.NegativeInfinity);
    }

    /// <summary>The values that are there among a row of each stratum of equal width: the same rows for the same seed.</summary>
    private static float[] Sample(float[] column, int seed)
    {
        if (column.Length <= SampleRows)
        {
            return Array.FindAll(column, value => !float.IsNaN(value));
        }

        var (taken, count) = (new float[SampleRows], 0);
        for (var i = 0; i < SampleRows; i++)
        {
            var (from, to) = ((long)i * column.Length / SampleRows, (long)(i + 1) * column.Length / SampleRows);
            var value = column[from + (RowHash.Of(seed, i) % (to - from))];
            taken[count] = value;
            count += float.IsNaN(value) ? 0 : 1;
        }

        return taken[..count];
    }

    private static float[] Cuts(float[] sorted, int maxBins)
    {
        var (values, counts) = Distinct(sorted);
        var cuts = new List<float>(maxBins);
        var (left, room, inBin) = ((double)sorted.Length, maxBins, 0);
        for (var i = 0; i + 1 < values.Count && room > 1; i++)
        {
            inBin += counts[i];
            var share = left / room;
            // A value with more rows than a bin's share gets a bin of its own.
            if (values.Count <= maxBins || inBin >= share || counts[i + 1] >= share)
            {
                cuts.Add(Between(values[i], values[i + 1]));
                (left, room, inBin) = (left - inBin, room - 1, 0);
            }
        }

        return [.. cuts];
    }

    private static (List<float> Values, List<int> Counts) Distinct(float[] sorted)
    {
        var (values, counts) = (new List<float>(), new List<int>());
        foreach (var value in sorted)
        {
            if (values.Count == 0 || value != values[^1])
            {
                values.Add(value);
                counts.Add(0);
            }

            counts[^1]++;
        }

        return (values, counts);
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
