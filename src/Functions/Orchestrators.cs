using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions;

/// <summary>A line a flow: the host finds orchestrators by attribute. A test holds the names against the list of flows.</summary>
/// <param name="flows">The product's flows.</param>
public sealed class Orchestrators(IReadOnlyList<Flow> flows)
{
    /// <summary>From a dropped file to the end of its run.</summary>
    [Function("ingest")]
    public Task<string> Ingest([OrchestrationTrigger] TaskOrchestrationContext context) => FlowRunner.RunAsync(flows, context);

    /// <summary>From a data set to a version that serves.</summary>
    [Function("train")]
    public Task<string> Train([OrchestrationTrigger] TaskOrchestrationContext context) => FlowRunner.RunAsync(flows, context);

    /// <summary>From an earlier run's lineage to a rebuild of its model.</summary>
    [Function("reproduce")]
    public Task<string> Reproduce([OrchestrationTrigger] TaskOrchestrationContext context) => FlowRunner.RunAsync(flows, context);

    /// <summary>From a blessed version to the live slot.</summary>
    [Function("deploy")]
    public Task<string> Deploy([OrchestrationTrigger] TaskOrchestrationContext context) => FlowRunner.RunAsync(flows, context);

    /// <summary>From a file of rows to a file of predictions.</summary>
    [Function("score")]
    public Task<string> Score([OrchestrationTrigger] TaskOrchestrationContext context) => FlowRunner.RunAsync(flows, context);

    /// <summary>From current data to a drift report.</summary>
    [Function("monitor")]
    public Task<string> Monitor([OrchestrationTrigger] TaskOrchestrationContext context) => FlowRunner.RunAsync(flows, context);
}
