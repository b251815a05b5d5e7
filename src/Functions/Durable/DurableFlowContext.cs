using System.Text.Json;
using Microsoft.DurableTask;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Durable;

/// <summary>
/// <see cref="IFlowContext"/> over Durable Functions. Inputs, results and signals travel as JSON text of
/// <see cref="Json"/>, whatever serialiser the worker has.
/// </summary>
/// <param name="durable">The orchestration.</param>
internal sealed class DurableFlowContext(TaskOrchestrationContext durable) : IFlowContext
{
    /// <summary>How long to wait before asking again after a child that somebody else started.</summary>
    private static readonly TimeSpan ChildPoll = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public DateTimeOffset Now => new(DateTime.SpecifyKind(durable.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <inheritdoc/>
    public async Task<TOut> CallAsync<TIn, TOut>(Activity<TIn, TOut> activity, TIn input, ActivityRetry? retry = null) =>
        ActivityResult.Read<TOut>(activity.Name, await CallAsync(activity.Name, Json.Write(input), retry ?? ActivityRetry.Default));

    /// <inheritdoc/>
    public async Task<TOut> CallFlowAsync<TIn, TOut>(Flow<TIn, TOut> flow, TIn input, string instanceId)
    {
        // Durable Functions would run an ended instance of this id anew, and wait for ever beside a running one; so ask first.
        for (var child = await FindAsync(instanceId); child is not null; child = await FindAsync(instanceId))
        {
            if (child.State == FlowState.Completed)
            {
                return Json.Read<TOut>(child.Output!);
            }

            if (child.State == FlowState.Failed)
            {
                throw new FlowActivityException(flow.Name, child.Error ?? "The flow failed.", child.Problem);
            }

            await durable.CreateTimer(ChildPoll, CancellationToken.None);
        }

        try
        {
            var options = new SubOrchestrationOptions(retry: null, instanceId: instanceId);
            return Json.Read<TOut>(await durable.CallSubOrchestratorAsync<string>(flow.Name, Json.Write(input), options));
        }
        catch (TaskFailedException failure)
        {
            var (message, problem) = FlowFailedException.Read(failure.FailureDetails.ErrorMessage);
            throw new FlowActivityException(flow.Name, message, problem);
        }
    }

    /// <inheritdoc/>
    public async Task<Signal<T>> WaitForSignalAsync<T>(string name, TimeSpan timeout)
    {
        try
        {
            return new(TimedOut: false, Json.Read<T>(await durable.WaitForExternalEvent<string>(name, timeout)));
        }
        catch (OperationCanceledException)
        {
            return new(TimedOut: true, default);
        }
    }

    /// <inheritdoc/>
    public Task DelayUntilAsync(DateTimeOffset time) =>
        time <= Now ? Task.CompletedTask : durable.CreateTimer(time.UtcDateTime, CancellationToken.None);

    /// <inheritdoc/>
    public void Report(FlowProgress progress) => durable.SetCustomStatus(JsonSerializer.SerializeToElement(progress, Json.Compact));

    private async Task<FlowInstance?> FindAsync(string instanceId) =>
        ActivityResult.Read<FlowInstance?>(
            HostActivities.FindFlow,
            await CallAsync(HostActivities.FindFlow, instanceId, ActivityRetry.Default)
        );

    private async Task<string> CallAsync(string activity, string input, ActivityRetry retry)
    {
        try
        {
            return await durable.CallActivityAsync<string>(activity, input, Options(retry));
        }
        catch (TaskFailedException failure)
        {
            throw new FlowActivityException(activity, failure.FailureDetails.ErrorMessage);
        }
    }

    private static TaskOptions? Options(ActivityRetry retry)
    {
        if (retry.Attempts <= 1)
        {
            return null;
        }

        // The policy asks for a first wait above zero and a longest one that is no shorter.
        var first = retry.First > TimeSpan.Zero ? retry.First : TimeSpan.FromMilliseconds(1);
        var longest = retry.Longest > first ? retry.Longest : first;
        return TaskOptions.FromRetryPolicy(new RetryPolicy(retry.Attempts, first, retry.Factor, longest));
    }
}
