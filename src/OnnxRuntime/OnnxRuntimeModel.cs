using Microsoft.ML.OnnxRuntime;
using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models.Onnx;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.OnnxRuntime;

/// <summary>
/// A model that was trained elsewhere, in OnnxRuntime. It takes rows as they are. An answer that is no number, or no
/// probability, is a failure of the model.
/// </summary>
internal sealed class OnnxRuntimeModel : IModel
{
    /// <summary>Rows of one call: it bounds memory.</summary>
    private const int BlockRows = 4096;

    /// <summary>How far a probability may be off by rounding.</summary>
    private const double Rounding = 1e-4;

    /// <summary>The longest that <see cref="BlockRows"/> rows may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly OnnxPayload _payload;
    private readonly OnnxSession _session;

    private OnnxRuntimeModel(OnnxPayload payload) =>
        (_payload, _session) = (payload, new(payload.Binding.IsMapped ? WithOutput(payload) : payload.File, Limit));

    /// <inheritdoc/>
    public string Kind => OnnxBinding.KindName;

    /// <inheritdoc/>
    public int FeatureCount => 0;

    /// <inheritdoc/>
    public int OutputCount => _payload.Binding.OutputCount;

    private OnnxBinding Binding => _payload.Binding;

    /// <summary>Reads a payload and loads its file.</summary>
    /// <exception cref="InvalidModelException">It is none, or OnnxRuntime does not load it.</exception>
    public static IModel Read(ModelBinaryReader reader) => new OnnxRuntimeModel(OnnxPayload.Read(reader));

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> row, Span<double> output) =>
        throw new NotSupportedException("An ONNX model takes rows as they are, not encoded ones.");

    /// <inheritdoc/>
    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads)
    {
        var rows = features.Rows ?? throw new ArgumentException("The rows are missing.", nameof(features));
        for (var from = 0; from < rows.RowCount; from += BlockRows)
        {
            int[] block = [.. Enumerable.Range(from, Math.Min(BlockRows, rows.RowCount - from))];
            Score(rows.Take(block)).CopyTo(output[(from * OutputCount)..]);
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => _payload.Write(writer);

    /// <summary>
    /// The file with one more output. A message that occurs twice is one message, so that the output may follow the
    /// file.
    /// </summary>
    private static byte[] WithOutput(OnnxPayload payload)
    {
        var writer = new ProtobufWriter();
        writer.Message(7, graph => graph.Message(12, output => OnnxGraph.WriteTensorOutput(output, payload.Binding.Output)));
        return [.. payload.File, .. writer.Written.Span];
    }

    private double[] Score(DataFrame rows)
    {
        var inputs = Binding.Inputs.ToDictionary(
            input => input.Name,
            input => OnnxTensors.Of(rows, input.Columns, input.Type, input.IsFlat, Binding.Medians)
        );
        try
        {
            return _session.Run(inputs, [Binding.Output], values => Read(values[0], rows.RowCount));
        }
        finally
        {
            foreach (var tensor in inputs.Values)
            {
                tensor.Dispose();
            }
        }
    }

    private double[] Read(OrtValue value, int rows)
    {
        var numbers = OnnxTensors.Numbers(value);
        if (numbers.Length != rows * Binding.Width)
        {
            throw OnnxSession.Failure($"{numbers.Length} numbers for {rows} rows", $"{Binding.Width} for each row");
        }

        if (Array.FindIndex(numbers, number => !double.IsFinite(number)) is var wrong && wrong >= 0)
        {
            throw OnnxSession.Failure($"{numbers[wrong]} for row {(wrong / Binding.Width) + 1}", "a finite number");
        }

        return Binding.Columns.Count == 0 ? numbers : Probabilities(numbers, rows);
    }

    private double[] Probabilities(double[] numbers, int rows)
    {
        if (Array.Find(numbers, number => number is < -Rounding or > 1 + Rounding) is var wrong && wrong != 0)
        {
            throw OnnxSession.Failure($"{wrong} as a probability", "0 to 1");
        }

        int[] columns = Binding.OutputCount == 1 ? [Binding.Columns[1]] : [.. Binding.Columns];
        var scores = new double[rows * columns.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                var place = columns[c];
                scores[(row * columns.Length) + c] = place < 0 ? 0 : Math.Clamp(numbers[(row * Binding.Width) + place], 0, 1);
            }
        }

        return scores;
    }
}
