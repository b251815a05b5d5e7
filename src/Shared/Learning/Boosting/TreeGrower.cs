using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Grows one tree leaf by leaf: always the leaf whose best split gains most (Shi, Best-first Decision Tree Learning,
/// 2007). Of each pair of children only the smaller one's histogram is summed; the other's is the difference from the
/// parent's.
/// </summary>
internal sealed class TreeGrower(
    BinnedMatrix matrix,
    RowPartition partition,
    BoostingOptions options,
    sbyte[] monotone,
    ParallelWorkers workers
)
{
    private readonly LeafHistograms _histograms = new(matrix, partition, workers);
    private readonly SplitConstraints _rules = options.Rules;

    /// <summary>Grows a tree on the partition's first <paramref name="rows"/> entries.</summary>
    /// <param name="scale">The value of a step of their derivatives.</param>
    /// <param name="features">The features that may split.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public TreeNode Grow(int rows, GradientScale scale, int[] features)
    {
        var search = new SplitSearch(new(matrix, _rules, scale, monotone), features, matrix, workers);
        var open = new List<TreeNode>();
        var root = GrowRoot(rows, scale);
        FindSplits([root], null, search, open);
        for (var leaves = 1; leaves < options.Leaves && open.Count > 0; )
        {
            var best = TakeBest(open);
            if (!SplitNode(best, scale, leaves + 1 < options.Leaves, open, out var fill))
            {
                FindSplits([best], null, search, open);
                continue;
            }

            leaves++;
            FindSplits([best.Children!.Value.Left, best.Children!.Value.Right], fill, search, open);
        }

        foreach (var node in open)
        {
            _histograms.Drop(node);
        }

        return root;
    }

    /// <summary>Removes the leaf whose split gains most; among equals the first in the list, whose order is fixed.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static TreeNode TakeBest(List<TreeNode> open)
    {
        var best = 0;
        for (var i = 1; i < open.Count; i++)
        {
            best = open[i].Split!.Gain > open[best].Split!.Gain ? i : best;
        }

        var taken = open[best];
        open.RemoveAt(best);
        return taken;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private TreeNode GrowRoot(int rows, GradientScale scale)
    {
        if (matrix.Features.Length == 0)
        {
            return new(0, new(rows, default), 0);
        }

        var cells = _histograms.Build(0, rows, scale.Shift);
        var total = 0L;
        foreach (var cell in cells.AsSpan(0, matrix.SlotOffsets[1]))
        {
            total += cell;
        }

        return new(0, new(rows, scale.Unpack(total)), 0) { Histogram = cells };
    }

    /// <summary>Finds leaves' best splits, and keeps the leaves that have one.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private void FindSplits(TreeNode[] leaves, Action<int, int>? fill, SplitSearch search, List<TreeNode> open)
    {
        if (leaves[0].Histogram is null)
        {
            // These leaves have no split, so they need no histogram.
            return;
        }

        search.Find(leaves, fill);
        foreach (var leaf in leaves)
        {
            if (leaf.Split is null)
            {
                _histograms.Drop(leaf);
            }
            else
            {
                open.Add(leaf);
            }
        }
    }

    /// <summary>Splits a leaf. Returns false, and counts the split's feature, if a side would have too few rows.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private bool SplitNode(TreeNode parent, GradientScale scale, bool mayGoOn, List<TreeNode> open, out Action<int, int>? fill)
    {
        fill = null;
        var split = parent.Split!;
        var smallIsLeft = split.Left.Hessian <= split.Right.Hessian;
        var goesOn = mayGoOn && parent.Depth + 1 < options.MaxDepth && parent.Count >= 3 * _rules.MinLeaf;
        var leftCount = partition.Split(
            parent.Start,
            parent.Count,
            split,
            goesOn ? _histograms.SumDuringSplit(smallIsLeft, scale.Shift) : null
        );
        if (Math.Min(leftCount, parent.Count - leftCount) < _rules.MinLeaf)
        {
            _histograms.ClearPartial();
            _histograms.Restore(parent, scale.Shift);
            (parent.Counts ??= []).Add(split.Feature, _histograms.Count(parent, split.Feature));
            return false;
        }

        var (leftStatistics, rightStatistics) = Statistics(parent, leftCount, scale);
        var left = new TreeNode(parent.Start, leftStatistics, parent.Depth + 1);
        var right = new TreeNode(parent.Start + leftCount, rightStatistics, parent.Depth + 1);
        parent.Children = (left, right);
        if (goesOn)
        {
            var (small, large) = smallIsLeft ? (left, right) : (right, left);
            fill = _histograms.Split(parent, small, large, scale.Shift, open);
        }

        _histograms.Drop(parent);
        return true;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private (LeafStatistics Left, LeafStatistics Right) Statistics(TreeNode parent, int leftCount, GradientScale scale)
    {
        var (split, bounds) = (parent.Split!, parent.Statistics);
        var left = bounds with { Rows = leftCount, Sum = split.Left };
        var right = bounds with { Rows = parent.Count - leftCount, Sum = split.Right };
        if (monotone[split.Feature] is var direction && direction != 0)
        {
            // Neither side may cross the middle between the two, however it is split further.
            var view = new LeafContext(bounds, _rules, scale, null);
            var middle = (view.ValueOf(split.Left) + view.ValueOf(split.Right)) / 2;
            (left, right) =
                direction > 0
                    ? (left with { High = middle }, right with { Low = middle })
                    : (left with { Low = middle }, right with { High = middle });
        }

        return (left, right);
    }
}
