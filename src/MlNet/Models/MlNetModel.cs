using Microsoft.ML;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet.Models;

/// <summary>
/// A model that ML.NET trained: its own file, kept as it is for whoever wants to load it with ML.NET, and what that
/// says, read without ML.NET. So nothing in the file can name a type or run code, such models serve on hosts that have
/// no ML.NET, and any number of threads score without a lock.
/// </summary>
/// <remarks>
/// Payload, little-endian: version (byte); what the scores are (byte); features, outputs, length of the archive (int32
/// each); the archive (<see cref="ModelArchive"/>).
/// </remarks>
internal sealed class MlNetModel : IModel
{
    private const byte Version = 1;
    private const int MaxFeatures = 1 << 20;
    private const int MaxClasses = 10_000;

    private readonly ModelShape _shape;
    private readonly byte[] _archive;
    private readonly RowScore _score;

    private MlNetModel(string kind, ModelShape shape, byte[] archive) =>
        (Kind, _shape, _archive, _score) = (kind, shape, archive, ModelParts.Read(archive, kind, shape));

    /// <summary>What reads the payloads of each kind.</summary>
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

    /// <summary>Trees of each of its numbers; 0 where it has none.</summary>
    public int Trees => _score.Trees;

    /// <summary>
    /// Takes a transformer that was just trained: saves it, and reads what was saved, so that what is measured is what
    /// will serve.
    /// </summary>
    /// <exception cref="InvalidModelException">ML.NET saved something that no model is, e.g. trees without a split.</exception>
    public static MlNetModel Of(string kind, ModelShape shape, MLContext ml, ITransformer trained)
    {
        using var saved = new MemoryStream();
        ml.Model.Save(trained, null, saved);
        return new(kind, shape, ModelArchive.Write(saved));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length < FeatureCount)
        {
            throw new ArgumentException($"The row has {row.Length} features; expected {FeatureCount}.", nameof(row));
        }

        _score.Score(row, output);
    }

    /// <inheritdoc/>
    public void ScoreAll(FeatureMatrix features, Span<double> output, int threads) => RowScoring.ScoreAll(this, features, output, threads);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write((byte)_shape.Score);
        writer.Write(FeatureCount);
        writer.Write(OutputCount);
        writer.Write(_archive.Length);
        writer.Write(_archive);
    }

    private static MlNetModel Read(string kind, ModelBinaryReader reader)
    {
        if (reader.ReadByte() is var version && version != Version)
        {
            throw new InvalidModelException($"The model's payload has version {version}; this program reads version {Version}.");
        }

        var score = (ScoreKind)reader.ReadByte();
        if (score > ScoreKind.Probabilities)
        {
            throw new InvalidModelException($"The model's scores are of kind {(int)score}; expected 0, 1 or 2.");
        }

        var features = reader.ReadInt32("The number of features", 1, MaxFeatures);
        var outputs = reader.ReadInt32("The number of outputs", 1, score == ScoreKind.Probabilities ? MaxClasses : 1);
        return new(kind, new(score, features, outputs), reader.ReadBytes(reader.ReadCount("The archive's length", 1)).ToArray());
    }
}
