using System.Text.Json;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>
/// Starts the run of every file that has none: what an event missed. It lists names only, and reads the receipts of recent files and of
/// those that the sweep before
/// left open. How far it has come is kept in a table, because each sweep may run in a new instance.
/// </summary>
/// <param name="blobs">Where files and receipts are.</param>
/// <param name="tables">Where it is kept how far the sweep has come.</param>
/// <param name="drops">Starts a run.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures are told.</param>
public sealed class DropSweep(IBlobStore blobs, ITableStore tables, DropHandler drops, TimeProvider time, ILogger<DropSweep> log)
{
    /// <summary>Files as recent as this are always looked at: far more than clocks differ or a listing takes.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Older open files that are remembered by name; with more, the sweep goes on from the oldest of the others.</summary>
    internal const int MaxOpen = 100;

    private const string Partition = "sweep";
    private const string Row = "mark";

    /// <summary>Far more than a receipt takes: its examples are few.</summary>
    private const int MaxReceiptBytes = 1 << 20;

    /// <summary>Sweeps every container once. One file that fails keeps none of the others back.</summary>
    public async Task RunAsync(IFlowClient flows, CancellationToken cancellation)
    {
        foreach (var container in StorageNames.DropContainers)
        {
            await RunAsync(container, flows, cancellation);
        }
    }

    private async Task RunAsync(string container, IFlowClient flows, CancellationToken cancellation)
    {
        var seen = time.GetUtcNow() - Overlap;
        var markRow = container == StorageNames.IncomingContainer ? Row : $"{Row}-{container}";
        var row = await tables.FindAsync(StorageNames.TimersTable, Partition, markRow, cancellation);
        var mark = row is null ? new(DateTimeOffset.MinValue, []) : row.Read<SweepMark>();
        var (files, receipts) = await ListAsync(container, cancellation);

        var open = new List<BlobInfo>();
        foreach (var file in files.Where(file => file.Modified >= mark.Seen || mark.Open.Contains(file.Name)))
        {
            if (receipts.TryGetValue(file.Name, out var receipt) && await IsHandledAsync(file, receipt, cancellation))
            {
                continue;
            }

            open.Add(file);
            await HandleAsync(file, flows, cancellation);
        }

        var older = open.Where(file => file.Modified < seen).OrderBy(file => file.Modified).ToList();
        var next = new SweepMark(
            older.Count > MaxOpen ? older[MaxOpen].Modified : seen,
            [.. older.Take(MaxOpen).Select(file => file.Name)]
        );
        await tables.WriteAsync(StorageNames.TimersTable, Partition, [TableWrite.Upsert(markRow, Json.Write(next))], cancellation);
    }

    private async Task HandleAsync(BlobInfo file, IFlowClient flows, CancellationToken cancellation)
    {
        try
        {
            await drops.HandleAsync(file.Container, file.Name, DropHandler.Sweeper, flows, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            DropLog.WillTryAgain(log, fault, file.Name);
        }
    }

    private async Task<(List<BlobInfo> Files, Dictionary<string, BlobInfo> Receipts)> ListAsync(
        string container,
        CancellationToken cancellation
    )
    {
        var (files, receipts) = (new List<BlobInfo>(), new Dictionary<string, BlobInfo>(StringComparer.Ordinal));
        await foreach (var blob in blobs.ListAsync(container, cancellation: cancellation))
        {
            if (blob.Name.EndsWith(StorageNames.ReceiptSuffix, StringComparison.Ordinal))
            {
                receipts[blob.Name[..^StorageNames.ReceiptSuffix.Length]] = blob;
            }
            else if (!StorageNames.IsOutput(container, blob.Name))
            {
                files.Add(blob);
            }
        }

        return (files, receipts);
    }

    /// <summary>
    /// Whether a receipt is about this version of its file: it names the run, whose id follows from the ETag. Times cannot tell: they are
    /// whole seconds, and the receipt
    /// of a version before may be written after the next was dropped. Where people have made a receipt unreadable, times must do.
    /// </summary>
    private async Task<bool> IsHandledAsync(BlobInfo file, BlobInfo receipt, CancellationToken cancellation) =>
        await RunOfAsync(receipt, cancellation) is { } run
            ? run == PipelineStarter.RunOf(file.Name.Split('/')[0], file)
            : receipt.Modified > file.Modified;

    private async Task<string?> RunOfAsync(BlobInfo receipt, CancellationToken cancellation)
    {
        if (receipt.Length > MaxReceiptBytes)
        {
            return null;
        }

        await using var blob = await blobs.OpenReadAsync(receipt.Container, receipt.Name, cancellation);
        try
        {
            using var json = blob is null ? null : await JsonDocument.ParseAsync(blob.Content, cancellationToken: cancellation);
            return
                json?.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("run", out var run)
                && run.ValueKind == JsonValueKind.String
                ? run.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How far the sweep has come.</summary>
    /// <param name="Seen">Files older than this have been handled, but for those that are open.</param>
    /// <param name="Open">Names of older files that had no receipt yet.</param>
    private sealed record SweepMark(DateTimeOffset Seen, IReadOnlyList<string> Open);
}
