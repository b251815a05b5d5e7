using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Calibration;
using MLOpsFunctions.Training.Search;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Proposes trials and runs them.</summary>
internal sealed class SearchActivities(PipelineServices services, TrainingBench bench)
{
    public async Task<TrialRound> ProposeAsync(ProposeTrials request, CancellationToken cancellation)
    {
        if (request.Completed > 0 && await services.Runs.IsSearchEndedAsync(request.Job.Run, cancellation))
        {
            return new([], Stopped: true);
        }

        var data = await bench.PrepareAsync(request.Job, cancellation);
        var done = await services.Trials.ListAsync(request.Job.Run, request.Completed, cancellation);
        var candidates = request.Job.Candidates?.Select(services.Trainers.Find).ToList() ?? Candidates.For(data.Definition, data.Dataset.Task, services.Trainers);
        var search = new SearchPlan(
            candidates, data.Metric, data.Definition.Training.Seed, request.Completed + request.Remaining, data.Split.Training.Length)
        {
            Earlier = request.Job.WarmStart is { } warm ? await services.Artifacts.ReadJsonAsync<List<EarlierWinner>>(warm, cancellation) : [],
        };
        var proposed = CandidateSearch.Propose(search, done, Math.Min(search.RoundSize, request.Remaining));
        foreach (var trial in proposed)
        {
            await services.Trials.ProposeAsync(request.Job.Run, trial, cancellation);
        }

        return new([.. proposed.Select(trial => trial.Number)]);
    }

    public async Task<TrialResult> TrainAsync(TrainCandidate request, CancellationToken cancellation)
    {
        var data = await bench.PrepareAsync(request.Job, cancellation);
        var trial = await services.Trials.ReadAsync(request.Job.Run, request.Number, cancellation);
        var trainer = services.Trainers.Find(trial.Trainer);
        var started = services.Time.GetTimestamp();
        var rows = data.ForSearch(trainer.Encoding);
        var parameters = trial.Parameters.With(trainer.Declared(data.Definition.Training));
        var context = new TrainingContext(
            data.Dataset.Task, trial.Seed, services.Settings.CandidateThreads, data.Objective, cancellation)
        {
            Label = data.Dataset.Label,
        };
        trial = Train(trainer, trial, parameters, rows, data, context);
        trial = trial with { Seconds = services.Time.GetElapsedTime(started).TotalSeconds };
        await services.Trials.WriteAsync(request.Job.Run, trial, cancellation);
        return new(trial.Number, trial.Trainer, trial.Value ?? double.NaN, trial.Seconds.Value);
    }

    /// <summary>Trains and measures. What one trainer refuses others may learn, so a refusal is a result; only where all refuse does it end the run.</summary>
    private static Trial Train(ITrainer trainer, Trial trial, TrainerParameters parameters, SearchRows rows, PreparedData data, TrainingContext context)
    {
        try
        {
            if (rows.Scale is not null)
            {
                return Backtest(trainer, trial, trainer.Train(Fidelity.Take(rows.Training, trial.Fidelity, trial.Seed), rows.Validation, parameters, context), rows, data, context);
            }

            var held = HeldOutScores.Make(trainer, trial, parameters, rows, context);
            var rule = AnswerRule.Fit(context.Task, data.Labels.Classes, data.Definition.Training.Threshold, held.Scores, held.Labels, data.Split.ValidationInTime);
            var predictions = Predictions.FromScores(context.Task, data.Labels.Classes, held.Scores) with { Quantile = data.Quantile };
            if (rule?.Rule is { Threshold: not null } chosen)
            {
                // Classes as they will be answered, to compare candidates by; probabilities as they are, because the calibration has seen these rows.
                predictions = predictions with { Values = chosen.Read(context.Task, data.Labels.Classes, (double[])held.Scores.Clone()).Values };
            }

            var metrics = data.Metrics.ToDictionary(metric => metric, metric => Evaluator.Measure(metric, predictions, held.Truth, held.Features));
            return trial with { Value = metrics[data.Metric], Metrics = metrics, Fitted = held.Fitted, Rule = rule, Notes = held.Notes };
        }
        catch (ProblemException refusal)
        {
            return trial with { Value = double.NaN, Refusal = refusal.Problem };
        }
    }

    /// <summary>Measures a forecast from several points in time, where rows are few.</summary>
    private static Trial Backtest(ITrainer trainer, Trial trial, TrainingOutcome outcome, SearchRows rows, PreparedData data, TrainingContext context)
    {
        var own = ForecastBacktest.Run(trainer, outcome.Fitted, rows, context, outcome.Model);
        var predictions = Predictions.FromScores(context.Task, [], own.Answers) with { Quantile = data.Quantile };
        var metrics = data.Metrics.ToDictionary(metric => metric, metric => Evaluator.Measure(metric, predictions, own.Truth));
        return trial with { Value = metrics[data.Metric], Metrics = metrics, Fitted = outcome.Fitted, Notes = outcome.Notes };
    }
}
