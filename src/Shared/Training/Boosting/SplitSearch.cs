namespace MLOpsFunctions.Training.Boosting;

/// <summary>Finds a leaf's best split over all features that a tree may use; with many of them, each worker looks through some.</summary>
internal sealed class SplitSearch(SplitFinder finder, int[] features, BinnedMatrix matrix, Team team)
{
    /// <summary>Cells that one worker looks through in about the time that it takes to wake another.</summary>
    private const int CellsAPart = 16 * 1024;

    /// <summary>The best split; of equals the one on the first feature.</summary>
    public Split? Find(TreeNode leaf)
    {
        var parts = Math.Clamp(matrix.SlotOffsets[^1] / CellsAPart, 1, Math.Min(features.Length, 4 * team.Threads));
        var found = new Split?[parts];
        team.Run(parts, (part, _) => found[part] = finder.Find(
            leaf.Statistics, leaf.Histogram, features.AsSpan()[(int)((long)features.Length * part / parts)..(int)((long)features.Length * (part + 1) / parts)], leaf.Counts));
        var best = found[0];
        foreach (var split in found)
        {
            best = split is not null && (best is null || split.Gain > best.Gain) ? split : best;
        }

        return best;
    }
}
