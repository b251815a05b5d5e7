using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Samples the rows of a round and the features of a tree (Friedman, Stochastic Gradient Boosting, 2002).</summary>
internal static class Subsampling
{
    /// <summary>A sample of the rows, ascending, each in or out by its own hash; null: all rows.</summary>
    public static int[]? Rows(int rowCount, double share, int seed)
    {
        if (share >= 1)
        {
            return null;
        }

        var bound = (uint)(share * uint.MaxValue);
        var rows = new List<int>((int)(rowCount * share) + 1);
        for (var row = 0; row < rowCount; row++)
        {
            if (IndexedRandom.Of(seed, row) <= bound)
            {
                rows.Add(row);
            }
        }

        // With a few rows the sample may be empty.
        return rows.Count == 0 ? null : [.. rows];
    }

    /// <summary>At least one of the features, in ascending order.</summary>
    public static int[] Features(int featureCount, double share, int seed) =>
        share >= 1
            ? [.. Enumerable.Range(0, featureCount)]
            :
            [
                .. Enumerable
                    .Range(0, featureCount)
                    .OrderBy(feature => IndexedRandom.Of(seed, feature))
                    .Take(Math.Max(1, (int)Math.Round(featureCount * share)))
                    .Order(),
            ];
}
