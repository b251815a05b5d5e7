using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Registry;

/// <summary>
/// What a person should know before trusting a model, in the order in which they ask (Mitchell et al., Model Cards for
/// Model Reporting, FAT* 2019). Stored with the version; <see cref="ModelCardMarkdown"/> writes it for readers.
/// </summary>
public sealed record ModelCard : ModelReport
{
    /// <summary>A card to be read from where it is kept.</summary>
    [JsonConstructor]
    public ModelCard() { }

    /// <summary>The card of what is about to be registered.</summary>
    /// <param name="registration">What a run wants registered.</param>
    [SetsRequiredMembers]
    public ModelCard(ModelRegistration registration)
        : base(registration.Report)
    {
        var (record, dataset, definition, _) = registration;
        (Model, Purpose, Owner, Sla) = (record.Model, definition.Purpose, definition.Owner, definition.Sla);
        (Task, Label) = (dataset.Task, dataset.Label);
        Data = new(dataset.Digest, dataset.Source.Blob, dataset.Rows, dataset.Schema, dataset.Leaks) { Personal = dataset.Personal };
        (Trainer, Parameters, Seed) = (record.Trainer, record.Parameters, record.Seed);
        (Trials, Verdict) = (record.Trials, record.Verdict);
    }

    public required string Model { get; init; }

    /// <summary>The problem, in words; null: not declared.</summary>
    public string? Purpose { get; init; }

    /// <summary>Who is responsible for the model; null: not declared.</summary>
    public string? Owner { get; init; }

    /// <summary>What it predicts.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>The column it predicts; null for tasks without one.</summary>
    public string? Label { get; init; }

    /// <summary>What it was trained on.</summary>
    public required CardData Data { get; init; }

    /// <summary>How it was trained.</summary>
    public required string Trainer { get; init; }

    /// <summary>With which parameters.</summary>
    public required TrainerParameters Parameters { get; init; }

    /// <summary>With which seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Chosen among how many.</summary>
    public required int Trials { get; init; }

    /// <summary>What the gates said.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>
    /// The rollbacks that took the version out of service, oldest first. They come after the card is written and are
    /// read from the ledger; null: none.
    /// </summary>
    public IReadOnlyList<CardRollback>? Rollbacks { get; init; }

    /// <summary>What users promise about the service, by name.</summary>
    public IReadOnlyDictionary<string, double> Sla { get; init; } = new Dictionary<string, double>();
}

/// <summary>A rollback that took a version out of service.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="To">The version that served again.</param>
public sealed record CardRollback(DateTimeOffset At, string By, string Reason, int To);

/// <summary>What a card says of the data.</summary>
/// <param name="Digest">The data set.</param>
/// <param name="File">The file it came from.</param>
/// <param name="Rows">What became of its rows.</param>
/// <param name="Columns">The columns with type and role.</param>
/// <param name="Leaks">Columns that give the label away.</param>
public sealed record CardData(
    string Digest,
    string File,
    RowCounts Rows,
    IReadOnlyList<ColumnSchema> Columns,
    IReadOnlyList<LeakFinding> Leaks
)
{
    /// <summary>Columns of personal data that nobody had decided on, and what became of them; null: none, or not kept.</summary>
    public IReadOnlyList<Note>? Personal { get; init; }
}
