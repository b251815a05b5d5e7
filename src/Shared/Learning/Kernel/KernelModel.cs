using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Learning.Kernel;

/// <summary>A weighted sum of a row's likenesses to landmarks plus an intercept, for each output.</summary>
/// <param name="link">From margins to scores.</param>
/// <param name="landmarks">The landmarks.</param>
/// <param name="outputs">Outputs.</param>
/// <param name="weights">For each output one weight for each landmark, then the intercept.</param>
internal sealed class KernelModel(LinearKind link, Landmarks landmarks, int outputs, double[] weights) : IModel, IExplainable, IOnnxMargins
{
    public const string KindName = "kernel";

    private const int MaxOutputs = 10_000;

    private readonly KernelExplainer _explainer = new(landmarks, outputs, weights);

    public string Kind => KindName;

    public int FeatureCount => landmarks.Features;

    public int OutputCount => outputs;

    public int MarginCount => outputs;

    /// <exception cref="InvalidModelException">The bytes are no such model.</exception>
    public static IModel Read(ModelBinaryReader reader)
    {
        var link = (LinearKind)reader.ReadByte();
        if (link > LinearKind.Multinomial)
        {
            throw new InvalidModelException($"The link is {(int)link}; expected 0, 1 or 2.");
        }

        var features = reader.ReadInt32("The number of features", 1, Math.Max(1, reader.Remaining / sizeof(float)));
        var outputs = reader.ReadInt32("The number of outputs", 1, link == LinearKind.Multinomial ? MaxOutputs : 1);
        var count = reader.ReadInt32("The number of landmarks", 1, Landmarks.Most);
        var gamma = reader.ReadFinite("The kernel's gamma");
        if (gamma <= 0 || (long)features * count > reader.Remaining / sizeof(float))
        {
            throw new InvalidModelException($"The kernel's gamma is {gamma}, or the payload is too short for {count} landmarks.");
        }

        var landmarks = new Landmarks(features, count, gamma, reader.ReadFiniteSingles("A landmark", features * count));
        return (long)outputs * (count + 1) > reader.Remaining / sizeof(double)
            ? throw new InvalidModelException($"The payload is too short for {outputs} x {count + 1} weights.")
            : new KernelModel(link, landmarks, outputs, reader.ReadFinite("A weight", outputs * (count + 1)));
    }

    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        Span<double> likeness = stackalloc double[landmarks.Count];
        landmarks.Compare(row, likeness);
        KernelExplainer.Weigh(weights, likeness, margins[..outputs]);
    }

    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        Margins(row, output);
        LinkFunction.Apply(link, output[..outputs]);
    }

    public void ScoreAll(FeatureMatrix matrix, Span<double> output, int threads) => RowScoring.ScoreAll(this, matrix, output, threads);

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions) =>
        _explainer.Explain(row, KernelExplainer.Each(FeatureCount), FeatureCount, contributions);

    public void ExplainAll(FeatureMatrix matrix, Span<double> contributions, int threads) =>
        ExplainColumns(matrix, KernelExplainer.Each(FeatureCount), FeatureCount, contributions, threads);

    public void ExplainColumns(FeatureMatrix matrix, int[] columnOf, int columns, Span<double> contributions, int threads)
    {
        var size = outputs * (columns + 1);
        var all = new double[matrix.RowCount * size];
        Parallel.For(
            0,
            matrix.RowCount,
            new() { MaxDegreeOfParallelism = Math.Max(1, threads) },
            () => new float[FeatureCount],
            (i, _, row) =>
            {
                matrix.CopyRow(i, row);
                _explainer.Explain(row, columnOf, columns, all.AsSpan(i * size, size));
                return row;
            },
            _ => { }
        );
        all.CopyTo(contributions);
    }

    public string ToOnnx(OnnxGraph graph, string features) => LinkFunction.ToOnnx(link, graph, MarginsToOnnx(graph, features));

    public string MarginsToOnnx(OnnxGraph graph, string features)
    {
        var byLandmark = new double[landmarks.Count * outputs];
        for (var k = 0; k < outputs; k++)
        {
            for (var landmark = 0; landmark < landmarks.Count; landmark++)
            {
                byLandmark[(landmark * outputs) + k] = weights[(k * (landmarks.Count + 1)) + landmark];
            }
        }

        double[] intercepts = [.. Enumerable.Range(1, outputs).Select(k => weights[(k * (landmarks.Count + 1)) - 1])];
        return graph.LinearSums(landmarks.ToOnnx(graph, features), byLandmark, intercepts);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)link);
        writer.Write(FeatureCount);
        writer.Write(outputs);
        writer.Write(landmarks.Count);
        writer.Write(landmarks.Gamma);
        Array.ForEach(landmarks.Values, writer.Write);
        Array.ForEach(weights, writer.Write);
    }
}
