using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>Reads ML.NET's tree models.</summary>
/// <remarks>
/// An ensemble is the number of trees, the trees, a bias (double, which scores leave out), the number of a string, and
/// after it the number of another and the number of features. A tree is its kind (byte: 0), its leaves, two doubles,
/// then arrays: children up to and above the threshold, features, nodes that test categories (none here), thresholds as
/// bins, thresholds, replacements of missing values, the leaves' values, and three arrays for information.
/// </remarks>
internal static class TreeBody
{
    /// <summary>
    /// The size of a tree with two leaves: the part before its arrays, their lengths, one child on either side, a
    /// feature, a threshold, and two values.
    /// </summary>
    private const int LeastTreeBytes = 1 + 4 + 16 + (11 * 4) + (4 * 4) + (2 * 8);

    /// <summary>Reads an ensemble and what follows it.</summary>
    public static Margin Read(ModelBinaryReader body, int features)
    {
        body.FloatSize();
        var trees = new MlNetTree[body.ReadCount("The number of trees", LeastTreeBytes)];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = ReadTree(body, features);
        }

        body.ReadFinite("The bias");
        body.ReadInt32("A string's number", -1, int.MaxValue);
        body.ReadInt32("A string's number", -1, int.MaxValue);
        body.ReadInt32("The number of features", features, features);
        return new TreeSum(trees);
    }

    private static MlNetTree ReadTree(ModelBinaryReader body, int features)
    {
        if (body.ReadByte() is var kind && kind != 0)
        {
            throw new InvalidModelException($"A tree is of kind {kind}; expected 0.");
        }

        var nodes = body.ReadInt32("The number of a tree's leaves", 2, int.MaxValue) - 1;
        body.ReadFinite("A tree's head", 2);
        var (below, above) = (Children(body, nodes), Children(body, nodes));
        var asked = body.Array<int>("A tree's features", nodes);
        if (Array.Find(asked[..nodes], feature => feature < 0 || feature >= features) is var wrong && wrong != 0)
        {
            throw new InvalidModelException($"A tree asks for feature {wrong} of {features}.");
        }

        body.Array<int>("Nodes that ask for categories", max: 0);
        body.Array<uint>("Thresholds as bins");
        var (thresholds, missing, leaves) = (
            body.Array<float>("Thresholds", nodes),
            body.Array<float>("Values for missing ones"),
            body.Array<double>("A tree's leaf values", nodes + 1)
        );
        body.Array<double>("Gains");
        body.Array<double>("Gains' probabilities");
        body.Array<double>("Values before a split");
        if (!Array.TrueForAll(leaves, double.IsFinite) || (missing.Length > 0 && missing.Length < nodes))
        {
            throw new InvalidModelException(
                $"A tree of {nodes} nodes has values for {missing.Length} missing ones, or a leaf without a finite value."
            );
        }

        // If all replacements of missing values are zero, ML.NET ignores them when it reads a model, and sends missing
        // values above.
        return new(below, above, asked, thresholds, Array.Exists(missing, value => value != 0) ? missing : null, leaves);
    }

    /// <summary>
    /// The children of nodes: leaves, or nodes after their parent. A child before its parent would make an endless
    /// loop.
    /// </summary>
    private static int[] Children(ModelBinaryReader body, int nodes)
    {
        var children = body.Array<int>("A tree's nodes", nodes);
        for (var node = 0; node < nodes; node++)
        {
            var child = children[node];
            if (child >= 0 ? child <= node || child >= nodes : ~child > nodes)
            {
                throw new InvalidModelException(
                    $"Node {node} of a tree has a child {child}; expected a later node below {nodes}, or one of {nodes + 1} leaves."
                );
            }
        }

        return children;
    }
}
