using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>A node while its tree grows, with data that serving does not need.</summary>
/// <param name="start">The index of its first row in the partition.</param>
/// <param name="statistics">The statistics of its rows.</param>
/// <param name="depth">The number of splits above it.</param>
internal sealed class TreeNode(int start, LeafStatistics statistics, int depth)
{
    /// <summary>The index of its first row in the partition.</summary>
    public int Start { get; } = start;

    /// <summary>Rows in it.</summary>
    public int Count => Statistics.Rows;

    /// <summary>The statistics of its rows.</summary>
    public LeafStatistics Statistics { get; } = statistics;

    /// <summary>The number of splits above it.</summary>
    public int Depth { get; } = depth;

    /// <summary>Its histogram, while it may be needed.</summary>
    public long[]? Histogram { get; set; }

    /// <summary>
    /// By feature, rows by bin: for features whose rows were counted, because a split left too few rows on a side.
    /// </summary>
    public Dictionary<int, int[]>? Counts { get; set; }

    /// <summary>The best split found, if there is one.</summary>
    public Split? Split { get; set; }

    /// <summary>Its children; null for a leaf.</summary>
    public (TreeNode Left, TreeNode Right)? Children { get; set; }

    /// <summary>Its value, once the tree is grown.</summary>
    public float Value { get; set; }

    /// <summary>The leaves below it, or the node itself, from left to right.</summary>
    public List<TreeNode> Leaves()
    {
        var leaves = new List<TreeNode>();
        AddLeaves(leaves);
        return leaves;
    }

    /// <summary>The leaf of a binned row.</summary>
    public TreeNode Find(ReadOnlySpan<byte> bins)
    {
        var node = this;
        while (node.Children is var (left, right))
        {
            node = node.Split!.LeftBins.Contains(bins[node.Split.Feature]) ? left : right;
        }

        return node;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private void AddLeaves(List<TreeNode> leaves)
    {
        if (Children is var (left, right))
        {
            left.AddLeaves(leaves);
            right.AddLeaves(leaves);
        }
        else
        {
            leaves.Add(this);
        }
    }
}
