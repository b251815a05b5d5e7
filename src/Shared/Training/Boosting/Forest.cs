using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Features;
using MLOpsFunctions.Training.Boosting.Losses;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Boosted trees as they serve: flat nodes, tree after tree, each breadth first from its root.</summary>
internal sealed class Forest : IModel
{
    /// <summary>The kind in model files.</summary>
    public const string KindName = "gbdt";

    /// <summary>Splits from root to leaf at most.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlyMemory<byte> _nodes;
    private readonly uint[] _sets;

    /// <summary>Joins checked parts.</summary>
    public Forest(int featureCount, Link link, double[] starts, double unit, int[] roots, ReadOnlyMemory<byte> nodes, float[] covers, uint[] sets) =>
        (FeatureCount, Link, Starts, Unit, Roots, _nodes, Covers, _sets) = (featureCount, link, starts, unit, roots, nodes, covers, sets);

    public string Kind => KindName;

    public int FeatureCount { get; }

    public int OutputCount => Starts.Length;

    /// <summary>How a margin becomes a prediction.</summary>
    public Link Link { get; }

    /// <summary>Margins before the first tree.</summary>
    public double[] Starts { get; }

    /// <summary>What a leaf value of one is worth in the margin.</summary>
    public double Unit { get; }

    /// <summary>Each tree's first node, and at the end the number of nodes. Tree t adds to margin t modulo <see cref="OutputCount"/>.</summary>
    public int[] Roots { get; }

    /// <summary>All nodes.</summary>
    public ReadOnlySpan<FlatNode> Nodes => MemoryMarshal.Cast<byte, FlatNode>(_nodes.Span);

    /// <summary>By node: training rows that came through it.</summary>
    public float[] Covers { get; }

    /// <summary>Sets of category codes: each a number of words and then as many words of bits.</summary>
    public ReadOnlySpan<uint> Sets => _sets;

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        Margins(row, output);
        Links.Apply(Link, output[..OutputCount]);
    }

    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads)
    {
        var row = new float[FeatureCount];
        for (var i = 0; i < features.RowCount; i++)
        {
            features.CopyRow(i, row);
            Score(row, output.Slice(i * OutputCount, OutputCount));
        }
    }

    /// <summary>The margins of one row.</summary>
    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        margins[..OutputCount].Clear();
        var nodes = Nodes;
        for (var tree = 0; tree + 1 < Roots.Length; tree++)
        {
            margins[tree % OutputCount] += nodes[FindLeaf(nodes, Roots[tree], row)].Value;
        }

        for (var k = 0; k < OutputCount; k++)
        {
            margins[k] = Starts[k] + (Unit * margins[k]);
        }
    }

    public void Write(BinaryWriter writer) => ForestFormat.Write(this, _nodes.Span, writer);

    /// <summary>Whether a row goes to a node's second child.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GoesSecond(in FlatNode node, float value)
    {
        if ((node.Test & FlatNode.Category) == 0)
        {
            return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) ^ (node.Test & FlatNode.Flip)) > node.Threshold;
        }

        var set = node.SetStart;
        return value >= 0 && value < _sets[set] * 32f && (_sets[set + 1 + ((int)value >> 5)] >> ((int)value & 31) & 1) != 0;
    }

    private int FindLeaf(ReadOnlySpan<FlatNode> nodes, int index, ReadOnlySpan<float> row)
    {
        while (nodes[index].First != index)
        {
            ref readonly var node = ref nodes[index];
            index = node.First + (GoesSecond(node, row[node.Feature]) ? 1 : 0);
        }

        return index;
    }
}
