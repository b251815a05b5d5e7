using Microsoft.ML;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>
/// A model that ML.NET trained. It keeps ML.NET's own file, which ML.NET can load, and reads it without ML.NET. So
/// nothing in the file can name a type or run code, such models serve on hosts without ML.NET, and any number of
/// threads score without a lock.
/// </summary>
/// <remarks>
/// Payload, little-endian: version (byte); kind of scores (byte); features, outputs (int32 each); in version 2, of
/// numbers only, centre and deviation of the labels (double each); length of the archive (int32); the archive
/// (<see cref="ModelArchive"/>). In version 1 the archive's scores are the predictions.
/// </remarks>
internal sealed class MlNetModel : IModel, IOnnxExportable
{
    private const byte Version = 1;
    private const byte ScaledVersion = 2;
    private const int MaxFeatures = 1 << 20;
    private const int MaxClasses = 10_000;

    private readonly ModelShape _shape;
    private readonly LabelStandardizer _scale;
    private readonly byte[] _archive;
    private readonly RowScore _score;

    private MlNetModel(string kind, ModelShape shape, LabelStandardizer scale, byte[] archive) =>
        (Kind, _shape, _scale, _archive, _score) = (kind, shape, scale, archive, ModelParts.Read(archive, kind, shape));

    /// <summary>The readers of payloads, by kind.</summary>
    public static IReadOnlyDictionary<string, Func<ModelBinaryReader, IModel>> Readers { get; } =
        new[] { FastTreeTrainer.KindName, LightGbmTrainer.KindName, SdcaTrainer.KindName }.ToDictionary(
            kind => kind,
            kind => new Func<ModelBinaryReader, IModel>(reader => Read(kind, reader)),
            StringComparer.Ordinal
        );

    /// <inheritdoc/>
    public string Kind { get; }

    /// <inheritdoc/>
    public int FeatureCount => _shape.Features;

    /// <inheritdoc/>
    public int OutputCount => _shape.Outputs;

    /// <summary>Trees of each score; 0 if it has none.</summary>
    public int Trees => _score.Trees;

    /// <summary>
    /// Takes a newly trained transformer: saves it and reads the file, so that the measured model is the one that will
    /// serve.
    /// </summary>
    /// <exception cref="InvalidModelException">ML.NET saved something that is not a valid model, e.g. trees without a
    /// split.</exception>
    public static MlNetModel Of(string kind, ModelShape shape, LabelStandardizer scale, MLContext ml, ITransformer trained)
    {
        using var saved = new MemoryStream();
        ml.Model.Save(trained, null, saved);
        return new(kind, shape, scale, ModelArchive.Write(saved));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length < FeatureCount)
        {
            throw new ArgumentException($"The row has {row.Length} features; expected {FeatureCount}.", nameof(row));
        }

        _score.Score(row, output);
        if (_scale != LabelStandardizer.Identity)
        {
            output[0] = _scale.InverseTransform(output[0]);
        }
    }

    /// <inheritdoc/>
    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads) => RowScoring.ScoreAll(this, features, output, threads);

    /// <inheritdoc/>
    public string ToOnnx(OnnxGraph graph, string features)
    {
        var scores = _score.ToOnnx(graph, features);
        return _scale == LabelStandardizer.Identity
            ? scores
            : graph.Add(graph.Multiply(scores, graph.Constant(_scale.Deviation)), graph.Constant(_scale.Centre));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        var isScaled = _scale != LabelStandardizer.Identity;
        writer.Write(isScaled ? ScaledVersion : Version);
        writer.Write((byte)_shape.Score);
        writer.Write(FeatureCount);
        writer.Write(OutputCount);
        if (isScaled)
        {
            writer.Write(_scale.Centre);
            writer.Write(_scale.Deviation);
        }

        writer.Write(_archive.Length);
        writer.Write(_archive);
    }

    private static MlNetModel Read(string kind, ModelBinaryReader reader)
    {
        var version = reader.ReadByte();
        if (version is not (Version or ScaledVersion))
        {
            throw new InvalidModelException(
                $"The model's payload has version {version}; this program reads versions {Version} and {ScaledVersion}."
            );
        }

        var score = (ScoreKind)reader.ReadByte();
        if (score > ScoreKind.Probabilities)
        {
            throw new InvalidModelException($"The model's scores are of kind {(int)score}; expected 0, 1 or 2.");
        }

        var features = reader.ReadInt32("The number of features", 1, MaxFeatures);
        var outputs = reader.ReadInt32("The number of outputs", 1, score == ScoreKind.Probabilities ? MaxClasses : 1);
        var scale = version == ScaledVersion ? ReadScale(reader, score) : LabelStandardizer.Identity;
        return new(kind, new(score, features, outputs), scale, reader.ReadBytes(reader.ReadCount("The archive's length", 1)).ToArray());
    }

    private static LabelStandardizer ReadScale(ModelBinaryReader reader, ScoreKind score)
    {
        var scale = new LabelStandardizer(reader.ReadFinite("The labels' centre"), reader.ReadFinite("The labels' deviation"));
        return score == ScoreKind.Number && scale.Deviation > 0
            ? scale
            : throw new InvalidModelException(
                $"The labels' deviation is {scale.Deviation} and the scores are of kind {(int)score}; expected one above 0, and kind 0."
            );
    }
}
