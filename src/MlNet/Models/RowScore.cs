using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>How the scores of several classes become probabilities that add up to 1.</summary>
internal enum Join
{
    /// <summary>There is one number only.</summary>
    None,

    /// <summary>Each class's probability against the others, as a share of their sum.</summary>
    Shares,

    /// <summary>Exponentials as shares of their sum.</summary>
    Softmax,
}

/// <summary>Platt's calibration: a margin's probability is 1 / (1 + exp(slope * margin + offset)).</summary>
/// <param name="Slope">The slope; negative if a greater margin is more probable.</param>
internal readonly record struct PlattCalibration(double Slope, double Offset)
{
    /// <summary>The margin's probability.</summary>
    public double Of(double margin) => PortableMath.Logistic(-((Slope * margin) + Offset));
}

/// <summary>
/// Computes the model's numbers from a row's features, like ML.NET within the precision of its floats, and with the
/// same bits on every machine. Immutable.
/// </summary>
/// <param name="margins">One margin for each number.</param>
/// <param name="calibrations">One calibration for each number, or none.</param>
/// <param name="join">How scores become probabilities.</param>
internal sealed class RowScore(Margin[] margins, PlattCalibration[] calibrations, Join join)
{
    /// <summary>Trees of each number; 0 if it has none.</summary>
    public int Trees => margins[0] is TreeSum sum ? sum.Count : 0;

    /// <summary>Scores a row, without allocating.</summary>
    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        for (var k = 0; k < margins.Length; k++)
        {
            double margin = margins[k].Of(row);
            output[k] = calibrations.Length > 0 ? calibrations[k].Of(margin) : margin;
        }

        switch (join)
        {
            case Join.Shares:
                Share(output[..margins.Length]);
                break;
            case Join.Softmax:
                LinkFunctions.Apply(MLOpsFunctions.Learning.Boosting.Losses.Link.Softmax, output[..margins.Length]);
                break;
        }
    }

    /// <summary>Writes the numbers as ONNX nodes.</summary>
    /// <returns>Rows x numbers, in doubles.</returns>
    public string ToOnnx(OnnxGraph graph, string features)
    {
        var scores = graph.Concat([.. margins.Select((margin, k) => Calibrated(graph, margin.ToOnnx(graph, features), k))]);
        switch (join)
        {
            case Join.Softmax:
                return graph.Apply("Softmax", [scores], new OnnxAttribute("axis", 1L));
            case Join.Shares:
                var sum = graph.Apply("ReduceSum", [scores, graph.Constant(1L)]);
                return graph.Where(graph.Apply("Greater", [sum, graph.Constant(0.0)]), graph.Divide(scores, sum), scores);
            default:
                return scores;
        }
    }

    private string Calibrated(OnnxGraph graph, string margin, int k)
    {
        var single = graph.Cast(graph.Cast(margin, OnnxElementType.Float), OnnxElementType.Double);
        if (calibrations.Length == 0)
        {
            return single;
        }

        var line = graph.Multiply(single, graph.Constant(-calibrations[k].Slope));
        return graph.Apply("Sigmoid", [graph.Add(line, graph.Constant(-calibrations[k].Offset))]);
    }

    private static void Share(Span<double> probabilities)
    {
        var sum = 0d;
        foreach (var probability in probabilities)
        {
            sum += probability;
        }

        for (var k = 0; sum > 0 && k < probabilities.Length; k++)
        {
            probabilities[k] /= sum;
        }
    }
}
