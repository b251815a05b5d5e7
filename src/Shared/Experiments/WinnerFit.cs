using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Learning.Ensembles;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments;

/// <summary>Fits the winner twice: without the test rows to be judged, and with them to serve.</summary>
/// <param name="data">The rows.</param>
/// <param name="trainers">The trainers that there are.</param>
/// <param name="cancellation">Ends the training.</param>
internal sealed class WinnerFit(PreparedData data, TrainerSet trainers, CancellationToken cancellation)
{
    private readonly FinalFit _fit = new(trainers);

    /// <summary>Chooses the winner of a search and fits it on all rows but the test's.</summary>
    /// <param name="trials">The trials of the search.</param>
    /// <param name="earlier">The version whose clusters keep their numbers; null: none.</param>
    public FittedWinner Fit(IReadOnlyList<Trial> trials, EarlierClusters? earlier)
    {
        var winner = CandidateSearch.Choose(trials, data.SearchMetric, data.Notes);
        var (trainer, parameters) = (trainers.Find(winner.Trainer), winner.Fitted ?? winner.Parameters);
        var (model, notes, answers) = _fit.Fit(
            data,
            data.ForFinal(trainer.Encoding),
            winner.Trainer,
            parameters,
            winner.Rule?.Rule,
            cancellation
        );
        model = data.WithInterval(model, trainer, parameters, data.ContextOf(data.Threads, cancellation));
        (model, var grouped) = FinalClusters.Finish(model, data, earlier);
        IReadOnlyList<Note> learned = data.IsReferenceNeeded
            ? [EvaluationNotes.Separation()]
            // Their number was chosen in the trial.
            : winner.Rule?.Notes ?? (data.Dataset.Task == ModelTask.Clustering ? winner.Notes : []);
        return new(
            model,
            winner,
            winner.Trainer == BuiltInTrainers.Baseline
                ? [.. notes, .. learned, SearchNotes.BaselineIsBest(trials.Count(trial => !trial.Cut))]
                : [.. notes, .. Ensemble(winner), .. learned, .. grouped, .. answers],
            answers
        );
    }

    private static IReadOnlyList<Note> Ensemble(Trial winner) =>
        winner.Gain is { } gain
            ? [SearchNotes.Ensemble([.. EnsembleRecipe.Of(winner.Parameters).Members.Select(member => member.Trainer)], gain.Trainer)]
            : [];

    /// <summary>
    /// The judged model's recipe, learned from all rows: with what was found on rows held out (how many trees, how
    /// scores become answers, how wide intervals are) left as it was. More rows make a model better or leave it as it
    /// is. Where this one answers the very rows that it has learned worse than the one that had not seen them,
    /// something is wrong with it, and the judged one is to be taken.
    /// </summary>
    /// <param name="judged">The model that was judged.</param>
    /// <param name="winner">The trial that it came from.</param>
    /// <param name="report">How it did on the test rows; null: not to be compared.</param>
    /// <returns>The model, and why it is not to be taken; null: it is.</returns>
    public (TrainedModel Model, Note? Declined) Refit(TrainedModel judged, Trial winner, EvaluationReport? report)
    {
        var (trainer, parameters) = (trainers.Find(winner.Trainer), winner.Fitted ?? winner.Parameters);
        var (model, _, _) = _fit.Fit(data, data.ForServing(judged.Plan.Encoding), winner.Trainer, parameters, judged.Rule, cancellation);
        model = data.WithRecentInterval(model, judged, trainer, parameters, data.ContextOf(data.Threads, cancellation));
        return (model, report is null ? null : Decline(report, model));
    }

    /// <summary>Why a refitted model is not taken; null: it is.</summary>
    private Note? Decline(EvaluationReport judged, TrainedModel model)
    {
        var answers = data.ToMeasure(model.Predict(data.TestRowsFor(model), data.Threads), data.Split.Test);
        var value = Evaluator.Measure(data.Metric, answers, data.TestLabels);
        var before = judged.Metrics[data.Metric];
        var isHigherBetter = MetricNames.HigherIsBetter(data.Metric);
        return !double.IsFinite(before.Value) || (isHigherBetter ? value >= before.Low : value <= before.High)
            ? null
            : EvaluationNotes.RefitDeclined(data.Metric, value, before.Value);
    }
}

/// <summary>The winner, fitted.</summary>
/// <param name="Trial">The trial that won.</param>
/// <param name="Notes">Notes for the reader of the run.</param>
/// <param name="Answers">Notes on the decision rule, if the fit found it.</param>
internal sealed record FittedWinner(TrainedModel Model, Trial Trial, IReadOnlyList<Note> Notes, IReadOnlyList<Note> Answers);
