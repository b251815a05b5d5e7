using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Removes what is older than a model's definition keeps it. Nothing that is removed is referred to by a version. The record
/// is written before the first removal and again after the last, so that a process that is killed in between leaves a record
/// that says so. The next pass removes the rest.
/// </summary>
/// <param name="services">The parts of the product.</param>
public sealed class Retention(PipelineServices services)
{
    /// <summary>Most blobs or rows of one kind that a pass removes, so that it ends soon; the next pass goes on.</summary>
    internal const int MostRemoved = 5_000;

    private static readonly TimeSpan Least = TimeSpan.FromDays(1);

    /// <summary>What was removed.</summary>
    public RetentionLog Log { get; } = new(services.Tables);

    /// <summary>Removes what is due of a model, and records it.</summary>
    /// <exception cref="ProblemException">The definition cannot be read: nothing is removed.</exception>
    public async Task ApplyAsync(string model, CancellationToken cancellation = default)
    {
        if ((await services.Definitions.FindAsync(model, cancellation))?.Retention is not { } keep)
        {
            return;
        }

        await RemoveAsync(model, "predictions", keep.Predictions, before => Predictions(model, before, cancellation), cancellation);
        await RemoveAsync(model, "quarantine", keep.Quarantine, before => Quarantine(model, before, cancellation), cancellation);
        await RemoveAsync(model, "driftReports", keep.DriftReports, before => Rows(model, "report", before, cancellation), cancellation);
        await RemoveAsync(model, "decisions", keep.Decisions, before => Rows(model, "decision", before, cancellation), cancellation);
        await RemoveAsync(model, "statistics", keep.Statistics, before => Statistics(model, before, cancellation), cancellation);
        await RemoveAsync(model, "notifications", keep.Notifications, before => Notifications(model, before, cancellation), cancellation);
        await RemoveAsync(model, "datasets", keep.Datasets, before => Datasets(model, before, cancellation), cancellation);
    }

    private async Task RemoveAsync(
        string model,
        string kind,
        Duration? kept,
        Func<DateTimeOffset, IAsyncEnumerable<Func<Task<bool>>>> find,
        CancellationToken cancellation
    )
    {
        if (kept is not { } duration)
        {
            return;
        }

        var now = services.Time.GetUtcNow();
        var before = now - (duration.Value > Least ? duration.Value : Least);
        var due = await find(before).Take(MostRemoved).ToListAsync(cancellation);
        if (due.Count == 0)
        {
            return;
        }

        var record = new RetentionRecord(now, model, kind, before, due.Count, Removed: null);
        await Log.SaveAsync(record, cancellation);
        var removed = 0;
        foreach (var remove in due)
        {
            removed += await remove() ? 1 : 0;
        }

        await Log.SaveAsync(record with { Removed = removed }, cancellation);
    }

    /// <summary>The batches that were opened before a time. Names are in order of time, so that no later one is looked at.</summary>
    private IAsyncEnumerable<Func<Task<bool>>> Predictions(string model, DateTimeOffset before, CancellationToken cancellation) =>
        services
            .Blobs.ListAsync(StorageNames.PredictionsContainer, $"{model}/", cancellation)
            .TakeWhile(blob => PredictionId.OfBlob(blob.Name).Opened < before)
            .Select(blob => Delete(blob, cancellation));

    private IAsyncEnumerable<Func<Task<bool>>> Quarantine(string model, DateTimeOffset before, CancellationToken cancellation) =>
        services
            .Blobs.ListAsync(StorageNames.QuarantineContainer, $"{model}/", cancellation)
            .Where(blob => blob.Modified < before)
            .Select(blob => Delete(blob, cancellation));

    /// <summary>Counts of minutes and hours before a time. Those of rollouts under way are younger than a day.</summary>
    private IAsyncEnumerable<Func<Task<bool>>> Statistics(string model, DateTimeOffset before, CancellationToken cancellation) =>
        services
            .Tables.QueryAsync(StorageNames.StatisticsTable, model, cancellation: cancellation)
            .Where(row => ServingStatistics.TimeOf(row.Row) < before)
            .Select(row => Delete(StorageNames.StatisticsTable, model, row, cancellation));

    private IAsyncEnumerable<Func<Task<bool>>> Notifications(string model, DateTimeOffset before, CancellationToken cancellation) =>
        services
            .Notifications.EndedAsync(model, before, cancellation)
            .Select(key => (Func<Task<bool>>)(() => services.Notifications.RemoveAsync(key, cancellation)));

    private IAsyncEnumerable<Func<Task<bool>>> Datasets(string model, DateTimeOffset before, CancellationToken cancellation)
    {
        var unused = new UnusedDatasets(services);
        return unused
            .FindAsync(model, before, cancellation)
            .Select(entry => (Func<Task<bool>>)(() => unused.RemoveAsync(entry, cancellation)));
    }

    private Func<Task<bool>> Delete(string table, string partition, TableRow row, CancellationToken cancellation) =>
        async () => await services.Tables.WriteAsync(table, partition, [TableWrite.Delete(row.Row, row.ETag)], cancellation) is not null;

    private Func<Task<bool>> Delete(BlobInfo blob, CancellationToken cancellation) =>
        () => services.Blobs.DeleteAsync(blob.Container, blob.Name, blob.ETag, cancellation);

    /// <summary>Rows whose keys ascend as time descends, older than a time; the newest of all is left out.</summary>
    private async IAsyncEnumerable<Func<Task<bool>>> Rows(
        string model,
        string prefix,
        DateTimeOffset before,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (first, end) = ($"{prefix}/", $"{prefix}0");
        var newest = await services
            .Tables.QueryAsync(StorageNames.DriftTable, model, first, end, cancellation)
            .FirstOrDefaultAsync(cancellation);
        var from = first + (DateTimeOffset.MaxValue.Ticks - before.UtcTicks + 1).ToString("D19", CultureInfo.InvariantCulture);
        await foreach (var row in services.Tables.QueryAsync(StorageNames.DriftTable, model, from, end, cancellation))
        {
            if (row.Row != newest?.Row)
            {
                yield return Delete(StorageNames.DriftTable, model, row, cancellation);
            }
        }
    }
}
