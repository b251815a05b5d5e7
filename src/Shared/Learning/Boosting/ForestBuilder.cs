using System.Runtime.InteropServices;
using MLOpsFunctions.Learning.Boosting.Losses;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Converts grown trees to flat nodes.</summary>
internal sealed class ForestBuilder
{
    private readonly FeatureBins[] _features;
    private readonly List<int> _roots = [0];
    private readonly List<FlatNode> _nodes = [];
    private readonly List<float> _covers = [];
    private readonly List<uint> _sets = [];

    /// <summary>For trees over these features.</summary>
    public ForestBuilder(FeatureBins[] features) => _features = features;

    public void Add(TreeNode root)
    {
        var waiting = new Queue<TreeNode>([root]);
        var next = _nodes.Count + 1;
        while (waiting.TryDequeue(out var node))
        {
            _covers.Add(node.Count);
            if (node.Children is not { } children)
            {
                _nodes.Add(FlatNode.Leaf(_nodes.Count, node.Value));
                continue;
            }

            var (flat, leftIsFirst) = Flatten(node.Split!, next);
            _nodes.Add(flat);
            waiting.Enqueue(leftIsFirst ? children.Left : children.Right);
            waiting.Enqueue(leftIsFirst ? children.Right : children.Left);
            next += 2;
        }

        _roots.Add(_nodes.Count);
    }

    /// <summary>The forest of all trees added.</summary>
    public Forest Build(int featureCount, Loss loss) =>
        new(
            featureCount,
            loss.Link,
            loss.Base,
            loss.Unit,
            [.. _roots],
            MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_nodes)).ToArray(),
            [.. _covers],
            [.. _sets]
        );

    /// <summary>The test that fails for every value on the side of missing values.</summary>
    private (FlatNode Node, bool LeftIsFirst) Flatten(Split split, int first)
    {
        var bins = _features[split.Feature];
        var missingLeft = split.LeftBins.Contains(bins.MissingBin);
        if (bins.IsCategorical)
        {
            return (FlatNode.Category(bins.Source, AddSet(bins, split.LeftBins, !missingLeft), first), missingLeft);
        }

        if (split.Bin == bins.BinCount - 1)
        {
            return (FlatNode.Number(bins.Source, float.NegativeInfinity, negate: false, first), false);
        }

        var cut = bins.Cuts[split.Bin];
        // x <= cut is equivalent to -x > the float below -cut.
        return missingLeft
            ? (FlatNode.Number(bins.Source, cut, negate: false, first), true)
            : (FlatNode.Number(bins.Source, MathF.BitDecrement(-cut), negate: true, first), false);
    }

    private int AddSet(FeatureBins bins, BinSet leftBins, bool whereLeft)
    {
        var start = _sets.Count;
        var words = new uint[(bins.Codes[^1] / 32) + 1];
        for (var bin = 0; bin < bins.BinCount; bin++)
        {
            if (leftBins.Contains(bin) == whereLeft)
            {
                words[bins.Codes[bin] >> 5] |= 1u << bins.Codes[bin];
            }
        }

        _sets.AddRange([(uint)words.Length, .. words]);
        return start;
    }
}
