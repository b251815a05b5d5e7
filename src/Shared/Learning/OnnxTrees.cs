using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning;

/// <summary>
/// Collects trees for ONNX's ensemble of regression trees. The operator adds floats, so the value of each leaf is
/// divided in two: a multiple of a unit, of which no sum is rounded, and a small rest.
/// </summary>
/// <param name="outputs">Sums for each row.</param>
internal sealed class OnnxTrees(int outputs)
{
    /// <summary>A float holds every whole number up to 2 to the power of 24.</summary>
    private const int SumBits = 23;

    private readonly List<Node> _nodes = [];
    private readonly List<(int Tree, int Node, double Value)> _leaves = [];
    private readonly List<int> _outputOf = [];

    /// <summary>Begins a tree; what is added then belongs to it. Its node 0 is the root.</summary>
    /// <param name="output">The sum that its leaves add to.</param>
    public void Begin(int output) => _outputOf.Add(output);

    /// <summary>Adds a test of the current tree. A missing value fails it, unless the test takes it.</summary>
    /// <param name="node">The node's number in the tree.</param>
    /// <param name="test">How the feature compares with the threshold.</param>
    /// <param name="then">The node for rows that pass.</param>
    /// <param name="otherwise">The node for rows that fail.</param>
    /// <param name="takesMissing">Whether a missing value passes.</param>
    public void Test(int node, int feature, OnnxTest test, float threshold, int then, int otherwise, bool takesMissing = false) =>
        _nodes.Add(new(_outputOf.Count - 1, node, feature, ModeOf(test), threshold, then, otherwise, takesMissing ? 1 : 0));

    /// <summary>Adds a leaf of the current tree.</summary>
    public void Leaf(int node, double value)
    {
        _nodes.Add(new(_outputOf.Count - 1, node, 0, "LEAF", 0, 0, 0, 0));
        _leaves.Add((_outputOf.Count - 1, node, value));
    }

    /// <summary>Writes the trees.</summary>
    /// <returns>The sums of the leaves that each row reaches, rows x outputs doubles.</returns>
    public string Export(OnnxGraph graph, string features)
    {
        if (_outputOf.Count == 0)
        {
            return graph.Repeat(new double[outputs], features);
        }

        var units = Units();
        var halves = _leaves.ConvertAll(leaf => Halve(leaf.Value, units[_outputOf[leaf.Tree]]));
        var sums = graph.ApplyClassical(
            "TreeEnsembleRegressor",
            [features],
            new OnnxAttribute("n_targets", 2L * outputs),
            Longs("nodes_treeids", node => node.Tree),
            Longs("nodes_nodeids", node => node.Number),
            Longs("nodes_featureids", node => node.Feature),
            new OnnxAttribute("nodes_modes", _nodes.ConvertAll(node => node.Mode)),
            new OnnxAttribute("nodes_values", Array.ConvertAll([.. _nodes], node => node.Threshold)),
            Longs("nodes_truenodeids", node => node.Then),
            Longs("nodes_falsenodeids", node => node.Otherwise),
            Longs("nodes_missing_value_tracks_true", node => node.TakesMissing),
            Targets("target_treeids", leaf => leaf.Tree, leaf => leaf.Tree),
            Targets("target_nodeids", leaf => leaf.Node, leaf => leaf.Node),
            Targets("target_ids", leaf => _outputOf[leaf.Tree], leaf => _outputOf[leaf.Tree] + outputs),
            new OnnxAttribute("target_weights", (float[])[.. halves.SelectMany(half => (float[])[half.Coarse, half.Fine])])
        );
        return graph.Apply("MatMul", [graph.Cast(sums, OnnxElementType.Double), graph.Constant(Joined())]);
    }

    private static string ModeOf(OnnxTest test) =>
        test switch
        {
            OnnxTest.Above => "BRANCH_GT",
            OnnxTest.Below => "BRANCH_LT",
            _ => "BRANCH_LEQ",
        };

    private static (float Coarse, float Fine) Halve(double value, double unit)
    {
        var coarse = Math.Round(value / unit) * unit;
        return ((float)coarse, (float)(value - coarse));
    }

    private OnnxAttribute Longs(string name, Func<Node, int> of) => new(name, Array.ConvertAll([.. _nodes], node => (long)of(node)));

    private OnnxAttribute Targets(
        string name,
        Func<(int Tree, int Node, double Value), int> coarse,
        Func<(int Tree, int Node, double Value), int> fine
    ) => new(name, (long[])[.. _leaves.SelectMany(leaf => (long[])[coarse(leaf), fine(leaf)])]);

    /// <summary>For each output the unit in which no sum of leaves, one of each tree, is too large for a float.</summary>
    private double[] Units()
    {
        var largest = new double[_outputOf.Count];
        foreach (var (tree, _, value) in _leaves)
        {
            largest[tree] = Math.Max(largest[tree], Math.Abs(value));
        }

        var sums = new double[outputs];
        for (var tree = 0; tree < largest.Length; tree++)
        {
            sums[_outputOf[tree]] += largest[tree];
        }

        return Array.ConvertAll(sums, sum => sum > 0 ? Math.ScaleB(1, Math.ILogB(sum) + 1 - SumBits) : 1);
    }

    /// <summary>Adds both halves of each sum.</summary>
    private OnnxTensor Joined()
    {
        var joined = new double[2 * outputs * outputs];
        for (var output = 0; output < outputs; output++)
        {
            joined[(output * outputs) + output] = joined[((outputs + output) * outputs) + output] = 1;
        }

        return OnnxTensor.Of(joined, 2 * outputs, outputs);
    }

    private readonly record struct Node(
        int Tree,
        int Number,
        int Feature,
        string Mode,
        float Threshold,
        int Then,
        int Otherwise,
        int TakesMissing
    );
}

/// <summary>How a feature compares with a threshold.</summary>
internal enum OnnxTest
{
    /// <summary>It is greater.</summary>
    Above,

    /// <summary>It is less.</summary>
    Below,

    /// <summary>It is less or equal.</summary>
    AtMost,
}
