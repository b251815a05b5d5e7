using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// Resolves what a training works on: the data set, the definition, the budget, and the earlier winners that its search
/// begins with.
/// </summary>
internal sealed class PlanningActivities(PipelineServices services, PreparedDataCache cache)
{
    /// <summary>Most winners of earlier runs that a search tries again; the rest of the budget is for new candidates.</summary>
    private const int MostEarlier = 3;

    public async Task<TrainingPlan> PlanAsync(TrainCommand command, CancellationToken cancellation)
    {
        await services.CheckInUseAsync(command.Model, cancellation);
        var newest = command.Dataset is null ? await ToTrainOnAsync(command, cancellation) : null;
        if (command.Dataset is null && newest is null)
        {
            throw new ProblemException(
                new(
                    "There is nothing to train on",
                    $"no data set of model '{command.Model}'",
                    "one at least",
                    Try: "drop a file first",
                    Status: 404
                )
            );
        }

        var (dataset, definition) = (command.Dataset ?? newest!.Dataset, command.Definition ?? newest!.Definition);
        var completed = (await cache.PrepareAsync(new(command.Run, command.Model, dataset, definition), cancellation)).Definition;
        if (command.Task is { } task && completed.Task != task)
        {
            throw OtherTask(command.Model, task, completed.Task);
        }

        if (command.Label is { } label && !(command.NewTarget == true && completed.Label == label && completed.GuessedLabel is null))
        {
            await LabelConfirmation.ConfirmAsync(services, command.Model, label, completed, cancellation);
        }

        var change = await TargetChange.FindAsync(
            services.Registry,
            services.Deployments,
            command.Model,
            completed.Label,
            completed.Task,
            cancellation
        );
        if (change is not null && command.NewTarget != true)
        {
            throw change.Refusal($"mlops retrain {command.Model} --new-target");
        }

        var warm = change is null ? await WarmStartAsync(command.Model, dataset, cancellation) : null;
        var job = new TrainingJob(
            command.Run,
            command.Model,
            dataset,
            definition,
            warm,
            NewTarget: change is null ? null : true,
            Trace: command.Trace
        );
        return await PlanAsync(await NumberAsync(job, cancellation), command.Trigger, cancellation);
    }

    private static ProblemException OtherTask(string model, ModelTask asked, ModelTask? read) =>
        new(
            new(
                "No data of the model were read for this task",
                asked.JsonName(),
                read?.JsonName(),
                $"model '{model}'",
                $"mlops run FILE --model {model} --task {asked.JsonName()} --new-target reads a file for it",
                409
            )
        );

    private async Task<DatasetEntry?> ToTrainOnAsync(TrainCommand command, CancellationToken cancellation)
    {
        var live = (await services.Deployments.GetAsync(command.Model, cancellation)).LiveVersion;
        var serving =
            command.NewTarget != true && live is { } version
                ? await Target.OfVersionAsync(services.Registry, command.Model, version, cancellation)
                : null;
        return await services.Datasets.ToTrainOnAsync(command.Model, command.Label, command.Task, serving, cancellation) is { } dropped
            ? await new FeedbackDatasets(services).WithFeedbackAsync(dropped, command.Run, cancellation)
            : null;
    }

    /// <summary>
    /// Clusters keep the numbers of the version that serves. The job names that version, because another may serve
    /// later, and a rebuild must give the same numbers.
    /// </summary>
    private async Task<TrainingJob> NumberAsync(TrainingJob job, CancellationToken cancellation) =>
        job.NewTarget is null && (await cache.PrepareAsync(job, cancellation)).Dataset.Task == ModelTask.Clustering
            ? job with
            {
                NumberedAfter = (await services.Deployments.GetAsync(job.Model, cancellation)).LiveVersion,
            }
            : job;

