using System.Text.Json.Serialization;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Registry;

/// <summary>How a model did on rows that it had not seen, and what it looks at.</summary>
public record ModelReport
{
    /// <summary>How it did, as a whole and on slices.</summary>
    public required EvaluationReport Evaluation { get; init; }

    /// <summary>How it did against the champion of its day on the same rows; null where there was none.</summary>
    public PairedComparison? Comparison { get; init; }

    /// <summary>How much each column contributes to the margins, as shares, greatest first; empty where the model cannot say.</summary>
    public IReadOnlyList<FeatureImportance> Importances { get; init; } = [];

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

    /// <summary>What a reader of the metrics should know, e.g. how few rows they are of and how well intervals held.</summary>
    public IReadOnlyList<Note> Remarks { get; init; } = [];
}
