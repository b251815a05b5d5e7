using MLOpsFunctions.Numerics;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>From margins to scores.</summary>
internal static class LinkFunction
{
    /// <summary>The same as ONNX nodes.</summary>
    public static string ToOnnx(LinearKind link, OnnxGraph graph, string margins) =>
        link switch
        {
            LinearKind.Logistic => graph.Apply("Sigmoid", [margins]),
            LinearKind.Multinomial => graph.Apply("Softmax", [margins], new OnnxAttribute("axis", 1L)),
            _ => margins,
        };

    /// <summary>Replaces a row's margins by its scores.</summary>
    public static void Apply(LinearKind link, Span<double> margins)
    {
        if (link == LinearKind.Multinomial)
        {
            Softmax.Apply(margins);
        }
        else if (link == LinearKind.Logistic)
        {
            var small = PortableMath.Exp(-Math.Abs(margins[0]));
            margins[0] = margins[0] >= 0 ? 1 / (1 + small) : small / (1 + small);
        }
    }
}
