using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Evaluation;

/// <summary>The whole of an evaluation, kept as an artifact.</summary>
/// <param name="Report">The candidate on the test rows.</param>
/// <param name="Champion">Against the champion; null where none served or it could not score the rows.</param>
/// <param name="Baseline">Against the baseline.</param>
/// <param name="Classes">Class names by index; null in evaluations of before this was kept.</param>
/// <param name="Insight">What the model looks at; null where nothing was asked.</param>
/// <param name="Notes">What a reader of its metrics should know; null in evaluations of before this was kept.</param>
/// <param name="AnswerProfile">What the answers to the test rows look like; null for forecasts and before this was kept.</param>
internal sealed record StoredEvaluation(
    EvaluationReport Report,
    PairedComparison? Champion,
    PairedComparison Baseline,
    IReadOnlyList<string>? Classes = null,
    ModelInsight? Insight = null,
    IReadOnlyList<Note>? Notes = null,
    DataProfile? AnswerProfile = null
);
