using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Search;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Plans a training, proposes trials and runs them.</summary>
internal sealed class SearchActivities(PipelineServices services, TrainingBench bench)
{
    /// <summary>Trials that run side by side. A constant, because a proposal depends on the rounds before it and must be the same on every machine.</summary>
    private const int RoundSize = 4;

    /// <summary>Winners of earlier runs that a search tries again: the budget is for what has not been tried.</summary>
    private const int MostEarlier = 3;

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
        var search = new SearchPlan(
            candidates, data.Metric, data.Definition.Training.Seed, request.Completed + request.Remaining, data.Split.Training.Length)
        {
            Earlier = await EarlierAsync(request.Job, cancellation),
        };
        var proposed = CandidateSearch.Propose(search, done, Math.Min(RoundSize, request.Remaining));
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
        var trainer = services.Trainers.Single(trainer => trainer.Name == trial.Trainer);
        var started = services.Time.GetTimestamp();
        var (_, training, validation) = data.ForSearch(trainer.Encoding);
        var context = new TrainingContext(
            data.Dataset.Task, trial.Seed, services.Settings.CandidateThreads, data.Definition.Training.Objective, cancellation);
        trial = Train(trainer, trial, Fidelity.Take(training, trial.Fidelity, trial.Seed), validation, data, context);
        trial = trial with { Seconds = services.Time.GetElapsedTime(started).TotalSeconds };
        await services.Trials.WriteAsync(request.Job.Run, trial, cancellation);
        return new(trial.Number, trial.Trainer, trial.Value ?? double.NaN, trial.Seconds.Value);
    }

    /// <summary>Trains and measures. What one trainer refuses others may learn, so a refusal is a result; only where all refuse does it end the run.</summary>
    private static Trial Train(
        ITrainer trainer, Trial trial, TrainingSet training, TrainingSet validation, PreparedData data, TrainingContext context)
    {
        try
        {
            var outcome = trainer.Train(training, validation, trial.Parameters, context);
            var scores = new double[validation.Features.RowCount * outcome.Model.OutputCount];
            outcome.Model.ScoreAll(validation.Features, scores, context.Threads);
            var predictions = Predictions.FromScores(context.Task, data.Labels.Classes, scores);
            var metrics = MetricNames.For(context.Task).ToDictionary(metric => metric, metric => Evaluator.Measure(metric, predictions, validation.Labels));
            return trial with { Value = metrics[data.Metric], Metrics = metrics, Fitted = outcome.Fitted, Notes = outcome.Notes };
        }
        catch (ProblemException refusal)
        {
            return trial with { Value = double.NaN, Refusal = refusal.Problem };
        }
    }

    /// <summary>What serves and what it once beat, where they learned from other data: on the same data a search shall find what it found before.</summary>
    private async Task<IReadOnlyList<(string Trainer, TrainerParameters Parameters)>> EarlierAsync(TrainingJob job, CancellationToken cancellation)
    {
        var earlier = new List<(string, TrainerParameters)>();
        var next = (await services.Deployments.GetAsync(job.Model, cancellation)).LiveVersion;
        while (next is { } number && earlier.Count < MostEarlier && await services.Registry.FindAsync(job.Model, number, cancellation) is { } version)
        {
            if (version.Dataset != job.Dataset)
            {
                earlier.Add((version.Trainer, version.Parameters));
            }

            next = version.Parent < number ? version.Parent : null;
        }

        return earlier;
    }
}
