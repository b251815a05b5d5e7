using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Splits categories into two groups. Ordered by their mean gradient, the best of all 2^(k-1) groupings is a cut of
/// that order (Fisher, On Grouping for Maximum Homogeneity, 1958). Means of small categories are shrunk to zero, so
/// that chance does not order them (LightGBM's cat_smooth).
/// </summary>
internal static class CategoricalSplit
{
    /// <summary>Rows with gradient zero that are added to each category's mean: LightGBM's default.</summary>
    private const double SmoothingRows = 10;

    /// <summary>The best split, or null if none scores above <paramref name="threshold"/>.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static SplitCandidate? Find(LeafContext leaf, FeatureBins bins, ReadOnlySpan<long> cells, double threshold)
    {
        var present = ByMean(leaf, cells);
        var (best, bestCount, bestLeft, left, rows) = (threshold, 0, default(GradientSum), default(GradientSum), 0);
        for (var i = 0; i + 1 < present.Count; i++)
        {
            left += present[i].Sum;
            rows += leaf.Counts?[present[i].Bin] ?? 0;
            if (
                leaf.IsEnough(left.Hessian, rows)
                && leaf.IsEnough(leaf.Sum.Hessian - left.Hessian, leaf.Rows - rows)
                && leaf.ScoreOfDivision(left, direction: 0) is var score
                && score > best
            )
            {
                (best, bestCount, bestLeft) = (score, i + 1, left);
            }
        }

        return bestCount == 0 ? null : new(best, -1, Group(leaf, bins, present, bestCount, bestLeft), bestLeft);
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static List<(double Mean, int Bin, GradientSum Sum)> ByMean(LeafContext leaf, ReadOnlySpan<long> cells)
    {
        var present = new List<(double Mean, int Bin, GradientSum Sum)>(cells.Length);
        var smoothing = SmoothingRows * leaf.Sum.Hessian / leaf.Rows;
        for (var bin = 0; bin < cells.Length; bin++)
        {
            // Hessians of rows that the model is sure of may round to zero; counted rows tell which categories exist.
            if (cells[bin] != 0 || leaf.Counts?[bin] > 0)
            {
                var sum = leaf.Scale.Unpack(cells[bin]);
                present.Add((sum.Gradient / (sum.Hessian + smoothing), bin, sum));
            }
        }

        present.Sort((a, b) => a.Mean.CompareTo(b.Mean) is var order && order != 0 ? order : a.Bin.CompareTo(b.Bin));
        return present;
    }

    /// <summary>
    /// The categories that go left. A category without rows in this leaf follows the missing values, or the majority if
    /// there are none.
    /// </summary>
    private static BinSet Group(
        LeafContext leaf,
        FeatureBins bins,
        List<(double Mean, int Bin, GradientSum Sum)> present,
        int leftCount,
        GradientSum left
    )
    {
        var (group, seen) = (default(BinSet), default(BinSet));
        for (var i = 0; i < present.Count; i++)
        {
            seen.Add(present[i].Bin);
            if (i < leftCount)
            {
                group.Add(present[i].Bin);
            }
        }

        var unseenLeft = seen.Contains(bins.MissingBin) ? group.Contains(bins.MissingBin) : 2 * left.Hessian >= leaf.Sum.Hessian;
        for (var bin = 0; unseenLeft && bin < bins.Slots; bin++)
        {
            if (!seen.Contains(bin))
            {
                group.Add(bin);
            }
        }

        return group;
    }
}
