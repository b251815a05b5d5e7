using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Serving;

/// <summary>
/// The predictions that wait for storage, in one open batch for each version, role and slot. Bounded: see
/// <see cref="PredictionLog.MaxPendingRows"/>. Safe for many threads.
/// </summary>
internal sealed class PendingPredictions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Model, int Version, ServingRole Role, Slot? Slot), PendingBatch> _open = [];
    private readonly Queue<PendingBatch> _closed = new();
    private int _rows;
    private int _batches;

    /// <summary>Adds the rows of an answer; beyond the bound they are not kept.</summary>
    /// <returns>The batch that names them, and the first row's place in it.</returns>
    public (PendingBatch Batch, int First) Add(
        ScoredBatch answer,
        (ServingRole Role, Slot? Slot) place,
        TimeSpan latency,
        string? shadows,
        DateTimeOffset now
    )
    {
        var (version, rows) = (answer.Served.Version, answer.Inputs.RowCount);
        lock (_gate)
        {
            if (_rows + rows > PredictionLog.MaxPendingRows)
            {
                // Named like all others, from a batch that will never be stored.
                return (Open(version, place, now), 0);
            }

            var batch = Current(version, place, rows, now);
            var first = batch.Header.Rows;
            var after = (int)Math.Max((now - batch.Header.Opened).TotalMilliseconds, 0);
            batch.Parts.Add((answer.Inputs, answer.Predictions));
            batch.Requests.Add(new(rows, after, latency.Ticks / TimeSpan.TicksPerMicrosecond, shadows));
            batch.Header = batch.Header with { Rows = first + rows };
            _rows += rows;
            return (batch, first);
        }
    }

    /// <summary>Counts rows that got no answer.</summary>
    public void AddRefused(ModelVersion version, (ServingRole Role, Slot? Slot) place, int rows, RefusalCode code, DateTimeOffset now)
    {
        lock (_gate)
        {
            var batch = Current(version, place, 0, now);
            batch.Header = batch.Header with
            {
                Refused = new SortedDictionary<RefusalCode, int>(batch.Header.Refused.ToDictionary())
                {
                    [code] = batch.Header.Refused.GetValueOrDefault(code) + rows,
                },
            };
        }
    }

    /// <summary>Whether a prediction waits.</summary>
    public bool Contains(string model, PredictionId id)
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

    /// <summary>The oldest closed batch, left in the queue; where none is left, all open ones are closed.</summary>
    public PendingBatch? Next()
    {
        lock (_gate)
        {
            if (_closed.Count == 0)
            {
                foreach (var batch in _open.Values.OrderBy(batch => batch.Number))
                {
                    _closed.Enqueue(batch);
                }

                _open.Clear();
            }

            return _closed.TryPeek(out var next) ? next : null;
        }
    }

    /// <summary>Removes the batch that <see cref="Next"/> gave.</summary>
    public void Remove(PendingBatch batch)
    {
        lock (_gate)
        {
            _closed.Dequeue();
            _rows -= batch.Header.Rows;
        }
    }

    /// <summary>The open batch of a version in a role, with space for more rows.</summary>
    private PendingBatch Current(ModelVersion version, (ServingRole Role, Slot? Slot) place, int rows, DateTimeOffset now)
    {
        var key = (version.Model, version.Number, place.Role, place.Slot);
        if (_open.TryGetValue(key, out var batch))
        {
            if (batch.Header.Rows + rows <= PredictionLog.BatchRows)
            {
                return batch;
            }

            _closed.Enqueue(batch);
        }

        return _open[key] = Open(version, place, now);
    }

    private PendingBatch Open(ModelVersion version, (ServingRole Role, Slot? Slot) place, DateTimeOffset now) =>
        new(
            _batches++,
            new(
                version.Model,
                version.Number,
                new(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero),
                0,
                place.Role,
                place.Slot
            )
        );
}

/// <summary>A batch that still grows, or waits for storage.</summary>
internal sealed class PendingBatch(int number, PredictionBatchHeader header)
{
    public int Number { get; } = number;

    public PredictionBatchHeader Header { get; set; } = header;

    public List<(DataFrame Inputs, Predictions Predictions)> Parts { get; } = [];

    public List<LoggedRequest> Requests { get; } = [];
}
