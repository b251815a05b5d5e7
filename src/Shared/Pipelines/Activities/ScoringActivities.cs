using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>
/// Predicts the rows of dropped files. Predictions stream into storage, which takes them as a whole at the end or not at
/// all; the receipt is written last. Done again, the same version of a file gives the same bytes.
/// </summary>
internal sealed class ScoringActivities(PipelineServices services)
{
    public async Task<ScorePlan> PlanAsync(ScoreFileCommand command, CancellationToken cancellation)
    {
        ModelNames.Check(command.Model);
        var state = await services.Deployments.GetAsync(command.Model, cancellation);
        if (state is { LiveVersion: { } version, IsArchived: false })
        {
            return new(command, version);
        }

        var problem = state.IsArchived
            ? ArchivedModel.Problem(command.Model)
            : new Problem(
                "No version of the model serves",
                $"model '{command.Model}'",
                "a deployed version",
                $"{StorageNames.ScoreContainer}/{command.File}",
                $"train one: mlops run FILE --model {command.Model}; then drop this file again",
                404
            );
        await WriteReceiptAsync(command, null, ScoredFile.Refuse(problem), cancellation);
        throw new ProblemException(problem);
    }

    public async Task<ScoredFile> ScoreAsync(ScorePlan plan, CancellationToken cancellation)
    {
        ScoredFile scored;
        try
        {
            scored = await PredictAsync(plan, cancellation);
        }
        catch (ProblemException refusal) when (refusal.Problem.Status < 500)
        {
            if (await IsCurrentAsync(plan.Command, cancellation))
            {
                // Predictions of an earlier version of the file would pass for those of this one.
                await DeleteAsync(plan.Command, StorageNames.PredictionsSuffix, cancellation);
                await DeleteAsync(plan.Command, StorageNames.RefusedRowsSuffix, cancellation);
                await WriteReceiptAsync(plan.Command, plan.Version, ScoredFile.Refuse(refusal.Problem), cancellation);
            }

            return ScoredFile.Refuse(refusal.Problem);
        }

        await WriteReceiptAsync(plan.Command, plan.Version, scored, cancellation);
        return scored;
    }

    /// <summary>Tells beside the file that its run was cancelled.</summary>
    public Task TellCancelledAsync(ScoreFileCommand command, RunCancellation asked) =>
        WriteReceiptAsync(command, null, ScoredFile.Refuse(asked.Refusal().Problem), CancellationToken.None);

    private async Task<ScoredFile> PredictAsync(ScorePlan plan, CancellationToken cancellation)
    {
        var command = plan.Command;
        var served =
            await services.Scorer.LoadAsync(command.Model, plan.Version, cancellation)
            ?? throw new InvalidDataException($"Version {plan.Version} of {command.Model} serves and is not registered.");
        var (output, aside) = ($"{command.File}{StorageNames.PredictionsSuffix}", $"{command.File}{StorageNames.RefusedRowsSuffix}");
        var before = await services.Blobs.FindAsync(StorageNames.ScoreContainer, output, cancellation);
        await using var file = await services.Blobs.OpenReadAsync(StorageNames.ScoreContainer, command.File, cancellation);
        if (file is null || file.Info.ETag != command.ETag)
        {
            throw Replaced(command);
        }

        using var refused = new QuarantineFile();
        var scorer = new BatchScorer(served, services.Settings.Limits, services.Settings.Threads);
        var (summary, written) = await StreamedWrite.RunAsync(
            async predictions =>
            {
                var summary = scorer.Score(file.Content, command.File, predictions, refused.Stream, cancellation);
                return await IsCurrentAsync(command, cancellation) ? summary : throw Replaced(command);
            },
            (content, stop) =>
                services.Blobs.WriteAsync(
                    StorageNames.ScoreContainer,
                    output,
                    content,
                    before is null ? WriteCondition.WhenAbsent : WriteCondition.WhenMatches(before.ETag),
                    stop
                ),
            cancellation
        );
        if (written is null)
        {
            throw Replaced(command); // A run of newer bytes was faster.
        }

        if (summary.Refused > 0)
        {
            await services.Blobs.WriteAsync(StorageNames.ScoreContainer, aside, refused.Rewound(), cancellation: cancellation);
        }
        else
        {
            await DeleteAsync(command, StorageNames.RefusedRowsSuffix, cancellation);
        }

        return new(
            $"{StorageNames.ScoreContainer}/{output}",
            summary.Refused > 0 ? $"{StorageNames.ScoreContainer}/{aside}" : null,
            summary.Read,
            summary.Scored,
            summary.Refused,
            summary.Reasons,
            summary.Notes,
            summary.Sha256
        );
    }

    private Task<bool> DeleteAsync(ScoreFileCommand command, string suffix, CancellationToken cancellation) =>
        services.Blobs.DeleteAsync(StorageNames.ScoreContainer, $"{command.File}{suffix}", cancellation: cancellation);

    private async Task<bool> IsCurrentAsync(ScoreFileCommand command, CancellationToken cancellation) =>
        await services.Blobs.FindAsync(StorageNames.ScoreContainer, command.File, cancellation) is { } file && file.ETag == command.ETag;

    private static ProblemException Replaced(ScoreFileCommand command) =>
        new(
            new(
                "The file was replaced or removed after it was dropped",
                Where: $"{StorageNames.ScoreContainer}/{command.File}",
                Try: "nothing: newer bytes have a run of their own"
            )
        );

    private Task WriteReceiptAsync(ScoreFileCommand command, int? version, ScoredFile scored, CancellationToken cancellation)
    {
        var isScored = scored.Problem is null;
        var receipt = new ScoreReceipt(
            scored.Problem switch
            {
                null => ReceiptStatus.Scored,
                { Status: RunCancellation.Status } => ReceiptStatus.Cancelled,
                _ => ReceiptStatus.Refused,
            },
            command.Run,
            version,
            isScored ? scored.Predictions : null,
            scored.Quarantine,
            scored.Read,
            scored.Scored,
            scored.Refused,
            scored.Reasons,
            scored.Notes,
            isScored ? scored.Sha256 : null,
            scored.Problem
        );
        return services.Blobs.WriteAsync(
            StorageNames.ScoreContainer,
            $"{command.File}{StorageNames.ReceiptSuffix}",
            new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(receipt, OutsideJson.File)),
            cancellation: cancellation
        );
    }
}
