using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>
/// The clock: files whose event was lost, drift, models whose own schedule is due, old histories, ledgers. Schedules are settings.
/// </summary>
/// <param name="sweep">Finds files whose event was lost.</param>
/// <param name="clock">What is due by the clock.</param>
/// <param name="rollouts">Decides about rollouts.</param>
/// <param name="notifications">Sends notifications.</param>
/// <param name="anchors">Anchors the ledgers.</param>
/// <param name="settings">How long histories are kept.</param>
/// <param name="gauges">What is told of models.</param>
/// <param name="blobs">Where the files are.</param>
/// <param name="tables">Where purges are recorded.</param>
/// <param name="time">The clock itself.</param>
public sealed class TimerTriggers(
    DropSweep sweep,
    ModelScheduler clock,
    Rollouts rollouts,
    NotificationDispatch notifications,
    LedgerWatch anchors,
    ModelGauges gauges,
    HostSettings settings,
    IBlobStore blobs,
    ITableStore tables,
    TimeProvider time
)
{
    /// <summary>Starts the run of every file that has none.</summary>
    [Function("Sweep")]
    public Task Sweep(
        [TimerTrigger("%SweepSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => sweep.RunAsync(new DurableFlowClient(client), context.CancellationToken);

    /// <summary>Checks every model that serves for drift. Called twice within a minute, it checks once.</summary>
    [Function("CheckDrift")]
    public Task CheckDrift(
        [TimerTrigger("%DriftSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => clock.CheckDriftAsync(Starter(client), Minute(), "timer", context.CancellationToken);

    /// <summary>Retrains every model whose own schedule fell due since the last tick.</summary>
    [Function("RetrainDue")]
    public Task RetrainDue(
        [TimerTrigger("%RetrainSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => clock.RetrainAsync(Starter(client), "timer", context.CancellationToken);

    /// <summary>Pulls what is new of every model's source whose schedule fell due since the last tick.</summary>
    [Function("PullSources")]
    public Task PullSources(
        [TimerTrigger("0 * * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => clock.PullAsync(Starter(client), "timer", context.CancellationToken);

    /// <summary>Ends the stages of rollouts that are due. A stage ends once, however many instances look at it.</summary>
    [Function("AdvanceRollouts")]
    public Task AdvanceRollouts([TimerTrigger("0 * * * * *")] TimerInfo timer, FunctionContext context) =>
        clock.AdvanceRolloutsAsync(rollouts, context.CancellationToken);

    /// <summary>Tells Application Insights what storage says of every model: of several instances one does.</summary>
    [Function("RecordGauges")]
    public Task RecordGauges([TimerTrigger("0 */5 * * * *")] TimerInfo timer, FunctionContext context) =>
        gauges.RecordAsync(context.CancellationToken);

    /// <summary>Finds notifications and makes the deliveries that are due. Of several instances one makes each.</summary>
    [Function("Notify")]
    public Task Notify([TimerTrigger("0 * * * * *")] TimerInfo timer, FunctionContext context) =>
        notifications.TickAsync(context.CancellationToken);

    /// <summary>
    /// Purges the histories of runs that ended longer ago than they are kept. What people ask for later is in the product's own tables.
    /// </summary>
    [Function("PurgeHistories")]
    public Task PurgeHistories(
        [TimerTrigger("%PurgeSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    )
    {
        var now = time.GetUtcNow();
        return OrchestrationPurge.RunAsync(client, new(tables), now, now - settings.HistoryRetention, context.CancellationToken);
    }

    /// <summary>Removes records that are older than their model's definition keeps them.</summary>
    [Function("ApplyRetention")]
    public Task ApplyRetention([TimerTrigger("0 45 2 * * *")] TimerInfo timer, FunctionContext context) =>
        clock.ApplyRetentionAsync(context.CancellationToken);

    /// <summary>Anchors the ledger of every model in immutable storage and compares it with its anchors.</summary>
    [Function("AnchorLedgers")]
    public Task AnchorLedgers([TimerTrigger("%AnchorSchedule%")] TimerInfo timer, FunctionContext context) =>
        anchors.RunAsync(context.CancellationToken);

    private string Minute() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private PipelineStarter Starter(DurableTaskClient client) => new(new DurableFlowClient(client), blobs);
}
