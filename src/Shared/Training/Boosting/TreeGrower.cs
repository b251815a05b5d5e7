namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// Grows one tree leaf by leaf: always the leaf whose best split gains most. Of each pair of children only the smaller one's histogram is built;
/// the other's is what is left of the parent's.
/// </summary>
internal sealed class TreeGrower(BinnedMatrix matrix, RowPartition partition, SplitRules rules, int maxLeaves, int maxDepth, sbyte[] monotone, Team team)
{
    /// <summary>Grows a tree on the partition's first <paramref name="rows"/> entries.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="scale">What a step of their derivatives is worth.</param>
    /// <param name="features">The features that may split.</param>
    public TreeNode Grow(int rows, GradientScale scale, int[] features)
    {
        var finder = new SplitFinder(matrix, rules, scale, monotone);
        var histogram = Build(0, rows, scale);
        var first = matrix.Features.Length == 0 ? default : Total(histogram, scale);
        var root = new TreeNode(0, new(rows, first), 0) { Histogram = histogram };
        FindSplit(root, finder, features);
        var open = new List<TreeNode> { root };
        for (var leaves = 1; leaves < maxLeaves; leaves++)
        {
            var best = open.Where(node => node.Split is not null).MaxBy(node => node.Split!.Gain);
            if (best is null)
            {
                break;
            }

            open.Remove(best);
            var (left, right) = Divide(best, scale, leaves + 1 < maxLeaves);
            FindSplit(left, finder, features);
            FindSplit(right, finder, features);
            open.AddRange([left, right]);
        }

        return root;
    }

    private GradientSum Total(long[] histogram, GradientScale scale)
    {
        var total = 0L;
        foreach (var cell in histogram.AsSpan(0, matrix.SlotOffsets[1]))
        {
            total += cell;
        }

        return scale.Unpack(total);
    }

    private (TreeNode Left, TreeNode Right) Divide(TreeNode parent, GradientScale scale, bool mayGoOn)
    {
        var split = parent.Split!;
        var leftCount = partition.Split(matrix, parent.Start, parent.Count, split.Feature, split.LeftBins);
        var left = new TreeNode(parent.Start, new(leftCount, split.Left), parent.Depth + 1);
        var right = new TreeNode(parent.Start + leftCount, new(parent.Count - leftCount, split.Right), parent.Depth + 1);
        SetBounds(parent, left, right, scale);
        if (mayGoOn && parent.Depth + 1 < maxDepth)
        {
            var (small, large) = left.Count <= right.Count ? (left, right) : (right, left);
            small.Histogram = Build(small.Start, small.Count, scale);
            HistogramBuilder.Subtract(parent.Histogram, small.Histogram);
            large.Histogram = parent.Histogram;
        }

        parent.Histogram = null;
        parent.Children = (left, right);
        return (left, right);
    }

    private long[] Build(int start, int count, GradientScale scale)
    {
        var histogram = new long[matrix.SlotOffsets[^1]];
        HistogramBuilder.Add(matrix, partition.Entries(start, count), scale.Shift, histogram, 0, matrix.Features.Length);
        return histogram;
    }

    private void FindSplit(TreeNode node, SplitFinder finder, int[] features)
    {
        if (node.Histogram is not { } histogram || node.Count < 2 * rules.MinLeaf)
        {
            return;
        }

        var found = new Split?[features.Length];
        team.Run(features.Length, i => found[i] = finder.Find(node.Statistics, histogram, features[i]));
        node.Split = found.OfType<Split>().OrderByDescending(split => split.Gain).ThenBy(split => matrix.Features[split.Feature].Source).FirstOrDefault();
    }

    /// <summary>Below a monotone split neither side may cross the middle of the two children's values.</summary>
    private void SetBounds(TreeNode parent, TreeNode left, TreeNode right, GradientScale scale)
    {
        (left.Bounds, right.Bounds) = (parent.Bounds, parent.Bounds);
        if (monotone[parent.Split!.Feature] is var direction && direction != 0)
        {
            var middle = (Value(left, scale) + Value(right, scale)) / 2;
            var (below, above) = ((parent.Bounds.Low, middle), (middle, parent.Bounds.High));
            (left.Bounds, right.Bounds) = direction > 0 ? (below, above) : (above, below);
        }
    }

    private double Value(TreeNode node, GradientScale scale) => Math.Clamp(
        rules.Value(node.Statistics.Sum.Gradient * scale.GradientStep, node.Statistics.Sum.Hessian * scale.HessianStep), node.Bounds.Low, node.Bounds.High);
}
