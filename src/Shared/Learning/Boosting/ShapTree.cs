using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>A tree as <see cref="TreeShap"/> reads it: its tests, and each leaf with the features that lead to it.</summary>
internal sealed class ShapTree
{
    /// <summary>Takes a tree apart.</summary>
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

    /// <summary>Its nodes.</summary>
    public FlatNode[] Nodes { get; }

    /// <summary>Its leaves.</summary>
    public List<ShapLeaf> Leaves { get; } = [];

    /// <summary>What it adds on average over the training rows.</summary>
    public double Expected { get; }
}

/// <summary>One test on the way to a leaf.</summary>
/// <param name="Feature">What it tests.</param>
/// <param name="Node">Where it stands in the tree.</param>
/// <param name="Second">Whether the way goes on where the test holds.</param>
/// <param name="Share">Share of the node's training rows that went this way.</param>
internal readonly record struct PathStep(int Feature, int Node, bool Second, double Share);

/// <summary>A leaf, and what each feature on the way to it does to the chance of arriving there.</summary>
internal sealed class ShapLeaf
{
    /// <summary>Joins the steps of the way by feature: a row satisfies a feature when it passes all its tests.</summary>
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

    /// <summary>What the leaf adds.</summary>
    public double Value { get; }

    /// <summary>The distinct features on the way.</summary>
    public int[] Features { get; }

    /// <summary>By feature, its tests: the node, and the outcome that leads on.</summary>
    public (int Node, bool Second)[][] Tests { get; }

    /// <summary>Where the integrals are taken; null where there is no feature.</summary>
    public GaussLegendre? Rule { get; }

    /// <summary>By feature and point t: chance z(1-t) of passing without being known to.</summary>
    public double[] Absent { get; } = [];

    /// <summary>By feature and point t: (1-z) / (z(1-t) + t).</summary>
    public double[] Gain { get; } = [];
}
