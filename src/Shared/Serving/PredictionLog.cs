using Microsoft.Extensions.Logging;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Keeps what was asked and answered, in batches, beside the requests and not in their way: what waits for storage is
/// bounded, and beyond the bound predictions are given but not kept. A process that dies loses what it had not yet
/// stored: the predictions and refused rows of the last <see cref="FlushInterval"/>, but none that had feedback.
/// </summary>
public sealed partial class PredictionLog
{
    /// <summary>
    /// How long a prediction waits for storage: a second write of a few seconds later costs nobody anything, and a
    /// batch of them one write.
    /// </summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    /// <summary>Rows of a batch: some megabytes of JSON.</summary>
    public const int BatchRows = 10_000;

    /// <summary>Rows that wait for storage: ten thousand a second are kept, of more a part.</summary>
    public const int MaxPendingRows = 50_000;

    private readonly IBlobStore _blobs;
    private readonly TimeProvider _time;
    private readonly string _instance;
    private readonly ILogger _log;
    private readonly PendingPredictions _pending;
    private readonly PredictionBatchReader _stored;
    private readonly SemaphoreSlim _flushing = new(1);

    /// <summary>Starts with nothing to keep.</summary>
    /// <param name="blobs">Where batches are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="instance">Names this process among all that serve, drawn at its start: 8 lower-case hexadecimal digits.</param>
    /// <param name="log">Where a storage that cannot be written is told of.</param>
    public PredictionLog(IBlobStore blobs, TimeProvider time, string instance, ILogger log)
    {
        if (instance is not { Length: 8 } || !instance.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException("An instance is named by 8 lower-case hexadecimal digits.", nameof(instance));
        }

        (_blobs, _time, _instance, _log, _pending, _stored) = (blobs, time, instance, log, new(instance), new(blobs));
    }

    /// <summary>Takes an answer to keep, and names its predictions: an id a row, in order.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="role">In which part the version answered.</param>
    /// <param name="slot">The slot in which it is loaded; null: in none.</param>
    /// <param name="latency">How long the version took to read and score the rows.</param>
    /// <param name="shadows">The id of the caller's prediction of the first row, where the version only shadowed the one
    /// that answered.</param>
    public IReadOnlyList<string> Append(
        ScoredBatch answer,
        ServingRole role = ServingRole.Champion,
        Slot? slot = null,
        TimeSpan latency = default,
        string? shadows = null
    )
    {
        var (batch, first) = _pending.Add(answer, (role, slot), latency, shadows, _time.GetUtcNow());
        var ids = new string[answer.Inputs.RowCount];
        for (var row = 0; row < ids.Length; row++)
        {
            ids[row] = batch.IdOf(first + row);
        }

        return ids;
    }

    /// <summary>Counts rows that got no answer; nothing of what they hold is kept.</summary>
    /// <param name="version">The version that was asked.</param>
    /// <param name="role">In which part.</param>
    /// <param name="slot">The slot in which it is loaded; null: in none.</param>
    /// <param name="rows">Rows; 1 or more.</param>
    /// <param name="code">Why.</param>
    public void AppendRefused(ModelVersion version, ServingRole role, Slot? slot, int rows, RefusalCode code) =>
        _pending.AddRefused(version, (role, slot), rows, code, _time.GetUtcNow());

    /// <summary>Does a part of answering rows, and counts them as refused where it throws.</summary>
    /// <param name="routed">The version that is asked.</param>
    /// <param name="rows">Rows; 1 or more.</param>
    /// <param name="refusal">What it means that the caller's rows are at fault.</param>
    /// <param name="answer">Reads or scores the rows.</param>
    public T Watch<T>(RoutedModel routed, int rows, RefusalCode refusal, Func<T> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var code = fault is ProblemException { Problem.Status: < 500 } ? refusal : RefusalCode.Failed;
            AppendRefused(routed.Served.Version, routed.Role, routed.Slot, rows, code);
            throw;
        }
    }

    /// <summary>Stores batches until told to stop, and then what is left.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        FlushLoop.RunAsync(FlushInterval, _time, FlushAsync, fault => LogUnstored(_log, fault), cancellation);

    /// <summary>Is told of every batch once it is stored.</summary>
    internal Func<PredictionBatchHeader, CancellationToken, Task> Stored { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Stores everything that waits. What cannot be stored goes on waiting.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await _flushing.WaitAsync(cancellation);
        try
        {
            while (_pending.Next() is { } batch)
            {
                var header = batch.Header;
                await _blobs.WriteAsync(
                    StorageNames.PredictionsContainer,
                    batch.Id.BlobName(header.Model),
                    new MemoryStream(batch.Write(), writable: false),
                    WriteCondition.WhenAbsent,
                    cancellation
                );
                _pending.Remove(batch);
                await Stored(header, cancellation);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>
    /// The stored batches of a model that were opened from <paramref name="from"/> on and before <paramref name="to"/>,
    /// oldest first.
    /// </summary>
    public IAsyncEnumerable<PredictionBatch> ReadAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation = default
    ) => _stored.ReadAsync(model, from, to, static _ => true, cancellation);

    /// <summary>Those of them that are wanted by their headers; of the others nothing else is read.</summary>
    internal IAsyncEnumerable<PredictionBatch> ReadAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        Predicate<PredictionBatchHeader> wanted,
        CancellationToken cancellation = default
    ) => _stored.ReadAsync(model, from, to, wanted, cancellation);

    /// <summary>The stored batch of a prediction; null where it was not kept, or not yet.</summary>
    internal Task<PredictionBatch?> ReadBatchAsync(string model, PredictionId id, CancellationToken cancellation) =>
        _stored.ReadBatchAsync(model, id, cancellation);

    /// <summary>Whether this process gave the prediction.</summary>
    internal bool IsOwn(PredictionId id) => id.Instance == _instance;

    /// <summary>What is known of the batch of a prediction; null where the prediction was not kept.</summary>
    internal async Task<PredictionBatchHeader?> FindAsync(string model, PredictionId id, CancellationToken cancellation)
    {
        // What feedback is kept of shall not be lost with the process: where it waits, it is stored first.
        if (IsOwn(id) && _pending.Contains(model, id))
        {
            await FlushAsync(cancellation);
        }

        return await _stored.ReadHeaderAsync(model, id, cancellation) is { } header && id.Row < header.Rows ? header : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Predictions could not be stored; they wait")]
    private static partial void LogUnstored(ILogger log, Exception fault);
}
