using MLOpsFunctions.Learning;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>ML.NET's score: one number of a row, before it becomes a probability. Immutable.</summary>
internal abstract class Margin
{
    /// <summary>The row's score, as precise as in ML.NET.</summary>
    public abstract float Of(ReadOnlySpan<float> row);

    /// <summary>Writes the score as ONNX nodes.</summary>
    /// <returns>Rows x 1 doubles.</returns>
    public abstract string ToOnnx(OnnxGraph graph, string features);
}

/// <summary>
/// Weights times features plus a bias, in double precision and in the order of the features. ML.NET adds floats in an
/// order that depends on the processor.
/// </summary>
/// <param name="weights">One weight for each feature.</param>
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

    /// <inheritdoc/>
    public override string ToOnnx(OnnxGraph graph, string features) =>
        graph.LinearSums(features, Array.ConvertAll(weights, weight => (double)weight), [bias]);
}

/// <summary>The sum of the leaves of a row, tree after tree.</summary>
internal sealed class TreeSum(MlNetTree[] trees) : Margin
{
    /// <summary>The number of trees.</summary>
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

    /// <inheritdoc/>
    public override string ToOnnx(OnnxGraph graph, string features)
    {
        var ensemble = new OnnxTrees(outputs: 1);
        foreach (var tree in trees)
        {
            ensemble.Begin(output: 0);
            tree.AddTo(ensemble);
        }

        return ensemble.Export(graph, features);
    }
}
