using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>Keeps what turned out to be true, by the prediction it belongs to. A correction replaces what was said before.</summary>
/// <param name="tables">Where it is kept.</param>
/// <param name="predictions">The predictions it may belong to.</param>
/// <param name="scorer">The versions that gave them.</param>
/// <param name="time">The clock.</param>
public sealed class Feedback(ITableStore tables, PredictionLog predictions, Scorer scorer, TimeProvider time)
{
    /// <summary>Longest actual value, in characters.</summary>
    public const int MaxActual = 1_000;

    /// <summary>Keeps an actual value, as the version's label is written. False where no such prediction was kept, or nothing is known of the version that gave it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="id">The prediction.</param>
    /// <param name="actual">The class' name, or a number in invariant writing; at most <see cref="MaxActual"/> characters.</param>
    /// <param name="cancellation">Stops before the write.</param>
    /// <exception cref="ProblemException">The label of the version that gave the prediction cannot be that.</exception>
    public async Task<bool> RecordAsync(string model, string id, string actual, CancellationToken cancellation = default)
    {
        if (!PredictionId.TryParse(id, out var parsed) || await predictions.FindAsync(model, parsed, cancellation) is not { } batch
            || await scorer.LoadAsync(model, batch.Version, cancellation) is not { } served)
        {
            return false;
        }

        var record = new FeedbackRecord(id, batch.Version, served.ReadActual(actual), time.GetUtcNow());
        await tables.WriteAsync(StorageNames.FeedbackTable, model, [TableWrite.Upsert(id, Json.Write(record))], cancellation);
        return true;
    }

    /// <summary>What is known of predictions of batches opened from <paramref name="from"/> on and before <paramref name="to"/>, oldest first.</summary>
    public async IAsyncEnumerable<FeedbackRecord> ReadAsync(
        string model, DateTimeOffset from, DateTimeOffset to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var row in tables.QueryAsync(StorageNames.FeedbackTable, model, PredictionId.Time(from), PredictionId.Time(to), cancellation))
        {
            yield return row.Read<FeedbackRecord>();
        }
    }
}

/// <summary>What turned out to be true.</summary>
/// <param name="Id">The prediction.</param>
/// <param name="Version">The version that gave it.</param>
/// <param name="Actual">The class' name, or a number.</param>
/// <param name="At">When it was told.</param>
public sealed record FeedbackRecord(string Id, int Version, string Actual, DateTimeOffset At);
