using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Notifications;

/// <summary>
/// The outbox: each notification once, its deliveries in the same transaction, and every attempt before it is made and
/// after. A process that dies leaves no gap: what is open is found by the next one.
/// </summary>
/// <param name="tables">Where it is kept.</param>
public sealed class NotificationLog(ITableStore tables)
{
    private const string Partition = "notifications";
    private const string Deliveries = "delivery/";
    private const string Open = "open/";

    /// <summary>Records notifications with a delivery for each channel that wants it.</summary>
    /// <returns>Whether it is new; false: it had been recorded before, and nothing changes.</returns>
    public async Task<bool> RecordAsync(
        Notification notification,
        IReadOnlyDictionary<string, NotifyChannel> channels,
        CancellationToken cancellation = default
    )
    {
        List<TableWrite> writes = [TableWrite.Insert(EventKey(notification), Json.Write(notification))];
        foreach (
            var (name, channel) in channels
                .Where(channel => channel.Value.Events.Count == 0 || channel.Value.Events.Contains(notification.Event))
                .Take(DefinitionLimits.Channels)
        )
        {
            var delivery = new Delivery(notification, name, channel) { Next = notification.At };
            writes.Add(TableWrite.Insert(Key(delivery), Json.Write(delivery)));
            writes.Add(TableWrite.Insert(OpenKey(delivery), Key(delivery)));
        }

        return await tables.WriteAsync(StorageNames.NotificationsTable, Partition, writes, cancellation) is not null;
    }

    /// <summary>Deliveries, newest first.</summary>
    /// <param name="model">Only this model's; null: all.</param>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="after">The key of the delivery behind which the list begins; null: with the newest.</param>
    public async IAsyncEnumerable<(string Key, Delivery Delivery)> ListAsync(
        string? model = null,
        [EnumeratorCancellation] CancellationToken cancellation = default,
        string? after = null
    )
    {
        var from = after is null ? Deliveries : Deliveries + after;
        await foreach (var row in QueryAsync(from, Deliveries, cancellation))
        {
            if (row.Row != from && row.Read<Delivery>() is var delivery && (model is null || delivery.Notification.Model == model))
            {
                yield return (row.Row[Deliveries.Length..], delivery);
            }
        }
    }

    /// <summary>The keys of the deliveries of a model's notifications before a time that have ended.</summary>
    internal IAsyncEnumerable<string> EndedAsync(string model, DateTimeOffset before, CancellationToken cancellation = default) =>
        ListAsync(model, cancellation, Time(before))
            .Where(one => one.Delivery.Status != DeliveryStatus.Pending && one.Delivery.Notification.At < before)
            .Select(one => one.Key);

    /// <summary>Removes a delivery that has ended, and its notification.</summary>
    /// <returns>Whether it was there; false: somebody else was faster.</returns>
    internal async Task<bool> RemoveAsync(string key, CancellationToken cancellation = default)
    {
        if (
            await tables.FindAsync(StorageNames.NotificationsTable, Partition, Deliveries + key, cancellation) is not { } row
            || row.Read<Delivery>() is { Status: DeliveryStatus.Pending } or null
        )
        {
            return false;
        }

        List<TableWrite> writes = [TableWrite.Delete(row.Row, row.ETag)];
        var notification = row.Read<Delivery>().Notification;
        if (await tables.FindAsync(StorageNames.NotificationsTable, Partition, EventKey(notification), cancellation) is { } told)
        {
            writes.Add(TableWrite.Delete(told.Row, told.ETag));
        }

        return await tables.WriteAsync(StorageNames.NotificationsTable, Partition, writes, cancellation) is not null;
    }

    /// <summary>The deliveries that are due.</summary>
    internal async IAsyncEnumerable<TableRow> DueAsync(
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var open in QueryAsync(Open, Open, cancellation))
        {
            if (
                await tables.FindAsync(StorageNames.NotificationsTable, Partition, open.Value, cancellation) is { } row
                && DeliveryRules.IsDue(row.Read<Delivery>(), now)
            )
            {
                yield return row;
            }
        }
    }

    /// <summary>Writes how a delivery stands now, unless somebody else has written it since it was read.</summary>
    /// <returns>The row as written; null: somebody else was faster.</returns>
    internal async Task<TableRow?> WriteAsync(TableRow row, Delivery delivery, CancellationToken cancellation = default)
    {
        var json = Json.Write(delivery);
        List<TableWrite> writes = [TableWrite.Replace(row.Row, json, row.ETag)];
        if (
            delivery.Status != DeliveryStatus.Pending
            && await tables.FindAsync(StorageNames.NotificationsTable, Partition, OpenKey(delivery), cancellation) is { } open
        )
        {
            writes.Add(TableWrite.Delete(open.Row, open.ETag));
        }

        return await tables.WriteAsync(StorageNames.NotificationsTable, Partition, writes, cancellation) is { } etags
            ? new(row.Row, json, etags[0]!)
            : null;
    }

    private IAsyncEnumerable<TableRow> QueryAsync(string from, string prefix, CancellationToken cancellation) =>
        tables.QueryAsync(StorageNames.NotificationsTable, Partition, from, $"{prefix[..^1]}0", cancellation);

    /// <summary>Ascending keys are descending times.</summary>
    private static string Key(Delivery delivery) =>
        $"{Deliveries}{Time(delivery.Notification.At)}/" + Hash(delivery.Notification.Model, delivery.Notification.Id, delivery.Channel);

    private static string Time(DateTimeOffset at) =>
        (DateTimeOffset.MaxValue.Ticks - at.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private static string EventKey(Notification notification) => $"event/{Hash(notification.Model, notification.Id)}";

    private static string OpenKey(Delivery delivery) =>
        Open + Hash(delivery.Notification.Model, delivery.Notification.Id, delivery.Channel);

    /// <summary>Names of any length make keys of one length.</summary>
    private static string Hash(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
}
