using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Data;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>
/// Keeps what was asked and answered, in batches, beside the requests and not in their way: what waits for storage is
/// bounded, and beyond the bound predictions are given but not kept. A process that dies loses what it had not yet
/// stored: the predictions of the last <see cref="FlushInterval"/>, but none that had feedback.
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
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly Dictionary<string, Batch> _open = new(StringComparer.Ordinal);
    private readonly Queue<Batch> _closed = new();
    private int _pendingRows;
    private int _batches;

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

        (_blobs, _time, _instance, _log) = (blobs, time, instance, log);
    }

    /// <summary>Takes an answer to keep, and names its predictions: an id a row, in order.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isLive">Whether the version was asked because it serves; not, where it was asked for by number.</param>
    public IReadOnlyList<string> Append(ScoredBatch answer, bool isLive = true)
    {
        var (batch, first) = Reserve(answer.Served.Version, isLive, answer.Inputs, answer.Predictions);
        return
        [
            .. Enumerable
                .Range(first, answer.Inputs.RowCount)
                .Select(row => new PredictionId(batch.Header.Opened, _instance, batch.Number, row).ToString()),
        ];
    }

    /// <summary>Stores batches until told to stop, and then what is left.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(FlushInterval, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await FlushAsync(CancellationToken.None);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogUnstored(_log, fault);
            }
        }
    }

    /// <summary>Stores everything that waits. What cannot be stored goes on waiting.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await _flushing.WaitAsync(cancellation);
        try
        {
            while (Next() is { } batch)
            {
                var bytes = PredictionBatchFormat.Write(batch.Header, batch.Parts);
                var name = new PredictionId(batch.Header.Opened, _instance, batch.Number, 0).BlobName(batch.Header.Model);
                await _blobs.WriteAsync(
                    StorageNames.PredictionsContainer,
                    name,
                    new MemoryStream(bytes, writable: false),
                    WriteCondition.WhenAbsent,
                    cancellation
                );
                lock (_gate)
                {
                    _closed.Dequeue();
                    _pendingRows -= batch.Header.Rows;
                }
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
    public async IAsyncEnumerable<PredictionBatch> ReadAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        for (var day = from.UtcDateTime.Date; day < to.UtcDateTime; day = day.AddDays(1))
        {
            await foreach (var blob in _blobs.ListAsync(StorageNames.PredictionsContainer, PredictionId.Day(model, day), cancellation))
            {
                await using var read = await _blobs.OpenReadAsync(blob.Container, blob.Name, cancellation);
                if (
                    read is not null
                    && await PredictionBatchFormat.ReadAsync(read.Content, read.Info.Length, cancellation) is var batch
                    && batch.Header.Opened >= from
                    && batch.Header.Opened < to
                )
                {
                    yield return batch;
                }
            }
        }
    }

    /// <summary>What is known of the batch of a prediction; null where the prediction was not kept.</summary>
    internal async Task<PredictionBatchHeader?> FindAsync(string model, PredictionId id, CancellationToken cancellation)
    {
        // What feedback is kept of shall not be lost with the process: where it waits, it is stored first.
        if (id.Instance == _instance && IsWaiting(model, id))
        {
            await FlushAsync(cancellation);
        }

        await using var read = await _blobs.OpenReadAsync(StorageNames.PredictionsContainer, id.BlobName(model), cancellation);
        return
            read is not null
            && await PredictionBatchFormat.ReadHeaderAsync(read.Content, cancellation) is var header
            && id.Row < header.Rows
            ? header
            : null;
    }

    private bool IsWaiting(string model, PredictionId id)
    {
        lock (_gate)
        {
            return _closed
                .Concat(_open.Values)
                .Any(batch =>
                    batch.Number == id.Batch
                    && batch.Header.Model == model
                    && batch.Header.Opened == id.Opened
                    && id.Row < batch.Header.Rows
                );
        }
    }

    private (Batch Batch, int First) Reserve(ModelVersion version, bool isLive, DataFrame inputs, Predictions predictions)
    {
        lock (_gate)
        {
            if (_pendingRows + inputs.RowCount > MaxPendingRows)
            {
                // Named like all others, from a batch that will never be stored.
                return (Open(version, isLive), 0);
            }

            if (
                !_open.TryGetValue(version.Model, out var batch)
                || batch.Header.Version != version.Number
                || batch.Header.Live != isLive
                || batch.Header.Rows + inputs.RowCount > BatchRows
            )
            {
                if (batch is not null)
                {
                    _closed.Enqueue(batch);
                }

                _open[version.Model] = batch = Open(version, isLive);
            }

            var first = batch.Header.Rows;
            batch.Parts.Add((inputs, predictions));
            batch.Header = batch.Header with { Rows = first + inputs.RowCount };
            _pendingRows += inputs.RowCount;
            return (batch, first);
        }
    }

    private Batch Open(ModelVersion version, bool isLive)
    {
        var now = _time.GetUtcNow();
        return new(
            _batches++,
            new(
                version.Model,
                version.Number,
                new(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
                0,
                isLive
            )
        );
    }

    /// <summary>The oldest closed batch, left in the queue; where none is left, all open ones are closed.</summary>
    private Batch? Next()
    {
        lock (_gate)
        {
            foreach (var batch in _closed.Count == 0 ? _open.Values.ToArray() : [])
            {
                _closed.Enqueue(batch);
                _open.Remove(batch.Header.Model);
            }

            return _closed.TryPeek(out var next) ? next : null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Predictions could not be stored; they wait")]
    private static partial void LogUnstored(ILogger log, Exception fault);

    private sealed class Batch(int number, PredictionBatchHeader header)
    {
        public int Number { get; } = number;

        public PredictionBatchHeader Header { get; set; } = header;

        public List<(DataFrame Inputs, Predictions Predictions)> Parts { get; } = [];
    }
}
