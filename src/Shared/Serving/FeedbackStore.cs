using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Keeps what turned out to be true, by the prediction it belongs to. What was said first stays: another value for the
/// same prediction is kept beside it as a conflict, for a person to look at, and takes no part in what is measured.
/// </summary>
/// <param name="tables">Where it is kept.</param>
/// <param name="predictions">The predictions it may belong to.</param>
/// <param name="scorer">The versions that gave them.</param>
/// <param name="time">The clock.</param>
public sealed class FeedbackStore(ITableStore tables, PredictionLog predictions, Scorer scorer, TimeProvider time)
{
    /// <summary>Longest actual value, in characters.</summary>
    public const int MaxActual = 1_000;

    /// <summary>Keys of conflicts; those of what was said first begin with a digit.</summary>
    private const string Conflicts = "conflict/",
        ConflictsEnd = "conflict0";

    /// <summary>Keeps an actual value, as the version's label is written.</summary>
    /// <param name="model">The model.</param>
    /// <param name="id">The prediction.</param>
    /// <param name="actual">The class' name, or a number; at most <see cref="MaxActual"/> characters.</param>
    /// <param name="isPlain">A number that is written as programs write them, however the training file wrote the label.</param>
    /// <param name="cancellation">Stops before the write.</param>
    /// <exception cref="ProblemException">The label of the version that gave the prediction cannot be that.</exception>
    public async Task<FeedbackOutcome> RecordAsync(
        string model,
        string id,
        string actual,
        bool isPlain = false,
        CancellationToken cancellation = default
    )
    {
        if (
            !PredictionId.TryParse(id, out var parsed)
            || await predictions.FindAsync(model, parsed, cancellation) is not { } batch
            || await scorer.LoadAsync(model, batch.Version, cancellation) is not { } served
        )
        {
            return FeedbackOutcome.Unknown;
        }

        var record = new FeedbackRecord(id, batch.Version, served.ReadActual(actual, isPlain), time.GetUtcNow());
        if (
            await tables.WriteAsync(StorageNames.FeedbackTable, model, [TableWrite.Insert(id, Json.Write(record))], cancellation)
            is not null
        )
        {
            return FeedbackOutcome.Kept;
        }

        var first = await tables.FindAsync(StorageNames.FeedbackTable, model, id, cancellation);
        if (first?.Read<FeedbackRecord>().Actual == record.Actual)
        {
            return FeedbackOutcome.Kept;
        }

        await tables.WriteAsync(
            StorageNames.FeedbackTable,
            model,
            [TableWrite.Upsert($"{Conflicts}{id}", Json.Write(record))],
            cancellation
        );
        return FeedbackOutcome.Conflict;
    }

    /// <summary>
    /// The values that differ from what was said first of the same prediction, the last one of each prediction, in
    /// order of the predictions' ids.
    /// </summary>
    public async IAsyncEnumerable<FeedbackRecord> ConflictsAsync(
        string model,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var row in tables.QueryAsync(StorageNames.FeedbackTable, model, Conflicts, ConflictsEnd, cancellation))
        {
            yield return row.Read<FeedbackRecord>();
        }
    }

    /// <summary>
    /// What is known of predictions of batches opened from <paramref name="from"/> on and before <paramref name="to"/>,
    /// oldest first.
    /// </summary>
    public async IAsyncEnumerable<FeedbackRecord> ReadAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (
            var row in tables.QueryAsync(StorageNames.FeedbackTable, model, PredictionId.Time(from), PredictionId.Time(to), cancellation)
        )
        {
            yield return row.Read<FeedbackRecord>();
        }
    }
}

/// <summary>What became of a feedback.</summary>
public enum FeedbackOutcome
{
    /// <summary>No such prediction was kept, or nothing is known of the version that gave it.</summary>
    Unknown,

    /// <summary>It is kept, or the same had been said before.</summary>
    Kept,

    /// <summary>Another value had been said before and stays; this one is kept as a conflict.</summary>
    Conflict,
}

/// <summary>What turned out to be true.</summary>
/// <param name="Id">The prediction.</param>
/// <param name="Version">The version that gave it.</param>
/// <param name="Actual">The class' name, or a number.</param>
/// <param name="At">When it was told.</param>
public sealed record FeedbackRecord(string Id, int Version, string Actual, DateTimeOffset At);
