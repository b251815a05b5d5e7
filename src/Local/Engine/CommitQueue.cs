using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using MLOpsFunctions.Local.Stores;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// The single writer. Units of work that wait during a commit share the next one, so that one sync makes all of them
/// durable. Each unit is applied whole or not at all.
/// </summary>
internal sealed class CommitQueue : IDisposable
{
    private readonly BlockingCollection<(Action<HistoryWriter> Work, TaskCompletionSource Done)> _queue = [];
    private readonly SqliteConnection _connection;
    private readonly HistoryWriter _writer;
    private readonly Action<string>? _onCommit;
    private readonly Thread _thread;

    public CommitQueue(string database, Action<string>? onCommit)
    {
        _connection = HistorySchema.Prepare(database);
        _writer = new(_connection);
        _onCommit = onCommit;
        _thread = new(Run) { IsBackground = true, Name = "mlops commits" };
        _thread.Start();
    }

    /// <summary>Applies a unit of work. The task ends when the unit is durable, and fails if it was not applied.</summary>
    public Task CommitAsync(Action<HistoryWriter> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((work, done));
        return done.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _writer.Dispose();
        _connection.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<(Action<HistoryWriter> Work, TaskCompletionSource Done)>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < 512 && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            if (batch.Count == 1 || !TryCommit(batch))
            {
                // One unit failed the batch: each runs alone, so that only that one fails.
                batch.ForEach(unit => Commit(unit));
            }

            batch.Clear();
        }
    }

    private bool TryCommit(List<(Action<HistoryWriter> Work, TaskCompletionSource Done)> batch)
    {
        try
        {
            Apply(() => batch.ForEach(unit => unit.Work(_writer)));
        }
        catch (Exception)
        {
            return false;
        }

        batch.ForEach(unit => unit.Done.SetResult());
        return true;
    }

    private void Commit((Action<HistoryWriter> Work, TaskCompletionSource Done) unit)
    {
        try
        {
            Apply(() => unit.Work(_writer));
            unit.Done.SetResult();
        }
        catch (Exception fault)
        {
            unit.Done.SetException(SqliteFaults.Unwritable(fault, _connection.DataSource) ?? fault);
        }
    }

    private void Apply(Action work)
    {
        _writer.Begin();
        try
        {
            work();
            _onCommit?.Invoke("before");
            _writer.Commit();
        }
        catch
        {
            _writer.Rollback();
            throw;
        }

        _onCommit?.Invoke("after");
    }
}
