using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>From a dropped file to the end of its run.</summary>
public static class IngestFlow
{
    public static readonly Flow<IngestCommand, RunRecord> Definition = new("ingest", RunAsync);

    private static async Task<RunRecord> RunAsync(IFlowContext context, IngestCommand command)
    {
        var run = new RunRecord
        {
            Run = command.Run,
            Model = command.Model,
            Trigger = RunTrigger.Drop,
            By = command.By,
            File = command.File,
            Started = context.Now,
            Status = RunStatus.Running,
            Stage = "ingest",
            Message = $"Reading {command.File}",
            Trace = command.Trace,
        };
        return await RunStages.GuardAsync(
            context,
            run,
            async run =>
            {
                run = await RunStages.EnterAsync(context, run);
                var ingested = await context.CallAsync(PipelineActivities.IngestFile, command);
                run = run with
                {
                    Dataset = ingested.Dataset,
                    Notes = ingested.Notes,
                    Inferred = ingested.Inferred,
                    Quarantined = ingested.Quarantined,
                    QuarantineReasons = ingested.Reasons,
                    Receipt = $"{StorageNames.IncomingContainer}/{command.File}{StorageNames.ReceiptSuffix}",
                };
                if (ingested.Problem is { } problem)
                {
                    return await RunStages.EndAsync(
                        context,
                        run with
                        {
                            Status = RunStatus.Refused,
                            Problem = problem,
                            Message = problem.ToString(),
                        }
                    );
                }

                if (ingested.DuplicateOf is { } earlier)
                {
                    return await RunStages.EndAsync(
                        context,
                        run with
                        {
                            Status = RunStatus.Duplicate,
                            DuplicateOf = earlier,
                            Message = $"The same bytes under the same definition were handled by run {earlier}; nothing new was made.",
                        }
                    );
                }

                var training = new TrainCommand(
                    command.Run,
                    command.Model,
                    ingested.Dataset!.Digest,
                    ingested.Definition,
                    run.Trigger,
                    command.By,
                    run.Reason,
                    NewTarget: command.NewTarget,
                    Trace: command.Trace
                );
                return await TrainFlow.TrainAsync(context, run, training);
            }
        );
    }
}
