namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// Splits categories into two groups: ordered by their mean gradient, the best of all 2^(k-1) groupings is a cut of that order (Fisher, On
/// Grouping for Maximum Homogeneity, 1958). Means of small categories are drawn to zero so that chance does not order them (LightGBM's cat_smooth).
/// </summary>
internal static class CategoricalSplit
{
    /// <summary>Rows of mean gradient zero that each category's mean is taken with: LightGBM's default.</summary>
    private const double SmoothingRows = 10;

    /// <summary>The best grouping, or null where none scores above <paramref name="threshold"/>.</summary>
    public static Split? Find(
        LeafStatistics leaf, FeatureBins bins, ReadOnlySpan<long> cells, int feature, GradientScale scale, SplitRules rules, double threshold,
        Func<GradientSum, double> gain)
    {
        var present = new List<(double Mean, int Bin, GradientSum Sum)>(bins.BinCount + 1);
        var smoothing = SmoothingRows * leaf.Sum.Hessian / leaf.Rows;
        for (var bin = 0; bin < cells.Length; bin++)
        {
            var sum = scale.Unpack(cells[bin]);
            if (sum != default)
            {
                present.Add((sum.Gradient / (sum.Hessian + smoothing), bin, sum));
            }
        }

        present.Sort((a, b) => a.Mean.CompareTo(b.Mean) is var order && order != 0 ? order : a.Bin.CompareTo(b.Bin));
        var (best, bestCount, bestLeft, left) = (threshold, 0, default(GradientSum), default(GradientSum));
        for (var i = 0; i + 1 < present.Count; i++)
        {
            left += present[i].Sum;
            if (gain(left) is var score && score > best)
            {
                (best, bestCount, bestLeft) = (score, i + 1, left);
            }
        }

        return bestCount == 0
            ? null
            : new(best - leaf.Score(rules, scale), feature, -1, Group(bins, present, bestCount, bestLeft, leaf), bestLeft, leaf.Sum - bestLeft);
    }

    /// <summary>The categories that go left. One that no row of this leaf has goes with the majority, as a missing value does where none was missing.</summary>
    private static BinSet Group(
        FeatureBins bins, List<(double Mean, int Bin, GradientSum Sum)> present, int leftCount, GradientSum left, LeafStatistics leaf)
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
