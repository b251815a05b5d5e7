using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines;

/// <summary>Finds out what a retrain policy decides by, has it decide, and keeps the decision.</summary>
/// <param name="services">The parts of the product.</param>
public sealed class RetrainSituations(PipelineServices services)
{
    /// <summary>
    /// Takes a requested training's turn, and keeps the decision on it: one, which says what it waits for, and in the end
    /// that it has begun.
    /// </summary>
    public async Task<Turn> TakeTurnAsync(TakeTurn request, CancellationToken cancellation)
    {
        var before = await services.Turns.TakeAsync(request.Model, request.Run, cancellation);
        if (request.Trigger == RunTrigger.Retrain)
        {
            var live = (await services.Deployments.GetAsync(request.Model, cancellation)).LiveVersion;
            await DecideAsync(
                request.Run,
                request.Model,
                live is { } number ? await services.Registry.FindAsync(request.Model, number, cancellation) : null,
                new()
                {
                    Now = request.Asked,
                    IsRequested = true,
                    Running = before,
                },
                new(),
                request.Run,
                cancellation
            );
        }

        return new(before);
    }

    /// <summary>Decides and keeps the decision.</summary>
    /// <param name="id">The drift check or the occasion that it belongs to.</param>
    /// <param name="model">The model.</param>
    /// <param name="champion">The version that serves; null: none.</param>
    /// <param name="asked">What is known beside rows and runs, which are added.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="run">The run that it starts if it says so.</param>
    /// <param name="cancellation">Stops between reads.</param>
    public async Task<RetrainDecision> DecideAsync(
        string id,
        string model,
        ModelVersion? champion,
        RetrainSituation asked,
        RetrainDefinition policy,
        string? run,
        CancellationToken cancellation
    )
    {
        // The clock and a person ask for no rows; what cannot be counted shall not stop them.
        long? newRows =
            champion is null || asked.IsScheduled || asked.IsRequested
                ? null
                : await NewRowsAsync(champion, cancellation) + await NewFeedbackAsync(model, cancellation);
        var isFrozen = (await services.Deployments.GetAsync(model, cancellation)).Control is ChangeControl.Frozen or ChangeControl.Archived;
        var situation = await WithRunsAsync(asked with { NewRows = newRows ?? 0, IsFrozen = isFrozen }, model, cancellation);
        var decision = RetrainPolicy.Decide(situation, policy);
        await services.Decisions.SaveAsync(
            new(id, model, asked.Now, champion?.Number, newRows, decision, decision.Retrain ? run : null),
            cancellation
        );
        return decision;
    }

    /// <summary>Whether no run of a model is under way.</summary>
    public async Task<bool> IsFreeAsync(string model, CancellationToken cancellation) =>
        (await WithRunsAsync(new() { Now = services.Time.GetUtcNow() }, model, cancellation)).Running is null;

    private async Task<RetrainSituation> WithRunsAsync(RetrainSituation situation, string model, CancellationToken cancellation)
    {
        var (failures, isBroken) = (0, true);
        await foreach (var run in services.Runs.ListAsync(model, cancellation).Take(TrainingTurns.MaxRuns).WithCancellation(cancellation))
        {
            if (!situation.IsRequested && run is { Status: RunStatus.Running } && run.Started > situation.Now - TrainingTurns.LongestRun)
            {
                situation = situation with { Running = situation.Running ?? run.Run };
            }

            if (run.Trigger is not (RunTrigger.Drift or RunTrigger.Schedule))
            {
                continue;
            }

            situation = situation with { LastRun = situation.LastRun ?? run.Started };
            isBroken &= run.Status is RunStatus.Failed or RunStatus.Refused;
            failures += isBroken ? 1 : 0;
        }

        return situation with
        {
            Failures = failures,
        };
    }

    /// <summary>
    /// Rows of the newest data set, 0 where the champion or a version that was rolled back has learned it: training
    /// again on the same rows would give the same version again.
    /// </summary>
    private async Task<long> NewRowsAsync(ModelVersion champion, CancellationToken cancellation)
    {
        var newest = await services
            .Datasets.ListAsync(champion.Model, cancellation)
            .FirstOrDefaultAsync(entry => entry.IsDropped, cancellation);
        if (newest is null)
        {
            return 0;
        }

        var dataset = await services.Datasets.DescribeAsync(newest, cancellation);
        if (await HasLearnedAsync(champion, dataset, cancellation))
        {
            return 0;
        }

        foreach (var removed in (await services.Deployments.RollbacksAsync(champion.Model, cancellation)).Removed.Keys)
        {
            var version = await services.Registry.FindAsync(champion.Model, removed, cancellation);
            if (version is not null && await HasLearnedAsync(version, dataset, cancellation))
            {
                return 0;
            }
        }

        return dataset.Rows.Kept;
    }

    /// <summary>Whether a version has learned a file's rows, alone or with feedback.</summary>
    private async Task<bool> HasLearnedAsync(ModelVersion version, DatasetVersion dataset, CancellationToken cancellation) =>
        version.IsTrainedOn(dataset.Digest, dataset.RowsDigest)
        || await services
            .Datasets.ListAsync(version.Model, cancellation)
            .FirstOrDefaultAsync(entry => entry.Dataset == version.Dataset && !entry.IsDropped, cancellation)
            is { } learned
            && (await services.Datasets.DescribeAsync(learned, cancellation)).Feedback?.Base == dataset.Digest;

    /// <summary>
    /// Actual values that came after the newest data set with feedback was made: a run that was held back has learned
    /// its own, and would give the same version again. 0 where the definition does not want to learn from them.
    /// </summary>
    private async Task<long> NewFeedbackAsync(string model, CancellationToken cancellation)
    {
        if ((await services.Definitions.FindAsync(model, cancellation))?.Retrain.FromFeedback is null)
        {
            return 0;
        }

        var newest = await services.Datasets.ListAsync(model, cancellation).FirstOrDefaultAsync(entry => !entry.IsDropped, cancellation);
        var learned = newest is null ? 0 : (await services.Datasets.DescribeAsync(newest, cancellation)).Feedback?.Known ?? 0;
        return await services.Feedback.CountAsync(model, cancellation) - learned;
    }
}
