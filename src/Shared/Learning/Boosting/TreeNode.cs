using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>A node while its tree grows: everything growing needs, which serving does not.</summary>
/// <param name="start">Where its rows begin in the partition.</param>
/// <param name="statistics">What is known of its rows.</param>
/// <param name="depth">Splits above it.</param>
internal sealed class TreeNode(int start, LeafStatistics statistics, int depth)
{
    /// <summary>Where its rows begin in the partition.</summary>
    public int Start { get; } = start;

    /// <summary>Rows in it.</summary>
    public int Count => Statistics.Rows;

    /// <summary>What is known of its rows.</summary>
    public LeafStatistics Statistics { get; } = statistics;

    /// <summary>Splits above it.</summary>
    public int Depth { get; } = depth;

    /// <summary>Its cells, while they may be needed.</summary>
    public long[]? Histogram { get; set; }

    /// <summary>
    /// By feature, rows by bin: of features on which a division left too few rows on a side, and whose rows were
    /// therefore counted.
    /// </summary>
    public Dictionary<int, int[]>? Counts { get; set; }

    /// <summary>The best split found, where it may be split.</summary>
    public Split? Split { get; set; }

    /// <summary>Its children; null for a leaf.</summary>
    public (TreeNode Left, TreeNode Right)? Children { get; set; }

    /// <summary>What it adds to the score, once the tree is grown.</summary>
    public float Value { get; set; }

    /// <summary>The leaves below it, or it itself, from left to right.</summary>
    public List<TreeNode> Leaves()
    {
        var leaves = new List<TreeNode>();
        AddLeaves(leaves);
        return leaves;
    }

    /// <summary>The leaf that a binned row ends in.</summary>
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
