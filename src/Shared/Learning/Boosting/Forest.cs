using System.Runtime.InteropServices;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Boosted trees in their served form: flat nodes, tree after tree, each breadth first from its root.</summary>
internal sealed class Forest : IModel, IExplainable, IOnnxMargins
{
    /// <summary>The kind in model files.</summary>
    public const string KindName = "gbdt";

    /// <summary>Most splits from root to leaf.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlyMemory<byte> _nodes;
    private TreeShap? _shap;
    private QuickScorer? _masks;

    /// <summary>Makes a forest of checked parts.</summary>
    public Forest(
        int featureCount,
        Link link,
        double[] starts,
        double unit,
        int[] roots,
        ReadOnlyMemory<byte> nodes,
        float[] covers,
        uint[] sets
    )
    {
        (FeatureCount, Link, Starts, Unit, Roots, _nodes, Covers, Sets) = (featureCount, link, starts, unit, roots, nodes, covers, sets);
        Trees = new FlatTree[roots.Length - 1];
        for (var tree = 0; tree < Trees.Length; tree++)
        {
            Trees[tree] = FlatTree.At(Nodes, roots[tree], roots[tree + 1]);
        }
    }

    public string Kind => KindName;

    public int MarginCount => OutputCount;

    public int FeatureCount { get; }

    public int OutputCount => Starts.Length;

    /// <summary>How a margin becomes a prediction.</summary>
    public Link Link { get; }

    /// <summary>Margins before the first tree.</summary>
    public double[] Starts { get; }

    /// <summary>The factor from a leaf's value to the margin.</summary>
    public double Unit { get; }

    /// <summary>
    /// Each tree's first node; the last entry is the number of nodes. Tree t adds to margin t modulo
    /// <see cref="OutputCount"/>.
    /// </summary>
    public int[] Roots { get; }

    public FlatTree[] Trees { get; }

    /// <summary>All nodes.</summary>
    public ReadOnlySpan<FlatNode> Nodes => MemoryMarshal.Cast<byte, FlatNode>(_nodes.Span);

    /// <summary>By node: the training rows that reached it.</summary>
    public float[] Covers { get; }

    /// <summary>Sets of category codes: for each, the number of words and then the words of bits.</summary>
    public uint[] Sets { get; }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        ForestScorer.Margins(this, row, output[..OutputCount]);
        LinkFunctions.Apply(Link, output[..OutputCount]);
    }

    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads) =>
        ForestScorer.ScoreAll(this, features, output, threads);

    public void Margins(ReadOnlySpan<float> row, Span<double> margins) => ForestScorer.Margins(this, row, margins[..OutputCount]);

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions) => Shap().Explain(row, contributions);

    public void ExplainAll(FeatureMatrix features, Span<double> contributions, int threads) =>
        Shap().ExplainAll(features, contributions, threads);

    public string ToOnnx(OnnxGraph graph, string features) => ForestExporter.Scores(this, graph, features);

    public string MarginsToOnnx(OnnxGraph graph, string features) => ForestExporter.Margins(this, graph, features);

    public void Write(BinaryWriter writer) => ForestFormat.Write(this, _nodes.Span, writer);

    /// <summary>The trees in the form for bulk scoring; made on first use.</summary>
    public QuickScorer Masks => _masks ??= new(this);

    /// <summary>
    /// Made on first use, because most forests never explain. If two threads make it at once, the results are equal.
    /// </summary>
    private TreeShap Shap() => _shap ??= new(this);
}

/// <summary>The location and depth of a tree.</summary>
/// <param name="Root">Its first node.</param>
/// <param name="Depth">Steps after which every row is in a leaf.</param>
/// <param name="HasCategories">Whether a test is on a category.</param>
internal readonly record struct FlatTree(int Root, int Depth, bool HasCategories)
{
    /// <summary>Scans a tree's nodes, which are breadth first: children after their parent.</summary>
    public static FlatTree At(ReadOnlySpan<FlatNode> nodes, int root, int end)
    {
        var depths = new int[end - root];
        var categories = false;
        for (var index = root; index < end; index++)
        {
            if (nodes[index].First is var first && first != index)
            {
                depths[first - root] = depths[first - root + 1] = depths[index - root] + 1;
                categories |= nodes[index].IsCategory;
            }
        }

        return new(root, depths[^1], categories);
    }
}
