namespace MLOpsFunctions.Pipelines;

/// <summary>From a blessed version to the live slot.</summary>
public static class DeployFlow
{
    public static readonly Flow<DeployCommand, DeployOutcome> Definition = new("deploy", RunAsync);

    private static Task<DeployOutcome> RunAsync(IFlowContext context, DeployCommand command)
    {
        context.Report(new("deploy", 0, $"Verifying version {command.Version}"));
        return context.CallAsync(PipelineActivities.SwapSlot, command);
    }
}
