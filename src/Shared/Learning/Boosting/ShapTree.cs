using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>A tree in the form for <see cref="TreeShap"/>: its tests, and each leaf with the features on its path.</summary>
internal sealed class ShapTree
{
    /// <summary>Prepares a tree.</summary>
    public ShapTree(Forest forest, int tree)
    {
        var root = forest.Roots[tree];
        Nodes = forest.Nodes[root..forest.Roots[tree + 1]].ToArray();
        var expected = 0d;
        Visit(0, []);
        Expected = expected;

        void Visit(int index, List<PathStep> path)
        {
            var node = Nodes[index];
            if (node.First - root == index)
            {
                expected += node.Value * (forest.Covers[root + index] / (double)forest.Covers[root]);
                Leaves.Add(new(node.Value, path));
                return;
            }

            for (var second = 0; second <= 1; second++)
            {
                var child = node.First - root + second;
                var share = forest.Covers[root + child] / (double)forest.Covers[root + index];
                Visit(child, [.. path, new(node.Source, index, second == 1, share)]);
            }
        }
    }

    public FlatNode[] Nodes { get; }

    public List<ShapLeaf> Leaves { get; } = [];

    /// <summary>The mean of its values over the training rows.</summary>
    public double Expected { get; }
}

/// <summary>One test on the path to a leaf.</summary>
/// <param name="Feature">The tested feature.</param>
/// <param name="Node">The index of the node in the tree.</param>
/// <param name="Second">Whether the path continues where the test holds.</param>
/// <param name="Share">Share of the node's training rows on the path.</param>
internal readonly record struct PathStep(int Feature, int Node, bool Second, double Share);

/// <summary>A leaf, with the effect of each feature on the probability of reaching it.</summary>
internal sealed class ShapLeaf
{
    /// <summary>Combines the tests of the path by feature: a row satisfies a feature if it passes all its tests.</summary>
    public ShapLeaf(double value, List<PathStep> path)
    {
        Value = value;
        var features = path.GroupBy(step => step.Feature).ToArray();
        Features = [.. features.Select(steps => steps.Key)];
        Tests = [.. features.Select(steps => steps.Select(step => (step.Node, step.Second)).ToArray())];
        if (Features.Length == 0)
        {
            return;
        }

        Rule = GaussLegendre.Rules[(Features.Length - 1) / 2];
        var points = Rule.Points;
        Absent = new double[Features.Length * points.Length];
        Gain = new double[Absent.Length];
        for (var e = 0; e < Features.Length; e++)
        {
            var share = features[e].Aggregate(1d, (product, step) => product * step.Share);
            for (var q = 0; q < points.Length; q++)
            {
                Absent[(e * points.Length) + q] = share * (1 - points[q]);
                Gain[(e * points.Length) + q] = (1 - share) / ((share * (1 - points[q])) + points[q]);
            }
        }
    }

    public double Value { get; }

    /// <summary>The distinct features on the path.</summary>
    public int[] Features { get; }

    /// <summary>By feature, its tests: the node, and the outcome on the path.</summary>
    public (int Node, bool Second)[][] Tests { get; }

    /// <summary>The quadrature points; null if there is no feature.</summary>
    public GaussLegendre? Rule { get; }

    /// <summary>By feature and point t: the probability z(1-t) of passing while unknown.</summary>
    public double[] Absent { get; } = [];

    /// <summary>By feature and point t: (1-z) / (z(1-t) + t).</summary>
    public double[] Gain { get; } = [];
}
