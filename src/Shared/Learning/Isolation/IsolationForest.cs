using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Isolation;

/// <summary>
/// Scores how anomalous a row is: 2 to the power of -E(h)/c, with the mean path length E(h) over the trees and the path
/// length c of an average row (Liu, Ting and Zhou 2008, equation 2). A row above 0.5 is isolated sooner than the
/// average row, a row near 1 almost at once.
/// </summary>
/// <param name="features">Features of each row.</param>
/// <param name="sample">Rows that each tree was grown on.</param>
/// <param name="trees">The trees, each a parent before its children.</param>
internal sealed class IsolationForest(int features, int sample, IsolationNode[][] trees) : IModel, IOnnxExportable
{
    public const string KindName = "iforest";

    private const int MaxTrees = 10_000;
    private const int NodeBytes = 16;
    private const int MaxSample = 1 << 16;
    private static readonly double Log2 = PortableMath.Log(2);
    private readonly double _average = IsolationTree.PathLength(sample);

    public string Kind => KindName;

    public int FeatureCount => features;

    public int OutputCount => 1;

    public static IModel Read(ModelBinaryReader reader)
    {
        var features = reader.ReadInt32("The number of features", 1, int.MaxValue);
        var sample = reader.ReadInt32("The size of a sample", 2, MaxSample);
        var trees = new IsolationNode[reader.ReadInt32("The number of trees", 1, Math.Min(MaxTrees, reader.Remaining / sizeof(int)))][];
        for (var tree = 0; tree < trees.Length; tree++)
        {
            trees[tree] = new IsolationNode[reader.ReadCount("The number of nodes", NodeBytes)];
            for (var index = 0; index < trees[tree].Length; index++)
            {
                trees[tree][index] = ReadNode(reader, features, index, trees[tree].Length);
            }

            if (trees[tree].Length == 0)
            {
                throw new InvalidModelException($"Tree {tree} has no node.");
            }
        }

        return new IsolationForest(features, sample, trees);
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        var length = 0.0;
        foreach (var tree in trees)
        {
            var node = tree[0];
            while (node.Feature >= 0)
            {
                node = tree[row[node.Feature] < node.Value ? node.First : node.First + 1];
            }

            length += node.Value;
        }

        output[0] = PortableMath.Exp(-length / trees.Length / _average * Log2);
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads) => RowScoring.ScoreAll(this, matrix, output, threads);

    public string ToOnnx(OnnxGraph graph, string features)
    {
        var ensemble = new OnnxTrees(outputs: 1);
        foreach (var tree in trees)
        {
            ensemble.Begin(output: 0);
            for (var index = 0; index < tree.Length; index++)
            {
                var node = tree[index];
                if (node.Feature < 0)
                {
                    ensemble.Leaf(index, node.Value);
                }
                else
                {
                    ensemble.Test(index, node.Feature, OnnxTest.Below, node.Value, node.First, node.First + 1);
                }
            }
        }

        var length = ensemble.Export(graph, features);
        return graph.Apply("Exp", [graph.Multiply(length, graph.Constant(-Log2 / trees.Length / _average))]);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(features);
        writer.Write(sample);
        writer.Write(trees.Length);
        foreach (var tree in trees)
        {
            writer.Write(tree.Length);
            foreach (var node in tree)
            {
                writer.Write(node.Feature);
                writer.Write((double)node.Value);
                writer.Write(node.First);
            }
        }
    }

    /// <summary>Children come after their parent, so every path ends.</summary>
    private static IsolationNode ReadNode(ModelBinaryReader reader, int features, int index, int count)
    {
        var feature = reader.ReadInt32("A node's feature", -1, features - 1);
        var value = (float)reader.ReadFinite("A node's value");
        var first = feature < 0 ? reader.ReadInt32("A leaf's child", 0, 0) : reader.ReadInt32("A node's child", index + 1, count - 2);
        return float.IsFinite(value) && (feature >= 0 || value >= 0)
            ? new(feature, value, first)
            : throw new InvalidModelException($"A node's value is {value}; expected a finite number, and a length in a leaf.");
    }
}
