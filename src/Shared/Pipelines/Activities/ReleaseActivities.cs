using MLOpsFunctions.Deployment;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>Registers versions and brings them into the live slot.</summary>
internal sealed class ReleaseActivities(PipelineServices services)
{
    public async Task<RegisteredModel> RegisterAsync(RegisterModel request, CancellationToken cancellation)
    {
        var definition = await services.Definitions.ReadAsync(request.Job.Definition, cancellation);
        var trial = request.Onnx is null ? await services.Trials.ReadAsync(request.Job.Run, request.Fitted.Trial, cancellation) : null;
        var trials = await services.Trials.ListAsync(request.Job.Run, request.Trials, cancellation);
        var cut = trials.Where(one => one.Cut).Select(one => one.Number).ToList();
        var evaluation = await services.Artifacts.ReadJsonAsync<StoredEvaluation>(request.Evaluation.Report, cancellation);
        var dataset = await services.Datasets.DescribeAsync(request.Job.Model, request.Job.Dataset, request.Job.Definition, cancellation);
        var record = new ModelRecord
        {
            Model = request.Job.Model,
            Run = request.Job.Run,
            Artifact = request.Fitted.Digest,
            Evaluated = request.Judged,
            Trainer = request.Fitted.Trainer,
            Parameters = trial?.Fitted ?? trial?.Parameters ?? [],
            Onnx = request.Onnx,
            Environment = request.Fitted.Environment,
            Seed = definition.Training.Seed,
            Trials = request.Trials - cut.Count,
            Cut = cut.Count > 0 ? cut : null,
            WarmStart = request.Job.WarmStart,
            Candidates = request.Job.Candidates,
            PrivacyKey = PrivacyKeys.IsUsed(definition) ? PrivacyKeys.Fingerprint(services.Settings.PrivacyKey) : null,
            NumberedAfter = request.Job.NumberedAfter,
            AnswerProfile = evaluation.AnswerProfile is { } answers ? await services.Artifacts.WriteJsonAsync(answers, cancellation) : null,
            Verdict = request.Evaluation.Verdict,
            Parent = request.Job.NewTarget == true ? null : request.Evaluation.Champion,
            By = request.By,
            Reason = request.Reason ?? $"started by {request.Trigger.JsonName()}",
            Trace = request.Job.Trace,
        };
        var report = new ModelReport
        {
            Evaluation = evaluation.Report,
            Comparison = evaluation.Champion,
            Answers = trial?.Rule?.Notes ?? request.Fitted.Answers ?? [],
            Classes = evaluation.Classes ?? [],
            Importances = evaluation.Insight?.Importances ?? [],
            Permutations = evaluation.Insight?.Permutations ?? [],
            Dependences = evaluation.Insight?.Dependences ?? [],
            Clusters = evaluation.Insight?.Clusters ?? [],
            Words = evaluation.Insight?.Words ?? [],
            TrainerNotes = trial?.Notes ?? request.Fitted.Notes,
            Remarks = evaluation.Notes ?? [],
        };
        var version = await services.Registry.RegisterAsync(new(record, dataset, definition, report), cancellation);
        return new(version.Number, record.Parameters);
    }

    public async Task<DeployOutcome> SwapAsync(DeployCommand command, CancellationToken cancellation)
    {
        var outcome = await TrySwapAsync(command, cancellation);
        Instruments.Swapped(
            command.Model,
            outcome.Deployed ? "serves"
                : outcome.Rolling == true ? "rolling"
                : "refused"
        );
        return outcome;
    }

    private async Task<DeployOutcome> TrySwapAsync(DeployCommand command, CancellationToken cancellation)
    {
        if (command.Approved == false)
        {
            var silence = new DeploymentRequest($"{command.Run}.timeout", command.By, command.Reason);
            await services.Deployments.HoldAsync(command.Model, command.Version, silence, cancellation);
            return new(false, Note.OfText(command.Reason));
        }

        if (command.Approved != true && await FindRemovedTwinAsync(command, cancellation) is { } twin)
        {
            return new(
                false,
                DeploymentNotes.SameAsRemoved(
                    command.Model,
                    command.Version,
                    twin.Version,
                    twin.IsSameModel,
                    twin.Rollback.RuledOut,
                    twin.Rollback.By,
                    twin.Rollback.Reason
                )
            );
        }

        var result = await services.Deployments.BeginAsync(
            command.Model,
            command.Version,
            command.Champion,
            await TermsAsync(command, cancellation),
            services.Time.GetUtcNow(),
            new DeploymentRequest(command.Run, command.By, command.Reason),
            cancellation
        );
        return result switch
        {
            { Refusal: { } refusal } => new(false, DeploymentNotes.HeldBack(refusal.Finding)),
            { Entry: { ChangedLive: false, Stage: { } stage } } => new(
                false,
                DeploymentNotes.OnItsWay(command.Version, stage.Name, stage.Share, command.Reason),
                Rolling: true
            ),
            _ => new(true, DeploymentNotes.Serves(command.Version, result.State.Live?.JsonName(), command.Reason)),
        };
    }

    private async Task<RolloutTerms> TermsAsync(DeployCommand command, CancellationToken cancellation) =>
        await services.Registry.FindAsync(command.Model, command.Version, cancellation) is { } version
            ? await Rollouts.TermsAsync(services, version, command.Champion, byHand: false, cancellation)
            : RolloutTerms.Of(new(), blessed: false); // There is no such version, and the rollout says so.

    /// <summary>
    /// A version that a person rolled back serves again only by a person's decision. A swap that has already happened
    /// is not checked again, because an activity may run twice.
    /// </summary>
    private async Task<RemovedTwin?> FindRemovedTwinAsync(DeployCommand command, CancellationToken cancellation)
    {
        var rollbacks = await services.Deployments.RollbacksAsync(command.Model, cancellation);
        return
            rollbacks.Removed.Count > 0
            && await services.Ledger.FindAsync(command.Model, command.Run, cancellation) is null
            && await services.Registry.FindAsync(command.Model, command.Version, cancellation) is { } version
            ? rollbacks.TwinOf(version, await services.Registry.VersionsAsync(command.Model, cancellation).ToListAsync(cancellation))
            : null;
    }
}
