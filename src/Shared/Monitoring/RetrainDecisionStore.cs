using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Keeps the decisions on retraining of every model, those to do nothing too, and the one that waits for the end of a
/// run. One waits at most: two would learn the same rows.
/// </summary>
/// <param name="tables">Where they are kept.</param>
public sealed class RetrainDecisionStore(ITableStore tables)
{
    private const string Prefix = "decision/";
    private const string Waiting = "queued-decision";

    /// <summary>Keeps a decision; keeping it again changes nothing. A run that a person asked for waits by itself.</summary>
    public Task SaveAsync(StoredDecision decision, CancellationToken cancellation = default)
    {
        var row = Json.Write(decision);
        TableWrite[] writes =
            decision.Decision.Reason == RetrainReason.Queued && !decision.Decision.Reasons.Contains(RetrainReason.Request)
                ? [TableWrite.Upsert(Prefix + Key(decision), row), TableWrite.Upsert(Waiting, row)]
                : [TableWrite.Upsert(Prefix + Key(decision), row)];
        return tables.WriteAsync(StorageNames.DriftTable, decision.Model, writes, cancellation);
    }

    /// <summary>The newest decision; null where there is none.</summary>
    public async Task<StoredDecision?> LastAsync(string model, CancellationToken cancellation = default) =>
        await ListAsync(model, cancellation).FirstOrDefaultAsync(cancellation);

    /// <summary>The decisions, newest first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="after">The key of the one behind which the list begins; null: with the newest.</param>
    public async IAsyncEnumerable<StoredDecision> ListAsync(
        string model,
        [EnumeratorCancellation] CancellationToken cancellation = default,
        string? after = null
    )
    {
        var from = Prefix + after;
        await foreach (var row in tables.QueryAsync(StorageNames.DriftTable, model, from, "decision0", cancellation))
        {
            if (row.Row != from)
            {
                yield return row.Read<StoredDecision>();
            }
        }
    }

    /// <summary>The decision that waits for the end of a run; null: none does.</summary>
    public async Task<StoredDecision?> WaitingAsync(string model, CancellationToken cancellation = default) =>
        (await tables.FindAsync(StorageNames.DriftTable, model, Waiting, cancellation))?.Read<StoredDecision>();

    /// <summary>Ends the waiting of a decision, unless another one waits by now.</summary>
    public async Task EndWaitingAsync(StoredDecision decision, CancellationToken cancellation = default)
    {
        if (
            await tables.FindAsync(StorageNames.DriftTable, decision.Model, Waiting, cancellation) is { } row
            && row.Read<StoredDecision>().Id == decision.Id
        )
        {
            await tables.WriteAsync(StorageNames.DriftTable, decision.Model, [TableWrite.Delete(Waiting, row.ETag)], cancellation);
        }
    }

    /// <summary>What names a decision in the list; it ascends as time descends.</summary>
    public static string Key(StoredDecision decision) =>
        $"{(DateTimeOffset.MaxValue.Ticks - decision.At.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)}/{decision.Id}";
}
