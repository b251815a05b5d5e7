using System.Text.Json.Serialization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Registry;

/// <summary>
/// A registered model: immutable once written, and enough to say what it is, what it was made from, how well it did and
/// who made it.
/// </summary>
public sealed record ModelVersion
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>1, 2, 3, ... without gaps within a model.</summary>
    public required int Number { get; init; }

    /// <summary>The run that made it; a run makes one version at most.</summary>
    public required string Run { get; init; }

    /// <summary>SHA-256 of the trained model's bytes, lower-case hex.</summary>
    public required string Artifact { get; init; }

    /// <summary>
    /// Digest of the model that the gates judged, and that later versions are compared with, where what serves has
    /// learned the rows held out from it; null: <see cref="Artifact"/> itself was judged.
    /// </summary>
    public string? Evaluated { get; init; }

    /// <summary>Digest of the data set it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>What the same rows have in any order; null in versions of before this was kept: not known.</summary>
    public string? RowsDigest { get; init; }

    /// <summary>The file that the data set came from.</summary>
    public required DatasetSource Source { get; init; }

    /// <summary>Digest of the feature plan, or null where the plan is kept only inside the trained model.</summary>
    public string? FeaturePlan { get; init; }

    /// <summary>Digest of the definition, stored as an artifact in its own right.</summary>
    public required string Definition { get; init; }

    /// <summary>Version of the product that trained it.</summary>
    public required string Code { get; init; }

    /// <summary>The trainer that won.</summary>
    public required string Trainer { get; init; }

    /// <summary>The winner's parameters, as fitted.</summary>
    public required TrainerParameters Parameters { get; init; }

    /// <summary>The seed of everything drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>Trials that counted in the search.</summary>
    public required int Trials { get; init; }

    /// <summary>Numbers of the trials that the search's time cut, which a rebuild leaves out; null: none.</summary>
    public IReadOnlyList<int>? Cut { get; init; }

    /// <summary>Digest of the earlier winners that the search began with; null: none.</summary>
    public string? WarmStart { get; init; }

    /// <summary>The trainers that competed, by name and in order; null in versions of before this was kept: all that fitted.</summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>
    /// Fingerprint of the key that its private columns were hashed with (<see cref="PrivacyKeys"/>).
    /// Null: none is hashed, or it was made before this was kept.
    /// </summary>
    public string? PrivacyKey { get; init; }

    /// <summary>The version whose numbers its clusters keep; null: none.</summary>
    public int? NumberedAfter { get; init; }

    /// <summary>Metrics on the test set, by name.</summary>
    public required IReadOnlyDictionary<string, MetricValue> Metrics { get; init; }

    /// <summary>What the gates said.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>Digest of the verdict, as the ledger quotes it.</summary>
    public required string VerdictDigest { get; init; }

    /// <summary>The champion it was compared with; null where there was none.</summary>
    public int? Parent { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Who or what asked for the run.</summary>
    public required string By { get; init; }

    /// <summary>Why the run was asked for.</summary>
    public required string Reason { get; init; }

    /// <summary>Digest of the model card, as JSON.</summary>
    public required string Card { get; init; }

    /// <summary>
    /// Whether it was trained on the rows of this data set, in any order. Where that is not known, on the data set itself.
    /// </summary>
    /// <param name="dataset">The data set's digest.</param>
    /// <param name="rowsDigest">Its <see cref="DatasetVersion.RowsDigest"/>.</param>
    internal bool IsTrainedOn(string dataset, string? rowsDigest) =>
        Dataset == dataset || (RowsDigest is not null && RowsDigest == rowsDigest);

    /// <summary>Waits for a part of the version that is kept apart; where that is damaged, says whose part it is.</summary>
    /// <param name="part">What it is, for a person.</param>
    /// <param name="reading">Reads it.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    internal async Task<T> ReadPartAsync<T>(string part, Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"The {part} of version {Number} of '{Model}' cannot be read: {damage.Message}", damage);
        }
    }
}

/// <summary>What a run knows of the model that it wants registered.</summary>
public sealed record ModelRegistration
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The run that made it.</summary>
    public required string Run { get; init; }

    /// <summary>Digest of the trained model, already among the artifacts.</summary>
    public required string Artifact { get; init; }

    /// <summary>
    /// Digest of the model that the gates judged, and that later versions are compared with, where what serves has
    /// learned the rows held out from it; null: <see cref="Artifact"/> itself was judged.
    /// </summary>
    public string? Evaluated { get; init; }

    /// <summary>What it was trained on.</summary>
    public required DatasetVersion Dataset { get; init; }

    /// <summary>The definition under which it was trained.</summary>
    public required Definitions.ModelDefinition Definition { get; init; }

    /// <summary>Digest of the feature plan, where it is an artifact of its own.</summary>
    public string? FeaturePlan { get; init; }

    /// <summary>The trainer that won.</summary>
    public required string Trainer { get; init; }

    /// <summary>The winner's parameters, as fitted.</summary>
    public required TrainerParameters Parameters { get; init; }

    /// <summary>The seed of everything drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>Trials that counted in the search.</summary>
    public required int Trials { get; init; }

    /// <summary>Numbers of the trials that the search's time cut, which a rebuild leaves out; null: none.</summary>
    public IReadOnlyList<int>? Cut { get; init; }

    /// <summary>Digest of the earlier winners that the search began with; null: none.</summary>
    public string? WarmStart { get; init; }

    /// <summary>The trainers that competed, by name and in order; null in versions of before this was kept: all that fitted.</summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>Fingerprint of the key that private columns were hashed with; null: none is hashed.</summary>
    public string? PrivacyKey { get; init; }

    /// <summary>The version whose numbers its clusters keep; null: none.</summary>
    public int? NumberedAfter { get; init; }

    /// <summary>How it did on the test set.</summary>
    public required EvaluationReport Evaluation { get; init; }

    /// <summary>How it did against the champion on the same rows; null where there was none.</summary>
    public PairedComparison? Comparison { get; init; }

    /// <summary>What the gates said.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>The champion it was compared with; null where there was none.</summary>
    public int? Parent { get; init; }

    /// <summary>Who or what asked for the run.</summary>
    public required string By { get; init; }

    /// <summary>Why the run was asked for.</summary>
    public required string Reason { get; init; }

    /// <summary>What a reader should know of how scores become answers: calibration and threshold, a sentence each.</summary>
    public IReadOnlyList<Note> Answers { get; init; } = [];

    /// <summary>Class names by index; empty where the answer is a number.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>How much each column counts, greatest first; empty where the model cannot say.</summary>
    public IReadOnlyList<FeatureImportance> Importances { get; init; } = [];

    /// <summary>What it loses without each column, greatest first; empty where nothing was asked.</summary>
    public IReadOnlyList<PermutationImportance> Permutations { get; init; } = [];

    /// <summary>How its answers follow the columns that count most.</summary>
    public IReadOnlyList<PartialDependence> Dependences { get; init; } = [];

    /// <summary>The clusters, in order of their numbers; empty for other tasks.</summary>
    public IReadOnlyList<ClusterProfile> Clusters { get; init; } = [];

    /// <summary>The words that speak for each answer; empty where no words are read.</summary>
    public IReadOnlyList<OutputWords> Words { get; init; } = [];

    /// <summary>What the trainer reported of the winning trial, e.g. how its solver converged.</summary>
    [JsonPropertyName("learning")]
    public IReadOnlyList<Note> TrainerNotes { get; init; } = [];

    /// <summary>What a reader of the figures should know, e.g. how few rows they are of and how well intervals held.</summary>
    public IReadOnlyList<Note> Remarks { get; init; } = [];
}