    public async Task<ReproductionPlan> ReproduceAsync(ReproduceCommand command, CancellationToken cancellation)
    {
        var original = await services.Runs.FindAsync(command.Original, cancellation);
        if (original?.DuplicateOf is { } first)
        {
            original = await services.Runs.FindAsync(first, cancellation);
        }

        if (
            original is null
            || original.Model != command.Model
            || await services.Registry.FindByRunAsync(command.Model, original.Run, cancellation) is not { } version
        )
        {
            throw new ProblemException(
                new(
                    "There is nothing to rebuild",
                    original is null ? "no such run"
                        : original.Model != command.Model ? $"a run of model '{original.Model}'"
                        : "a run that registered no version",
                    $"a run of '{command.Model}' that registered a version",
                    $"run {command.Original}",
                    $"mlops versions {command.Model} tells which run made which version",
                    404
                )
            );
        }

        if (version.Onnx is { } onnx)
        {
            throw new ProblemException(
                new(
                    "There is nothing to rebuild",
                    $"version {version.Number}, which is the file '{onnx.File}' and was trained elsewhere",
                    "a run that trained its version",
                    $"run {command.Original}",
                    Status: 409
                )
            );
        }

        var job = new TrainingJob(
            command.Run,
            command.Model,
            version.Dataset,
            version.Definition,
            version.WarmStart,
            version.Candidates,
            NumberedAfter: version.NumberedAfter,
            Trace: command.Trace
        );
        var training = (await PlanAsync(job, original.Trigger, cancellation)) with { Refit = version.Evaluated is not null };
        return new(
            training,
            version.Trials + (version.Cut?.Count ?? 0),
            new(original.Run, version.Number, version.Artifact, version.Code),
            version.Cut
        );
    }

    private async Task<TrainingPlan> PlanAsync(TrainingJob job, RunTrigger trigger, CancellationToken cancellation)
    {
        var data = await cache.PrepareAsync(job, cancellation);
        await services.CheckPrivacyKeyAsync(job.Model, data.Definition, cancellation);
        var candidates =
            job.Candidates?.Select(services.Trainers.Find).ToList()
            ?? Candidates.For(data.Definition, data.Dataset.Task, services.Trainers);
        TrainingRequirements.CheckTask(data.Definition.Training, data.Dataset.Task);
        TrainingRequirements.CheckMetrics(data);
        var budget = SearchBudget.Of(data.Definition, trigger is RunTrigger.Schedule or RunTrigger.Drift, candidates);
        IReadOnlyList<Note> notes =
        [
            .. data.Notes,
            .. data.Dataset.Feedback is { } feedback
                ? [FeedbackNotes.LearnsFromFeedback(feedback.Rows, feedback.From, feedback.To)]
                : (Note[])[],
            .. job.Candidates is null ? Candidates.Absences(data.Definition, data.Dataset.Task, services.Trainers) : [],
            .. budget.Raised is { } raised ? [raised] : (Note[])[],
        ];
        return new(
            job with
            {
                Candidates = [.. candidates.Select(candidate => candidate.Name)],
            },
            RunDataset.From(data.Dataset),
            budget.Trials,
            budget.Minutes,
            data.SearchMetric,
            data.Definition.Rollout.Approval,
            data.Definition.Rollout.ApprovalTimeout.Value,
            notes,
            data.IsRefit,
            data.Definition.Rollout.OtherApprover ? true : null
        );
    }

    /// <summary>
    /// Stores the champion and its predecessors as first candidates, where they learned from other data. On the same
    /// data a search is to find what it found before. They are stored because the champion may change during the
    /// search, and a rebuild must begin with the same. Null where there are none.
    /// </summary>
    private async Task<string?> WarmStartAsync(string model, string dataset, CancellationToken cancellation)
    {
        var earlier = new List<WarmStartCandidate>();
        var next = (await services.Deployments.GetAsync(model, cancellation)).LiveVersion;
        while (
            next is { } number
            && earlier.Count < MostEarlier
            && await services.Registry.FindAsync(model, number, cancellation) is { } version
        )
        {
            if (version.Dataset != dataset && version.Onnx is null)
            {
                earlier.Add(new(version.Number, version.Trainer, version.Parameters));
            }

            next = version.Parent < number ? version.Parent : null;
        }

        return earlier.Count > 0 ? await services.Artifacts.WriteJsonAsync(earlier, cancellation) : null;
    }
}
