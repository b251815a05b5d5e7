namespace MLOpsFunctions.Pipelines;

/// <summary>How every flow that carries a run records where it stands, so that a run ends in exactly one end state.</summary>
internal static class RunStages
{
    /// <summary>Runs the stages; a failure becomes the run's end state instead of an instance that merely failed.</summary>
    public static async Task<RunRecord> GuardAsync(IFlowContext context, RunRecord run, Func<RunRecord, Task<RunRecord>> stages)
    {
        try
        {
            return await stages(run);
        }
        catch (FlowActivityException failure)
        {
            if (failure.Problem is { Status: RunCancellation.Status } cancelled)
            {
                return await CancelledAsync(context, run, $"{cancelled.Title}.");
            }

            return await context.CallAsync(
                PipelineActivities.RecordRun,
                run with
                {
                    Status = failure.Problem is { Status: < 500 } ? RunStatus.Refused : RunStatus.Failed,
                    Stage = null,
                    Ended = context.Now,
                    Problem = failure.Problem,
                    Error = failure.Problem is null ? $"{failure.Name}: {failure.Message}" : null,
                    Message = failure.Message,
                }
            );
        }
    }

    /// <summary>Records that a person has ended the run.</summary>
    public static Task<RunRecord> CancelledAsync(IFlowContext context, RunRecord run, string message) =>
        context.CallAsync(
            PipelineActivities.RecordRun,
            run with
            {
                Status = RunStatus.Cancelled,
                Stage = null,
                Ended = context.Now,
                Message = message,
            }
        );

    /// <summary>Records and reports the stage that begins.</summary>
    public static Task<RunRecord> EnterAsync(IFlowContext context, RunRecord run)
    {
        var step = new RunStep(context.Now, run.Stage ?? "", run.Message ?? "");
        context.Report(new(step.Stage, run.Progress, step.Message));
        var entered = run.Steps ?? [];
        // A stage that says more of itself is still the one that it was.
        IReadOnlyList<RunStep> steps =
            entered.LastOrDefault() is { } last && last.Stage == step.Stage
                ? [.. entered.SkipLast(1), step with { At = last.At }]
                : [.. entered, step];
        return context.CallAsync(PipelineActivities.RecordRun, run with { Steps = steps });
    }

    /// <summary>Records the end.</summary>
    public static Task<RunRecord> EndAsync(IFlowContext context, RunRecord run) =>
        context.CallAsync(PipelineActivities.RecordRun, run with { Ended = context.Now, Progress = 1 });
}
