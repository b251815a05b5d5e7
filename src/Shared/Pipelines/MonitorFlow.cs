namespace MLOpsFunctions.Pipelines;

/// <summary>From current data to a drift report and, where the policy asks for it, a new run.</summary>
public static class MonitorFlow
{
    public static readonly Flow<CheckDriftCommand, DriftOutcome> Definition = new("monitor", RunAsync);

    /// <summary>The run that a check starts if the policy asks for one.</summary>
    public static string RunOf(string check) => $"{check}.retrain";

    private static async Task<DriftOutcome> RunAsync(IFlowContext context, CheckDriftCommand command)
    {
        context.Report(new("monitor", 0, $"Comparing current data of {command.Model} with its training data"));
        var outcome = await context.CallAsync(PipelineActivities.CheckDrift, command);
        if (!outcome.Retrain)
        {
            return outcome;
        }

        context.Report(new("monitor", 0.5, outcome.Sentence));
        var run = RunOf(command.Check);
        await context.CallFlowAsync(
            TrainFlow.Definition,
            new TrainCommand(
                run,
                command.Model,
                Dataset: null,
                Definition: null,
                RunTrigger.Drift,
                command.By,
                outcome.Sentence,
                Trace: command.Trace
            ),
            run
        );
        return outcome with { Run = run };
    }
}
