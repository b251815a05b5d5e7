using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Features.Onnx;

/// <summary>Writes the encoding of a column of texts whose levels are listed. An empty text is a missing one.</summary>
internal static class TextExporter
{
    /// <summary>The features: the code of the level, or in dense forms one for each code and one for missing texts.</summary>
    public static IReadOnlyList<string> Export(TextPlan plan, FeatureEncoding encoding, OnnxGraph graph, string column)
    {
        string[] levels = ["", .. plan.Levels.Where(level => level.Length > 0)];
        if (encoding == FeatureEncoding.Native)
        {
            float[] codes = [float.NaN, .. levels.Skip(1).Select(level => (float)plan.CodeOf(level))];
            return
            [
                graph.ApplyClassical(
                    "LabelEncoder",
                    [column],
                    new OnnxAttribute("keys_strings", levels),
                    new OnnxAttribute("values_floats", codes),
                    new OnnxAttribute("default_float", 0f)
                ),
            ];
        }

        long[] places = [plan.Codes, .. levels.Skip(1).Select(level => (long)plan.CodeOf(level))];
        var place = graph.ApplyClassical(
            "LabelEncoder",
            [column],
            new OnnxAttribute("keys_strings", levels),
            new OnnxAttribute("values_int64s", places),
            new OnnxAttribute("default_int64", 0L)
        );
        var flat = graph.Apply("Reshape", [place, graph.Constant(-1L)]);
        var values = graph.Constant(OnnxTensor.Of([0f, 1f], 2));
        return [graph.Apply("OneHot", [flat, graph.Constant(plan.Codes + 1L), values], new OnnxAttribute("axis", -1L))];
    }
}
