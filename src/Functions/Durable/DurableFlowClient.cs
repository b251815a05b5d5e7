using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Durable;

/// <summary><see cref="IFlowClient"/> over the Durable Functions client.</summary>
/// <param name="durable">The client, as a function is handed it.</param>
internal sealed class DurableFlowClient(DurableTaskClient durable) : IFlowClient
{
    /// <inheritdoc/>
    public async Task<bool> StartAsync<TIn, TOut>(
        Flow<TIn, TOut> flow,
        TIn input,
        string instanceId,
        CancellationToken cancellation = default
    )
    {
        if (await durable.GetInstanceAsync(instanceId, cancellation) is not null)
        {
            return false;
        }

        try
        {
            // Between the question and this call another caller may have started it: then the service refuses, whatever
            // state that instance is in.
            var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses([
                .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
            ]);
            await durable.ScheduleNewOrchestrationInstanceAsync(flow.Name, Json.Write(input), options, cancellation);
            return true;
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            if (await durable.GetInstanceAsync(instanceId, cancellation) is not null)
            {
                return false;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<FlowInstance?> FindAsync(string instanceId, CancellationToken cancellation = default) =>
        await durable.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellation) is { } found ? Instance(found) : null;

    /// <inheritdoc/>
    public async Task<bool> SignalAsync<T>(string instanceId, string name, T value, CancellationToken cancellation = default)
    {
        if (await durable.GetInstanceAsync(instanceId, cancellation) is not { } found || State(found) != FlowState.Running)
        {
            return false;
        }

        await durable.RaiseEventAsync(instanceId, name, Json.Write(value), cancellation);
        return true;
    }

    private static FlowInstance Instance(OrchestrationMetadata found)
    {
        var state = State(found);
        var (error, problem) =
            state == FlowState.Failed ? FlowFailedException.Read(found.FailureDetails?.ErrorMessage ?? "It was terminated.") : (null, null);
        return new(
            found.InstanceId,
            found.Name,
            state,
            found.CreatedAt,
            Progress(found.SerializedCustomStatus),
            state == FlowState.Completed ? found.ReadOutputAs<string>() : null,
            error,
            problem
        );
    }

    private static FlowState State(OrchestrationMetadata found) =>
        found.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => FlowState.Completed,
            OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended =>
                FlowState.Running,
            _ => FlowState.Failed,
        };

    private static FlowProgress? Progress(string? status) =>
        string.IsNullOrEmpty(status) || status == "null" ? null : JsonSerializer.Deserialize<FlowProgress>(status, Json.Compact);
}
