using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training;

/// <summary>What serves: a model with the recipe that encodes its rows and the meaning of its answers. Immutable, safe for any number of threads.</summary>
public sealed class TrainedModel
{
    private const int MaxHeadBytes = 64 * 1024 * 1024;

    /// <summary>What it answers.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>Class names by index; empty where the answer is a number.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The column it predicts; null for tasks without one.</summary>
    public required string? Label { get; init; }

    /// <summary>The columns it takes.</summary>
    public required IReadOnlyList<ColumnSchema> Signature { get; init; }

    /// <summary>The recipe that encodes them.</summary>
    public required FeaturePlan Plan { get; init; }

    /// <summary>The model behind it.</summary>
    public required IModel Model { get; init; }

    /// <summary>Answers for every row.</summary>
    /// <exception cref="ProblemException">A column holds something else than in training.</exception>
    public Predictions Predict(DataFrame rows, int threads = 1)
    {
        var features = Plan.Encode(rows, threads: threads);
        var scores = new double[features.RowCount * Model.OutputCount];
        Model.ScoreAll(features, scores, threads);
        return Predictions.FromScores(Task, Classes, scores);
    }

    /// <summary>Writes the model file; equal models write equal bytes.</summary>
    public void Write(Stream stream)
    {
        var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload))
        {
            Model.Write(writer);
        }

        var head = new Head(Task, Classes, Label, Signature, Model.Kind);
        ModelFile.Write(stream, [
            ("head", JsonSerializer.SerializeToUtf8Bytes(head, Json.Compact)),
            ("plan", JsonSerializer.SerializeToUtf8Bytes(Plan, Json.Compact)),
            ("model", payload.ToArray()),
        ]);
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="file">The whole file; it must not change while the model is in use.</param>
    /// <exception cref="InvalidModelException">The bytes are no such file.</exception>
    public static TrainedModel Read(byte[] file)
    {
        var sections = ModelFile.Read(file);
        var (head, plan) = (Section<Head>(sections, "head"), Section<FeaturePlan>(sections, "plan"));
        var model = ModelKinds.Read(head.Kind, Find(sections, "model"));
        Check(head, plan, model);
        return new() { Task = head.Task, Classes = head.Classes, Label = head.Label, Signature = head.Signature, Plan = plan, Model = model };
    }

    private static void Check(Head head, FeaturePlan plan, IModel model)
    {
        var known = head.Signature.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var fits = plan.Columns.All(column => known.TryGetValue(column.Column, out var type) && type == column.Type && column.Type switch
        {
            ColumnType.Number => column.Number is { } number && (plan.Encoding == FeatureEncoding.Native || number.Scale is { Deviation: > 0 }),
            ColumnType.Text => column.Text is { Buckets: >= 0 and <= 65_536 } text && text.Levels.Count <= 65_536 && text.Levels.Distinct().Count() == text.Levels.Count,
            _ => column.Time is { } time && time.Parts.All(Enum.IsDefined) && (plan.Encoding == FeatureEncoding.Native || time.Scale is { Deviation: > 0 }),
        });
        var outputs = head.Task switch { ModelTask.Binary => 1, ModelTask.Multiclass => head.Classes.Count, _ => 1 };
        if (!fits || plan.Features.Count != model.FeatureCount || model.OutputCount != outputs || (head.Task == ModelTask.Binary && head.Classes.Count != 2))
        {
            throw new InvalidModelException(
                $"The parts of the model do not fit together: {plan.Features.Count} features are encoded and {model.FeatureCount} are expected; {model.OutputCount} outputs, {head.Classes.Count} classes.");
        }
    }

    private static T Section<T>(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string name)
    {
        var bytes = Find(sections, name);
        if (bytes.Length > MaxHeadBytes)
        {
            throw new InvalidModelException($"Section '{name}' has {bytes.Length:N0} bytes; at most {MaxHeadBytes:N0} are read.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, Json.Compact) ?? throw new InvalidModelException($"Section '{name}' is empty.");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidModelException($"Section '{name}' cannot be read: {fault.Message}", fault);
        }
    }

    private static ReadOnlyMemory<byte> Find(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string name) =>
        sections.TryGetValue(name, out var bytes) ? bytes : throw new InvalidModelException($"The model file has no section '{name}'.");

    private sealed record Head(ModelTask Task, IReadOnlyList<string> Classes, string? Label, IReadOnlyList<ColumnSchema> Signature, string Kind);
}
