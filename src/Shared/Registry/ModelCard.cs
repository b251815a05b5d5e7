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
/// <param name="Model">The model.</param>
/// <param name="Purpose">The problem, in words; null where nobody said.</param>
/// <param name="Owner">Who answers for it; null where nobody said.</param>
/// <param name="Task">What it predicts.</param>
/// <param name="Label">The column it predicts; null for tasks without one.</param>
/// <param name="Data">What it was trained on.</param>
/// <param name="Trainer">How it was trained.</param>
/// <param name="Parameters">With which parameters.</param>
/// <param name="Seed">With which seed.</param>
/// <param name="Trials">Chosen among how many.</param>
/// <param name="Evaluation">How it did on rows it had not seen, as a whole and on slices.</param>
/// <param name="Comparison">How it did against the champion of its day on the same rows; null where there was none.</param>
/// <param name="Verdict">What the gates said.</param>
/// <param name="Importances">How much each column contributes to the margins, as shares, greatest first.</param>
public sealed record ModelCard(
    string Model,
    string? Purpose,
    string? Owner,
    ModelTask Task,
    string? Label,
    CardData Data,
    string Trainer,
    TrainerParameters Parameters,
    int Seed,
    int Trials,
    EvaluationReport Evaluation,
    PairedComparison? Comparison,
    GateVerdict Verdict,
    IReadOnlyList<FeatureImportance> Importances
)
{
    /// <summary>
    /// How scores become answers: calibration and threshold, a sentence each; none: scores are probabilities, and the
    /// most probable class is answered.
    /// </summary>
    public IReadOnlyList<Note> Answers { get; init; } = [];

    /// <summary>Class names by index; empty where the answer is a number.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What it loses without each column, greatest first.</summary>
    public IReadOnlyList<PermutationImportance> Permutations { get; init; } = [];

    /// <summary>How its answers follow the columns that count most.</summary>
    public IReadOnlyList<PartialDependence> Dependences { get; init; } = [];

    /// <summary>The clusters, in order of their numbers; empty for other tasks.</summary>
    public IReadOnlyList<ClusterProfile> Clusters { get; init; } = [];

    /// <summary>The words that speak for each answer, by column of prose; empty where no words are read.</summary>
    public IReadOnlyList<OutputWords> Words { get; init; } = [];

    /// <summary>What the trainer reported of the winning trial, e.g. how its solver converged.</summary>
    [JsonPropertyName("learning")]
    public IReadOnlyList<Note> TrainerNotes { get; init; } = [];

    /// <summary>What a reader of the figures should know, e.g. how few rows they are of and how well intervals held.</summary>
    public IReadOnlyList<Note> Remarks { get; init; } = [];

    /// <summary>
    /// The rollbacks that took the version out of service, oldest first. They come after the card is written and are
    /// read from the ledger; null: none.
    /// </summary>
    public IReadOnlyList<CardRollback>? Rollbacks { get; init; }

    /// <summary>What the team has promised about the service, by name.</summary>
    public IReadOnlyDictionary<string, double> Sla { get; init; } = new Dictionary<string, double>();

    /// <summary>The card of what is about to be registered.</summary>
    public static ModelCard Of(ModelRegistration registration) =>
        new(
            registration.Model,
            registration.Definition.Purpose,
            registration.Definition.Owner,
            registration.Dataset.Task,
            registration.Dataset.Label,
            new(
                registration.Dataset.Digest,
                registration.Dataset.Source.Blob,
                registration.Dataset.Rows,
                registration.Dataset.Schema,
                registration.Dataset.Leaks
            ),
            registration.Trainer,
            registration.Parameters,
            registration.Seed,
            registration.Trials,
            registration.Evaluation,
            registration.Comparison,
            registration.Verdict,
            registration.Importances
        )
        {
            Answers = registration.Answers,
            Classes = registration.Classes,
            Permutations = registration.Permutations,
            Dependences = registration.Dependences,
            Clusters = registration.Clusters,
            Words = registration.Words,
            TrainerNotes = registration.TrainerNotes,
            Remarks = registration.Remarks,
            Sla = registration.Definition.Sla,
        };
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
);
