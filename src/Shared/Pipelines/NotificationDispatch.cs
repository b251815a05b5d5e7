using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// What a timer of either host does for notifications: it finds notifications in the ledgers, measures promises once an hour, and
/// makes the deliveries that are due.
/// </summary>
/// <param name="services">The parts of the product.</param>
/// <param name="log">Where to tell of models that cannot be looked at.</param>
public sealed class NotificationDispatch(PipelineServices services, ILogger log)
{
    /// <summary>Of a ledger that is looked at for the first time, what is older than this brings no notification.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private const string Hourly = "0 0 * * * *";
    private const string Partition = "cursors";

    private readonly NotificationRecorder _recorder = new(services);
    private readonly NotificationSender _sender = new(services.Notifications, services.Settings.Notifications, services.Time);
    private readonly PersistentTimers _timers = new(services.Tables, services.Time);

    /// <summary>Does all of it once.</summary>
    public async Task TickAsync(CancellationToken cancellation = default)
    {
        await EachAsync(ReadLedgerAsync, cancellation);
        await _timers.FireAsync("sla", Hourly, _ => EachAsync(MeasureAsync, cancellation), cancellation);
        await _sender.DeliverAsync(cancellation);
    }

    private async Task EachAsync(Func<string, CancellationToken, Task> look, CancellationToken cancellation)
    {
        await foreach (var model in services.Registry.ModelsAsync(cancellation))
        {
            try
            {
                await look(model, cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                DispatchLog.Failed(log, fault, model);
            }
        }
    }

    /// <summary>Records what the ledger says since it was last read. The position is stored after the notifications.</summary>
    private async Task ReadLedgerAsync(string model, CancellationToken cancellation)
    {
        var row = await services.Tables.FindAsync(StorageNames.NotificationsTable, Partition, model, cancellation);
        var read = row is null ? 0 : int.Parse(row.Value, CultureInfo.InvariantCulture);
        var (last, now) = (read, services.Time.GetUtcNow());
        await foreach (var entry in services.Ledger.ReadAsync(model, cancellation, read))
        {
            if (row is not null || now - entry.At < MaxAge)
            {
                await _recorder.RecordAsync(LedgerNotifications.Of(entry), cancellation);
            }

            last = entry.Sequence;
        }

        if (last > read)
        {
            var write = TableWrite.Upsert(model, last.ToString(CultureInfo.InvariantCulture));
            await services.Tables.WriteAsync(StorageNames.NotificationsTable, Partition, [write], cancellation);
        }
    }

    private async Task MeasureAsync(string model, CancellationToken cancellation)
    {
        var definition = await _recorder.FindDefinitionAsync(model, cancellation);
        if (
            definition.Sla.Count == 0
            || (await services.Deployments.GetAsync(model, cancellation)).LiveVersion is not { } live
            || await services.Registry.FindAsync(model, live, cancellation) is not { } version
        )
        {
            return;
        }

        foreach (var promise in await SlaMeasurements.OfAsync(services, version, definition.Sla, cancellation))
        {
            if (promise.Met == false)
            {
                await _recorder.RecordAsync(MonitoringNotifications.Of(model, live, promise, services.Time.GetUtcNow()), cancellation);
            }
        }
    }
}

internal static partial class DispatchLog
{
    [LoggerMessage(1, LogLevel.Error, "LedgerUnread: what is new of {Model} could not be looked at", EventName = "LedgerUnread")]
    public static partial void Failed(ILogger log, Exception fault, string model);
}
