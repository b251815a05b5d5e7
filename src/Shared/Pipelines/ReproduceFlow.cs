namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Rebuilds what an earlier run made, from its lineage alone, and compares digests. Registers nothing and changes
/// nothing that serves.
/// </summary>
public static class ReproduceFlow
{
    public static readonly Flow<ReproduceCommand, RunRecord> Definition = new("reproduce", RunAsync);

    private static Task<RunRecord> RunAsync(IFlowContext context, ReproduceCommand command)
    {
        var run = new RunRecord
        {
            Run = command.Run,
            Model = command.Model,
            Trigger = RunTrigger.Reproduce,
            By = command.By,
            Started = context.Now,
            Status = RunStatus.Running,
            Stage = "train",
            Message = $"Looking up how run {command.Original} went",
            Trace = command.Trace,
        };
        return RunStages.GuardAsync(
            context,
            run,
            async run => await RebuildAsync(context, await RunStages.EnterAsync(context, run), command)
        );
    }

    private static async Task<RunRecord> RebuildAsync(IFlowContext context, RunRecord run, ReproduceCommand command)
    {
        var plan = await context.CallAsync(PipelineActivities.PlanReproduction, command);
        run = run with
        {
            Dataset = plan.Training.Data,
            Metric = plan.Training.Metric,
            Reproduction = plan.Reproduction,
            Notes = [.. run.Notes, .. plan.Training.Notes],
        };
        var search = await TrialRounds.RunAsync(context, plan.Training, plan.Trials, deadline: null, plan.Cut);
        context.Report(new("train", 0.7, "Fitting the winner on training and validation rows"));
        var fitted = await context.CallAsync(PipelineActivities.FitWinner, new FitWinner(plan.Training.Job, search.Trials));
        if (plan.Training.Refit == true)
        {
            fitted = await context.CallAsync(PipelineActivities.RefitModel, new RefitModel(plan.Training.Job, fitted, Report: null));
        }

        var equal = fitted.Digest == plan.Reproduction.Digest;
        return await RunStages.EndAsync(
            context,
            run with
            {
                Status = equal ? RunStatus.Reproduced : RunStatus.Differs,
                Trials = search.Counted,
                Trainer = fitted.Trainer,
                ModelDigest = fitted.Digest,
                Message = equal
                    ? $"Equal: version {plan.Reproduction.Version} was rebuilt bit by bit."
                    : $"Different: the rebuild is not version {plan.Reproduction.Version}, which code {plan.Reproduction.Code} made.",
            }
        );
    }
}
