using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>A tree in ML.NET's form, by node. Children come after their parents, so every row reaches a leaf.</summary>
/// <param name="Below">The child for values up to the threshold: a later node, or a leaf's complement.</param>
/// <param name="Above">The child for other values, and for missing ones.</param>
/// <param name="Features">The tested feature.</param>
/// <param name="Missing">The replacement of a missing value; null: none.</param>
/// <param name="Leaves">The leaves' values.</param>
internal sealed record MlNetTree(int[] Below, int[] Above, int[] Features, float[] Thresholds, float[]? Missing, double[] Leaves)
{
    /// <summary>The value of the leaf that a row ends in.</summary>
    public double LeafOf(ReadOnlySpan<float> row)
    {
        var node = 0;
        while (node >= 0)
        {
            var value = row[Features[node]];
            if (Missing is not null && float.IsNaN(value))
            {
                value = Missing[node];
            }

            node = value <= Thresholds[node] ? Below[node] : Above[node];
        }

        return Leaves[~node];
    }

    /// <summary>Adds the tree to an ensemble of ONNX: its nodes, then its leaves.</summary>
    public void AddTo(OnnxTrees ensemble)
    {
        for (var node = 0; node < Features.Length; node++)
        {
            ensemble.Test(
                node,
                Features[node],
                OnnxTest.AtMost,
                Thresholds[node],
                Place(Below[node]),
                Place(Above[node]),
                takesMissing: Missing is not null && Missing[node] <= Thresholds[node]
            );
        }

        for (var leaf = 0; leaf < Leaves.Length; leaf++)
        {
            ensemble.Leaf(Place(~leaf), Leaves[leaf]);
        }

        int Place(int child) => child >= 0 ? child : Features.Length + ~child;
    }
}
