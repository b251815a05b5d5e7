using MLOpsFunctions.Deployment;
using MLOpsFunctions.Numerics;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Keeps what turned out to be true, by the prediction it belongs to. Rows are added and never changed. What was said
/// first stays: the same again changes nothing, and another value for the same prediction is kept beside it as a
/// conflict, for a person to look at, and takes no part in what is measured.
/// </summary>
/// <param name="tables">Where it is kept.</param>
/// <param name="predictions">The predictions it may belong to.</param>
/// <param name="scorer">The versions that gave them.</param>
/// <param name="deployments">What serves: it reads what comes before its prediction is stored.</param>
/// <param name="time">The clock.</param>
public sealed class FeedbackStore(ITableStore tables, PredictionLog predictions, Scorer scorer, Deployments deployments, TimeProvider time)
{
    /// <summary>Longest actual value, in characters.</summary>
    public const int MaxActual = 1_000;

    /// <summary>
    /// How long a prediction may wait for storage in another process: what is said of an id that is younger is kept
    /// until then; an older id without a prediction is unknown.
    /// </summary>
    public static readonly TimeSpan Early = TimeSpan.FromHours(1);

    /// <summary>How far the clocks of two processes may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Keys of conflicts; those of what was said first begin with a digit.</summary>
    private const string Conflicts = "conflict/",
        ConflictsEnd = "conflict0";

    /// <summary>Keeps an actual value, as the version's label is written.</summary>
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
        if (!PredictionId.TryParse(id, out var parsed))
        {
            return FeedbackOutcome.Unknown;
        }

        var batch = await predictions.FindAsync(model, parsed, cancellation);
        var version = batch?.Version ?? (MayComeYet(parsed) ? (await deployments.GetAsync(model, cancellation)).LiveVersion : null);
        if (version is not { } number || await scorer.LoadAsync(model, number, cancellation) is not { } served)
        {
            return FeedbackOutcome.Unknown;
        }

        var record = new FeedbackRecord(id, number, served.ReadActual(actual, isPlain), time.GetUtcNow());
        var kept = batch is null ? FeedbackOutcome.Early : FeedbackOutcome.Kept;
        if (await AddAsync(model, id, record, cancellation))
        {
            return kept;
        }

        if ((await FindAsync(model, id, cancellation))?.Actual == record.Actual)
        {
            return kept;
        }

        await AddAsync(model, $"{Conflicts}{id}/{StableHash.Of(record.Actual):x16}", record, cancellation);
        return FeedbackOutcome.Conflict;
    }

    /// <summary>How many predictions of a model something is known of.</summary>
    public ValueTask<long> CountAsync(string model, CancellationToken cancellation = default) =>
        ReadAsync(model, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellation).LongCountAsync(cancellation);

    /// <summary>What was said first of a prediction; null: nothing.</summary>
    public async Task<FeedbackRecord?> FindAsync(string model, string id, CancellationToken cancellation = default) =>
        (await tables.FindAsync(StorageNames.FeedbackTable, model, id, cancellation))?.Read<FeedbackRecord>();

    private async Task<bool> AddAsync(string model, string key, FeedbackRecord record, CancellationToken cancellation) =>
        await tables.WriteAsync(StorageNames.FeedbackTable, model, [TableWrite.Insert(key, Json.Write(record))], cancellation) is not null;

    /// <summary>Whether another process may still hold the prediction; this one knows its own.</summary>
    private bool MayComeYet(PredictionId id)
    {
        var age = time.GetUtcNow() - id.Opened;
        return !predictions.IsOwn(id) && age < Early && age > -Skew;
    }

    /// <summary>
    /// The values that differ from what was said first of the same prediction, each once, in order of the predictions'
    /// ids.
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

    /// <summary>It is kept, and counts once its prediction is stored.</summary>
    Early,

    /// <summary>Another value had been said before and stays; this one is kept as a conflict.</summary>
    Conflict,
}

/// <summary>What turned out to be true.</summary>
/// <param name="Id">The prediction.</param>
/// <param name="Version">The version that gave it; where it came before its prediction was stored, the one that served.</param>
/// <param name="Actual">The class' name, or a number.</param>
/// <param name="At">When it was told.</param>
public sealed record FeedbackRecord(string Id, int Version, string Actual, DateTimeOffset At);
