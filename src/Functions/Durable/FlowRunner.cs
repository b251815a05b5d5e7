using Microsoft.DurableTask;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Durable;

/// <summary>Runs the flow whose name an orchestration bears.</summary>
internal static class FlowRunner
{
    /// <summary>Runs it to its result as JSON.</summary>
    /// <exception cref="FlowFailedException">It failed; the message carries the problem, where there is one.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<Flow> flows, TaskOrchestrationContext durable)
    {
        var flow = flows.Single(flow => flow.Name == durable.Name.Name);
        try
        {
            return await flow.RunJsonAsync(new DurableFlowContext(durable), durable.GetInput<string>()!);
        }
        catch (FlowActivityException failure)
        {
            throw new FlowFailedException(failure.Message, failure.Problem);
        }
        catch (ProblemException refused)
        {
            throw new FlowFailedException(refused.Message, refused.Problem);
        }
    }
}
