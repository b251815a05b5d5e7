namespace MLOpsFunctions.MlNet.Models;

/// <summary>What ML.NET calls a score: one number of a row, before it becomes a probability. Immutable.</summary>
internal abstract class Margin
{
    /// <summary>The row's number, as precise as ML.NET gives it.</summary>
    public abstract float Of(ReadOnlySpan<float> row);
}

/// <summary>
/// Weights times features, added up with a bias: in double precision and in the order of the features, where ML.NET
/// adds floats in an order that depends on the processor.
/// </summary>
/// <param name="bias">The bias.</param>
/// <param name="weights">A weight a feature.</param>
internal sealed class WeightedSum(float bias, float[] weights) : Margin
{
    /// <inheritdoc/>
    public override float Of(ReadOnlySpan<float> row)
    {
        double sum = bias;
        for (var f = 0; f < weights.Length; f++)
        {
            sum += (double)weights[f] * row[f];
        }

        return (float)sum;
    }
}

/// <summary>The leaves that a row ends in, added up tree after tree.</summary>
/// <param name="trees">The trees.</param>
internal sealed class TreeSum(MlNetTree[] trees) : Margin
{
    /// <summary>How many there are.</summary>
    public int Count => trees.Length;

    /// <inheritdoc/>
    public override float Of(ReadOnlySpan<float> row)
    {
        var sum = 0d;
        foreach (var tree in trees)
        {
            sum += tree.LeafOf(row);
        }

        return (float)sum;
    }
}
