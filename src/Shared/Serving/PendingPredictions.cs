using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Serving;

/// <summary>
/// The predictions that wait for storage, in one open batch for each version, role and slot. Bounded: see
/// <see cref="PredictionLog.MaxPendingRows"/>. Safe for many threads.
/// </summary>
/// <param name="instance">Names this process among all that serve.</param>
internal sealed class PendingPredictions(string instance)
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
            var first = batch.Rows;
            var after = (int)Math.Max((now - batch.Opened).TotalMilliseconds, 0);
            batch.Add(answer, new(rows, after, latency.Ticks / TimeSpan.TicksPerMicrosecond, shadows));
            _rows += rows;
            return (batch, first);
        }
    }

    /// <summary>Counts rows that got no answer.</summary>
    public void AddRefused(ModelVersion version, (ServingRole Role, Slot? Slot) place, int rows, RefusalCode code, DateTimeOffset now)
    {
        lock (_gate)
        {
            Current(version, place, 0, now).AddRefused(rows, code);
        }
    }

    /// <summary>Whether a prediction waits.</summary>
    public bool Contains(string model, PredictionId id)
    {
        lock (_gate)
        {
            return _closed
                .Concat(_open.Values)
                .Any(batch => batch.Id with { Row = id.Row } == id && batch.Header.Model == model && id.Row < batch.Rows);
        }
    }

    /// <summary>The oldest closed batch, left in the queue; where none is left, all open ones are closed.</summary>
    public PendingBatch? Next()
    {
        lock (_gate)
        {
            if (_closed.Count == 0)
            {
                foreach (var batch in _open.Values.OrderBy(batch => batch.Id.Batch))
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
            _rows -= batch.Rows;
        }
    }

    /// <summary>The open batch of a version in a role, with space for more rows.</summary>
    private PendingBatch Current(ModelVersion version, (ServingRole Role, Slot? Slot) place, int rows, DateTimeOffset now)
    {
        var key = (version.Model, version.Number, place.Role, place.Slot);
        if (_open.TryGetValue(key, out var batch))
        {
            if (batch.Rows + rows <= PredictionLog.BatchRows)
            {
                return batch;
            }

            _closed.Enqueue(batch);
        }

        return _open[key] = Open(version, place, now);
    }

    private PendingBatch Open(ModelVersion version, (ServingRole Role, Slot? Slot) place, DateTimeOffset now)
    {
        var opened = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        return new(new(opened, instance, _batches++, 0), new(version.Model, version.Number, opened, 0, place.Role, place.Slot));
    }
}
