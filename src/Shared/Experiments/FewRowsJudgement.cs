using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>What the gates judge by.</summary>
/// <param name="Report">How the candidate did.</param>
/// <param name="Champion">Against the champion; null where none serves or it could not answer.</param>
/// <param name="Baseline">Against the baseline.</param>
internal sealed record Judgement(EvaluationReport Report, PairedComparison? Champion, PairedComparison Baseline)
{
    /// <summary>The answers themselves, for slices; null for clusters, which have none.</summary>
    public JudgedAnswers? Answers { get; init; }
}

/// <summary>A model, and how it was learned.</summary>
/// <param name="Trainer">The trainer's name.</param>
internal sealed record JudgedModel(string Trainer, TrainerParameters Parameters, TrainedModel Model);

/// <summary>
/// Compares the recipes of candidate, champion and baseline where test rows are few: on these and on earlier rows, each
/// answered by what had not learned it.
/// </summary>
/// <param name="data">The rows.</param>
/// <param name="answers">What answers them.</param>
internal sealed class FewRowsJudgement(PreparedData data, RefittedAnswers answers)
{
    /// <summary>The comparisons.</summary>
    /// <param name="winner">The candidate.</param>
    /// <param name="champion">The version that serves, as it was judged; null: none, or it cannot be compared.</param>
    public Judgement Of(JudgedModel winner, JudgedModel? champion, TrainedModel baseline)
    {
        var (labels, seed) = (answers.Labels, data.Definition.Training.Seed);
        var candidate = answers.Of(winner.Trainer, winner.Parameters, winner.Model);
        var (rows, guess) = (answers.Rows, answers.OfBaseline(baseline));
        var other = champion is { } serving ? TryAnswer(serving) : null;
        return new(
            Evaluator.Evaluate(candidate, labels, rows, data.Schema, data.Metric, seed, data.Threads),
            other is null ? null : Evaluator.Compare(candidate, other, labels, seed, data.Threads),
            Evaluator.Compare(candidate, guess, labels, seed, data.Threads)
        )
        {
            Answers = new(candidate, other, guess, labels, rows),
        };
    }

    /// <summary>What a version's recipe answers; null where this host has no such trainer, or the rows are none for it.</summary>
    private Predictions? TryAnswer(JudgedModel version)
    {
        try
        {
            return answers.Of(version.Trainer, version.Parameters, version.Model);
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
