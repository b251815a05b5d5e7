using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>The clock: files whose event was lost, drift, and models whose own schedule is due. Schedules are settings.</summary>
/// <param name="drops">What is done with a file.</param>
/// <param name="clock">What is due by the clock.</param>
/// <param name="blobs">Where the files are.</param>
/// <param name="time">The clock itself.</param>
public sealed class TimerTriggers(DropHandler drops, ModelClock clock, IBlobStore blobs, TimeProvider time)
{
    /// <summary>Starts the run of every file that has none.</summary>
    [Function("Sweep")]
    public Task Sweep([TimerTrigger("%SweepSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        drops.SweepAsync(new DurableFlowClient(client), context.CancellationToken);

    /// <summary>Checks every model that serves for drift. Called twice within a minute, it checks once.</summary>
    [Function("CheckDrift")]
    public Task CheckDrift([TimerTrigger("%DriftSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        clock.CheckDriftAsync(Starter(client), time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture), "timer", context.CancellationToken);

    /// <summary>Retrains every model whose own schedule fell due since the last tick.</summary>
    [Function("RetrainDue")]
    public Task RetrainDue([TimerTrigger("%RetrainSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        clock.RetrainAsync(Starter(client), "timer", context.CancellationToken);

    private PipelineStarter Starter(DurableTaskClient client) => new(new DurableFlowClient(client), blobs);
}
