using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Ensembles;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Proposes trials and runs them.</summary>
internal sealed class SearchActivities(PipelineServices services, PreparedDataCache cache)
{
    /// <summary>The system's timers hold little more.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    public async Task<TrialRound> ProposeAsync(ProposeTrials request, CancellationToken cancellation)
    {
        if (request.Completed > 0 && await services.Runs.IsSearchEndedAsync(request.Job.Run, cancellation))
        {
            return new([], Stopped: true);
        }

        var data = await cache.PrepareAsync(request.Job, cancellation);
        var done = await services.Trials.ListAsync(request.Job.Run, request.Completed, cancellation);
        var candidates =
            request.Job.Candidates?.Select(services.Trainers.Find).ToList()
            ?? Candidates.For(data.Definition, data.Dataset.Task, services.Trainers);
        var search = new SearchPlan(
            candidates,
            data.SearchMetric,
            data.Definition.Training.Seed,
            request.Completed + request.Remaining,
            data.Split.Training.Length
        )
        {
            DrawSeed = data.Definition.Training.Seed ^ (int)StableHash.Of(request.Job.Dataset),
            Earlier = request.Job.WarmStart is { } warm
                ? await services.Artifacts.ReadJsonAsync<List<WarmStartCandidate>>(warm, cancellation)
                : [],
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
        var data = await cache.PrepareAsync(request.Job, cancellation);
        var trial = await services.Trials.ReadAsync(request.Job.Run, request.Number, cancellation);
        var started = services.Time.GetTimestamp();
        trial = await WithinAsync(request, trial, data, cancellation);
        trial = trial with
        {
            Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
            Scores =
                EnsembleSearch.IsPossible(data, request.Job.Candidates ?? []) && EnsembleSearch.Keep(trial) is { } scores
                    ? await services.Artifacts.WriteBytesAsync(scores, cancellation)
                    : null,
        };
        await services.Trials.WriteAsync(request.Job.Run, trial, cancellation);
        return new(trial.Number, trial.Trainer, trial.Value ?? double.NaN, trial.Seconds.Value, trial.Cut);
    }

    /// <summary>Trains within the trial's time; where that ends first, the trial is cut.</summary>
    private async Task<Trial> WithinAsync(TrainCandidate request, Trial trial, PreparedData data, CancellationToken cancellation)
    {
        using var budget = request.Budget is { } time ? new CancellationTokenSource(Left(time), services.Time) : new();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, budget.Token);
        await using var reporter = new TrialReporter(services.Runs, services.Time, request.Job.Run, trial);
        try
        {
            stop.Token.ThrowIfCancellationRequested();
            var trainer = services.Trainers.Find(trial.Trainer);
            var context = data.ContextOf(services.Settings.CandidateThreads, stop.Token) with { Seed = trial.Seed, Progress = reporter };
            var parameters = trial.Parameters.With(trainer.Declared(data.Definition.Training));
            return await StoppableWork.RunAsync(
                () => Task.FromResult(data.Measure(trainer, trial, parameters, context)),
                services.Time,
                stop.Token
            );
        }
        catch (Exception) when (budget.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return trial with { Cut = true };
        }
    }

    /// <summary>What is left of a trial's time, zero or more.</summary>
    private TimeSpan Left(TrialBudget time)
    {
        var left = time.CutAt(services.Started) - services.Time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero
            : left < LongestTimer ? left
            : LongestTimer;
    }
}
