using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Search;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Plans a training, proposes trials and runs them.</summary>
internal sealed class SearchActivities(PipelineServices services, TrainingBench bench)
{
    /// <summary>Trials that run side by side. A constant, because a proposal depends on the rounds before it and must be the same on every machine.</summary>
    private const int RoundSize = 4;

    public async Task<TrainingPlan> PlanAsync(TrainCommand command, CancellationToken cancellation)
    {
        var newest = await services.Datasets.NewestAsync(command.Model, cancellation);
        if (command.Dataset is null && newest is null)
        {
            throw new ProblemException(new(
                "There is nothing to train on", $"no data set of model '{command.Model}'", "one at least", Try: "drop a file first", Status: 404));
        }

        var job = new TrainingJob(command.Run, command.Model, command.Dataset ?? newest!.Dataset, command.Definition ?? newest!.Definition);
        var data = await bench.PrepareAsync(job, cancellation);
        var training = data.Definition.Training;
        Candidates.For(data.Definition, data.Dataset.Task, services.Trainers);
        return new(
            job, RunDataset.From(data.Dataset), training.Budget.Trials, training.Budget.Minutes, data.Metric,
            data.Definition.Rollout.Approval, data.Definition.Rollout.ApprovalTimeout.Value, data.Split.Notes);
    }

    public async Task<TrialRound> ProposeAsync(ProposeTrials request, CancellationToken cancellation)
    {
        var data = await bench.PrepareAsync(request.Job, cancellation);
        var done = await services.Trials.ListAsync(request.Job.Run, request.Completed, cancellation);
        var candidates = Candidates.For(data.Definition, data.Dataset.Task, services.Trainers);
        var proposed = CandidateSearch.Propose(candidates, done, data.Metric, data.Definition.Training.Seed, Math.Min(RoundSize, request.Remaining));
        foreach (var trial in proposed)
        {
            await services.Trials.WriteAsync(request.Job.Run, trial, cancellation);
        }

        return new([.. proposed.Select(trial => trial.Number)]);
    }

    public async Task<TrialResult> TrainAsync(TrainCandidate request, CancellationToken cancellation)
    {
        var data = await bench.PrepareAsync(request.Job, cancellation);
        var trial = await services.Trials.ReadAsync(request.Job.Run, request.Number, cancellation);
        var trainer = services.Trainers.Single(trainer => trainer.Name == trial.Trainer);
        var started = services.Time.GetTimestamp();
        var (_, training, validation) = data.ForSearch(trainer.Encoding);
        var context = new TrainingContext(
            data.Dataset.Task, data.Definition.Training.Seed, services.Settings.CandidateThreads, data.Definition.Training.Objective, cancellation);
        var outcome = trainer.Train(training, validation, trial.Parameters, context);
        var scores = new double[validation.Features.RowCount * outcome.Model.OutputCount];
        outcome.Model.ScoreAll(validation.Features, scores, context.Threads);
        var predictions = Predictions.FromScores(data.Dataset.Task, data.Labels.Classes, scores);
        var value = Evaluator.Measure(data.Metric, predictions, validation.Labels);
        var seconds = services.Time.GetElapsedTime(started).TotalSeconds;
        await services.Trials.WriteAsync(
            request.Job.Run, trial with { Value = value, Seconds = seconds, Fitted = outcome.Fitted, Notes = outcome.Notes }, cancellation);
        return new(trial.Number, trial.Trainer, value, seconds);
    }
}
