using System.Globalization;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Registry;

/// <summary>
/// Who promoted, rolled back or held which version, when and why: append-only, a hash chain a model. Entries share the
/// partition of the deployment state, so that the state and its entry are written in one transaction or not at all.
/// </summary>
/// <param name="tables">Where it is kept.</param>
/// <param name="time">The clock.</param>
public sealed class PromotionLedger(ITableStore tables, TimeProvider time)
{
    /// <summary>The model's entries, oldest first.</summary>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="after">The number of the entry behind which the list begins; 0: with the first.</param>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(
        string model,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default,
        int after = 0
    )
    {
        await foreach (
            var row in tables.QueryAsync(
                StorageNames.ModelsTable,
                model,
                RegistryKeys.Ledger(after + 1),
                RegistryKeys.Ledger(int.MaxValue),
                cancellation
            )
        )
        {
            yield return row.Read<LedgerEntry>();
        }
    }

    /// <summary>The newest entries, newest first; reads no more than these.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="before">Only entries with a lower number than this; null: all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<LedgerEntry>> NewestAsync(
        string model,
        int count,
        int? before = null,
        CancellationToken cancellation = default
    )
    {
        var end = Math.Min(before ?? int.MaxValue, (await HeadAsync(model, cancellation)).Head.Count + 1);
        var (from, to) = (RegistryKeys.Ledger(Math.Max(end - count, 0)), RegistryKeys.Ledger(end));
        var rows = await tables.QueryAsync(StorageNames.ModelsTable, model, from, to, cancellation).ToListAsync(cancellation);
        return [.. rows.AsEnumerable().Reverse().Select(row => row.Read<LedgerEntry>())];
    }

    /// <summary>The number of the last entry that was written at a time or before; 0: none was. Entries ascend in time.</summary>
    internal async Task<int> SequenceAtAsync(string model, DateTimeOffset time, CancellationToken cancellation = default)
    {
        var (head, _) = await HeadAsync(model, cancellation);
        var (known, later) = (0, head.Count + 1);
        if (time >= head.At)
        {
            return head.Count;
        }

        while (later - known > 1)
        {
            var middle = known + ((later - known) / 2);
            var isKnown = await NewestAsync(model, 1, middle + 1, cancellation) is [var entry]
                ? entry.At <= time
                : throw new InvalidDataException($"The ledger of '{model}' has lost entry {middle}.");
            (known, later) = isKnown ? (middle, later) : (known, middle);
        }

        return known;
    }

    /// <summary>The entry that an operation has left, or null where it has not happened.</summary>
    public async Task<LedgerEntry?> FindAsync(string model, string key, CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Operation(key), cancellation) is not { } operation)
        {
            return null;
        }

        var sequence = int.Parse(operation.Value, CultureInfo.InvariantCulture);
        var row =
            await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Ledger(sequence), cancellation)
            ?? throw new InvalidDataException($"The ledger of '{model}' has lost entry {sequence}.");
        return row.Read<LedgerEntry>();
    }

    /// <summary>Follows the chain from the first entry to the recorded head.</summary>
    public async Task<LedgerVerification> VerifyAsync(string model, CancellationToken cancellation = default)
    {
        var (count, hash) = (0, LedgerEntry.Genesis);
        await foreach (var entry in ReadAsync(model, cancellation))
        {
            if (entry.Sequence != count + 1)
            {
                return LedgerVerification.Broken(count, hash, $"Entry {count + 1} is missing; the next one found is {entry.Sequence}.");
            }

            if (entry.Model != model || entry.PreviousHash != hash || entry.Hash != entry.ComputeHash())
            {
                return LedgerVerification.Broken(
                    count,
                    hash,
                    $"Entry {entry.Sequence} is not the one that was written: its hash does not follow from its "
                        + "content and the entry before."
                );
            }

            (count, hash) = (entry.Sequence, entry.Hash);
        }

        var (head, _) = await HeadAsync(model, cancellation);
        return head.Count == count && head.Hash == hash
            ? new(
                true,
                count,
                hash,
                count == 1 ? "The one entry stands as it was written." : $"All {count} entries follow from one another."
            )
            : LedgerVerification.Broken(
                count,
                hash,
                $"The head speaks of {head.Count} entries; the chain found has {count} or ends differently."
            );
    }

    /// <summary>The next entry, and the writes that append it; they belong into the transaction that makes it true.</summary>
    internal async Task<(LedgerEntry Entry, IReadOnlyList<TableWrite> Writes)> PrepareAsync(
        LedgerEntry draft,
        CancellationToken cancellation
    )
    {
        var (head, etag) = await HeadAsync(draft.Model, cancellation);
        var now = time.GetUtcNow();
        var entry = draft with { Sequence = head.Count + 1, PreviousHash = head.Hash, At = now > head.At ? now : head.At };
        entry = entry with { Hash = entry.ComputeHash() };

        var headJson = Json.Write(new LedgerHead(entry.Sequence, entry.Hash, entry.At));
        return (
            entry,
            [
                etag is null
                    ? TableWrite.Insert(RegistryKeys.LedgerHead, headJson)
                    : TableWrite.Replace(RegistryKeys.LedgerHead, headJson, etag),
                TableWrite.Insert(RegistryKeys.Ledger(entry.Sequence), Json.Write(entry)),
                TableWrite.Insert(RegistryKeys.Operation(entry.Key), entry.Sequence.ToString(CultureInfo.InvariantCulture)),
            ]
        );
    }

    private async Task<(LedgerHead Head, string? ETag)> HeadAsync(string model, CancellationToken cancellation) =>
        await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.LedgerHead, cancellation) is { } row
            ? (row.Read<LedgerHead>(), row.ETag)
            : (new(0, LedgerEntry.Genesis, DateTimeOffset.MinValue), null);

    private sealed record LedgerHead(int Count, string Hash, DateTimeOffset At);
}

/// <summary>What following a ledger's chain has shown.</summary>
/// <param name="Intact">Every entry follows from the one before, up to the recorded head.</param>
/// <param name="Entries">Entries that do.</param>
/// <param name="Head">Hash of the last of them; kept elsewhere, it proves later that nothing was rewritten.</param>
/// <param name="Sentence">What was found.</param>
public sealed record LedgerVerification(bool Intact, int Entries, string Head, string Sentence)
{
    internal static LedgerVerification Broken(int entries, string head, string sentence) => new(false, entries, head, sentence);
}
