using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Rows as bins, a byte a cell: row by row for histograms, which read all features of a row at once.</summary>
internal sealed class BinnedMatrix
{
    /// <summary>Rows binned at a time, so that the row-major target stays in the first-level cache while column after column is read.</summary>
    private const int BlockRows = 512;

    private BinnedMatrix(FeatureBins[] features, int rowCount)
    {
        (Features, RowCount) = (features, rowCount);
        SlotOffsets = new int[features.Length + 1];
        for (var f = 0; f < features.Length; f++)
        {
            SlotOffsets[f + 1] = SlotOffsets[f] + features[f].Slots;
        }

        Stride = (features.Length + 3) / 4 * 4;
        Rows = GC.AllocateUninitializedArray<byte>(checked(rowCount * Stride), pinned: true);
    }

    /// <summary>The features that can split, those with the same number of slots side by side.</summary>
    public FeatureBins[] Features { get; }

    /// <summary>Rows.</summary>
    public int RowCount { get; }

    /// <summary>Where each feature's cells begin in a histogram; at the end, the histogram's length.</summary>
    public int[] SlotOffsets { get; }

    /// <summary>Bytes a row, padding included.</summary>
    public int Stride { get; }

    /// <summary>The bins, row by row.</summary>
    public byte[] Rows { get; }

    /// <summary>Finds the bins of all features and bins all rows.</summary>
    public static BinnedMatrix Fit(FeatureMatrix features, int maxBins, int seed, Team team)
    {
        var found = new FeatureBins?[features.Columns.Length];
        team.Run(found.Length, feature => found[feature] = QuantileBinning.Find(features, feature, maxBins, seed));
        return Apply([.. found.OfType<FeatureBins>().OrderByDescending(bins => bins.Slots).ThenBy(bins => bins.Source)], features, team);
    }

    /// <summary>Bins other rows in the same way.</summary>
    public static BinnedMatrix Apply(FeatureBins[] bins, FeatureMatrix features, Team team)
    {
        var binned = new BinnedMatrix(bins, features.RowCount);
        team.Run((features.RowCount + BlockRows - 1) / BlockRows, block =>
        {
            var (from, to) = (block * BlockRows, Math.Min((block + 1) * BlockRows, features.RowCount));
            for (var f = 0; f < bins.Length; f++)
            {
                var column = features.Columns[bins[f].Source];
                for (var row = from; row < to; row++)
                {
                    binned.Rows[(row * binned.Stride) + f] = bins[f].Bin(column[row]);
                }
            }
        });

        return binned;
    }
}
