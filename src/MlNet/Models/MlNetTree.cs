namespace MLOpsFunctions.MlNet.Models;

/// <summary>A tree as ML.NET keeps it, by node. Children come after their parents, so that every row arrives.</summary>
/// <param name="Below">Where rows go whose value is at most the threshold: a later node, or a leaf's complement.</param>
/// <param name="Above">Where the others go, and those without a value.</param>
/// <param name="Features">The feature that is asked for.</param>
/// <param name="Thresholds">The threshold.</param>
/// <param name="Missing">What stands for a missing value; null where nothing does.</param>
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
}
