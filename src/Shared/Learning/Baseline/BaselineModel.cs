using MLOpsFunctions.Features;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Baseline;

/// <summary>Gives the same answer for every row.</summary>
internal sealed class BaselineModel(int featureCount, double[] scores) : IModel, IOnnxExportable
{
    public const string KindName = "baseline";

    private const int MaxOutputs = 10_000;

    public string Kind => KindName;

    public int FeatureCount => featureCount;

    public int OutputCount => scores.Length;

    public static IModel Read(ModelBinaryReader reader)
    {
        var features = reader.ReadInt32("The number of features", 0, int.MaxValue);
        return new BaselineModel(features, reader.ReadFinite("A score", reader.ReadInt32("The number of outputs", 1, MaxOutputs)));
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output) => scores.CopyTo(output);

    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads)
    {
        for (var row = 0; row < features.RowCount; row++)
        {
            scores.CopyTo(output.Slice(row * scores.Length, scores.Length));
        }
    }

    public string ToOnnx(OnnxGraph graph, string features) => graph.Repeat(scores, features);

    public void Write(BinaryWriter writer)
    {
        writer.Write(featureCount);
        writer.Write(scores.Length);
        Array.ForEach(scores, writer.Write);
    }
}
