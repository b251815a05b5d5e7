using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Functions.Durable;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>The clock: files whose event was lost, drift, and models whose own schedule is due. Schedules are settings.</summary>
/// <param name="drops">What is done with a file.</param>
/// <param name="schedules">What is due by the clock.</param>
public sealed class TimerTriggers(DropHandler drops, ModelSchedules schedules)
{
    /// <summary>Starts the run of every file that has none.</summary>
    [Function("Sweep")]
    public Task Sweep([TimerTrigger("%SweepSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        drops.SweepAsync(new DurableFlowClient(client), context.CancellationToken);

    /// <summary>Checks every model that serves for drift.</summary>
    [Function("CheckDrift")]
    public Task CheckDrift([TimerTrigger("%DriftSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        schedules.CheckDriftAsync(new DurableFlowClient(client), context.CancellationToken);

    /// <summary>Retrains every model whose own schedule fell due since the last tick.</summary>
    [Function("RetrainDue")]
    public Task RetrainDue([TimerTrigger("%RetrainSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        schedules.RetrainAsync(new DurableFlowClient(client), context.CancellationToken);
}
