using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>What the gates judge by.</summary>
/// <param name="Report">How the candidate did.</param>
/// <param name="Champion">Against the champion; null where none serves or it could not answer.</param>
/// <param name="Baseline">Against the baseline.</param>
internal sealed record Judgement(EvaluationReport Report, PairedComparison? Champion, PairedComparison Baseline);

/// <summary>
/// Compares the recipes of candidate, champion and baseline on all rows of a small table, each row answered by what had
/// not learned it.
/// </summary>
/// <param name="services">The stores and trainers.</param>
/// <param name="data">The rows.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class AllRowsJudgement(PipelineServices services, PreparedData data, CancellationToken cancellation)
{
    private readonly FoldAnswers _folds = new(data, services.Trainers, services.Settings.Threads, cancellation);

    /// <summary>
    /// The comparisons. The simplest guess is the same for all rows: dealt into parts it would be another for each,
    /// lower where more of the part's rows are high, and worse than guessing (Parker, Günter and Bedo, Stratification
    /// bias in low signal microarray studies, BMC Bioinformatics 8, 2007).
    /// </summary>
    /// <param name="winner">The trial that won.</param>
    /// <param name="model">The candidate.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="champion">The version that serves, as it was judged; null: none, or it cannot be compared.</param>
    public Judgement Of(
        MLOpsFunctions.Experiments.Search.Trial winner,
        TrainedModel model,
        TrainedModel baseline,
        (ModelVersion Version, TrainedModel Model)? champion
    )
    {
        var (labels, seed, threads) = (_folds.Labels, data.Definition.Training.Seed, services.Settings.Threads);
        var candidate = Answers(winner.Trainer, winner.Fitted ?? winner.Parameters, model)!;
        var report = Evaluator.Evaluate(candidate, labels, _folds.Rows, data.Schema, data.Metric, seed, threads);
        return new(
            report,
            champion is { } serving && Answers(serving.Version.Trainer, serving.Version.Parameters, serving.Model) is { } other
                ? Evaluator.Compare(candidate, other, labels, seed, threads)
                : null,
            Evaluator.Compare(candidate, baseline.Predict(_folds.Rows, threads).AlignTo(data.Labels.Classes), labels, seed, threads)
        );
    }

    /// <summary>What a recipe answers; null where this host has no such trainer, or the rows are none for it.</summary>
    private Predictions? Answers(string trainer, TrainerParameters parameters, TrainedModel model)
    {
        try
        {
            var rule = model.Classes.SequenceEqual(data.Labels.Classes) ? model.Rule : null;
            var test = model.Predict(data.Frame.Take(data.Split.Test), services.Settings.Threads).AlignTo(data.Labels.Classes);
            return _folds.Of(trainer, parameters, rule, test);
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
