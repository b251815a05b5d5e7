using System.Globalization;
using System.Text.Json;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Registry;

/// <summary>
/// Keeps the head of each model's ledger outside the ledger's table, in a container that a host can make immutable. Whoever can write the
/// table can rewrite a whole
/// chain so that it verifies; it cannot agree with what was anchored before.
/// </summary>
/// <param name="blobs">Where anchors are kept.</param>
public sealed class LedgerAnchors(IBlobStore blobs, PromotionLedger ledger)
{
    /// <summary>
    /// Verifies a ledger, compares it with every anchor of it and, where it stands, anchors its head. An anchor is written once; the same
    /// head again writes nothing.
    /// </summary>
    public async Task<LedgerVerification> CheckAsync(string model, CancellationToken cancellation = default)
    {
        var check = await ledger.VerifyAsync(model, cancellation);
        if (check.Intact && await DifferenceAsync(model, cancellation) is { } difference)
        {
            check = check with { Intact = false, Sentence = difference };
        }

        if (check is { Intact: true, Entries: > 0 })
        {
            var (anchor, name) = (new LedgerAnchor(model, check.Entries, check.Head), Name(model, check.Entries, check.Head));
            using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(anchor, Json.Compact));
            await blobs.WriteAsync(StorageNames.AnchorsContainer, name, content, WriteCondition.WhenAbsent, cancellation);
        }

        return check;
    }

    /// <summary>The first anchor that the ledger does not agree with; null: it agrees with all. An anchor is its name.</summary>
    private async Task<string?> DifferenceAsync(string model, CancellationToken cancellation)
    {
        // Anchors first: one that is written meanwhile is of an entry that the ledger has by then.
        var anchors = new List<string>();
        await foreach (var anchor in blobs.ListAsync(StorageNames.AnchorsContainer, $"{model}/", cancellation))
        {
            anchors.Add(anchor.Name);
        }

        var hashes = new List<string>();
        await foreach (var entry in ledger.ReadAsync(model, cancellation))
        {
            hashes.Add(entry.Hash ?? "");
        }

        return anchors.Select(anchor => Difference(model, anchor, hashes)).FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(string model, string anchor, IReadOnlyList<string> hashes) =>
        Entries(model, anchor) switch
        {
            null => $"{anchor} is no anchor of this ledger.",
            { } entries when entries > hashes.Count => $"{entries} entries were anchored; the ledger has {hashes.Count}.",
            { } entries when anchor != Name(model, entries, hashes[entries - 1]) => $"Entry {entries} is not the one that was anchored.",
            _ => null,
        };

    private static string Name(string model, int entries, string hash) =>
        $"{model}/{entries.ToString("D10", CultureInfo.InvariantCulture)}-{hash}.json";

    private static int? Entries(string model, string name)
    {
        var number = name.AsSpan(model.Length + 1);
        var end = number.IndexOf('-');
        return end > 0 && int.TryParse(number[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var entries) && entries > 0
            ? entries
            : null;
    }
}

/// <summary>What an anchor holds, for a reader of the file alone.</summary>
/// <param name="Entries">Entries that the ledger had.</param>
/// <param name="Head">Hash of the last of them.</param>
public sealed record LedgerAnchor(string Model, int Entries, string Head);
