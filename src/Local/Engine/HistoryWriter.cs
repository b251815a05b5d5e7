using Microsoft.Data.Sqlite;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Engine;

/// <summary>The writes of a transaction to instances and histories. Used by the commit thread only.</summary>
internal sealed class HistoryWriter : IDisposable
{
    private readonly Statement _begin,
        _commit,
        _rollback,
        _create,
        _append,
        _update,
        _end,
        _find,
        _attempt,
        _clearAttempts,
        _post,
        _take,
        _wait,
        _waiters,
        _clearWaits,
        _claim,
        _claimOne,
        _release,
        _purge;
    private readonly Statement[] _all;

    private readonly SqliteConnection _connection;

    public HistoryWriter(SqliteConnection connection)
    {
        _connection = connection;
        _all =
        [
            _begin = new(connection, "BEGIN IMMEDIATE", 0),
            _commit = new(connection, "COMMIT", 0),
            _rollback = new(connection, "ROLLBACK", 0),
            _create = new(
                connection,
                "INSERT OR IGNORE INTO instances (id, flow, state, owner, created, updated) VALUES ($0, $1, 0, $2, $3, $3)",
                4
            ),
            _append = new(
                connection,
                "INSERT INTO events (instance, sequence, kind, action, name, payload, time) VALUES ($0, $1, $2, $3, $4, $5, $6)",
                7
            ),
            _update = new(connection, "UPDATE instances SET updated = $1, progress = coalesce($2, progress) WHERE id = $0", 3),
            _end = new(
                connection,
                "UPDATE instances SET updated = $1, state = $2, output = $3, failure = $4, owner = NULL WHERE id = $0",
                5
            ),
            _find = new(connection, "SELECT state, output, failure FROM instances WHERE id = $0", 1),
            _attempt = new(connection, "INSERT OR REPLACE INTO attempts (instance, action, attempt, due) VALUES ($0, $1, $2, $3)", 4),
            _clearAttempts = new(connection, "DELETE FROM attempts WHERE instance = $0", 1),
            _post = new(connection, "INSERT INTO inbox (instance, kind, action, name, payload) VALUES ($0, $1, $2, $3, $4)", 5),
            _take = new(connection, "DELETE FROM inbox WHERE id = $0", 1),
            _wait = new(connection, "INSERT OR IGNORE INTO waits (child, parent, action) VALUES ($0, $1, $2)", 3),
            _waiters = new(connection, "SELECT parent, action FROM waits WHERE child = $0", 1),
            _clearWaits = new(connection, "DELETE FROM waits WHERE child = $0", 1),
            _claim = new(connection, "UPDATE instances SET owner = $0 WHERE state = 0 AND owner IS $1 RETURNING id, flow", 2),
            _claimOne = new(
                connection,
                "UPDATE instances SET owner = $0 WHERE state = 0 AND owner IS $1 AND (id = $2 OR id GLOB $2 || '.*') RETURNING id, flow",
                3
            ),
            _release = new(connection, "UPDATE instances SET owner = NULL WHERE state = 0 AND owner = $0", 1),
            _purge = new(connection, "SELECT id FROM instances WHERE state <> 0 AND updated < $0", 1),
        ];
        PurgeEvents = new(connection, "DELETE FROM events WHERE instance = $0", 1);
        PurgeInbox = new(connection, "DELETE FROM inbox WHERE instance = $0", 1);
        PurgeInstance = new(connection, "DELETE FROM instances WHERE id = $0", 1);
    }

    private Statement PurgeEvents { get; }

    private Statement PurgeInbox { get; }

    private Statement PurgeInstance { get; }

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    /// <summary>
    /// Ends the transaction, unless SQLite has ended it already, as it does on a full disk; so the first error is
    /// reported.
    /// </summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _rollback.Execute();
        }
    }

    /// <summary>Adds an instance with its first event. False if the id exists.</summary>
    public bool Create(string instance, string flow, string? owner, FlowEvent started)
    {
        if (_create.Execute(instance, flow, owner, started.Time.UtcTicks) == 0)
        {
            return false;
        }

        Append(instance, 0, started);
        return true;
    }

    public void Append(string instance, int sequence, FlowEvent entry) =>
        _append.Execute(instance, sequence, entry.Kind.ToString(), entry.Action, entry.Name, entry.Payload, entry.Time.UtcTicks);

    public void Update(string instance, DateTimeOffset now, FlowProgress? progress) =>
        _update.Execute(instance, now.UtcTicks, progress is null ? null : Json.Write(progress));

    /// <summary>Ends an instance and informs the instances that wait for it; returns them.</summary>
    public IReadOnlyList<string> End(string instance, string flow, DateTimeOffset now, string? output, Failure? failure)
    {
        var failed = failure is null ? null : Json.Write(failure);
        _end.Execute(instance, now.UtcTicks, failure is null ? (int)FlowState.Completed : (int)FlowState.Failed, output, failed);
        _clearAttempts.Execute(instance);
        var waiters = _waiters.Query(row => (Parent: row.GetString(0), Action: row.GetInt32(1)), instance);
        foreach (var (parent, action) in waiters)
        {
            Post(parent, Answer(action, flow, output, failed));
        }

        _clearWaits.Execute(instance);
        return [.. waiters.Select(waiter => waiter.Parent)];
    }

    /// <summary>
    /// Starts a child, or waits for the existing one of that id, or takes its result. True if the child is new.
    /// </summary>
    public bool CallChild(string parent, string owner, FlowEvent request, ChildRequest child, DateTimeOffset now)
    {
        var started = Create(child.Instance, request.Name, owner, new(FlowEventKind.Started, -1, request.Name, child.Input, now));
        var (state, output, failed) = _find
            .Query(
                row => ((FlowState)row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
                child.Instance
            )
            .Single();
        if (state == FlowState.Running)
        {
            _wait.Execute(child.Instance, parent, request.Action);
        }
        else
        {
            Post(parent, Answer(request.Action, request.Name, output, failed));
        }

        return started;
    }

    public void Retry(string instance, int action, int attempt, DateTimeOffset due) =>
        _attempt.Execute(instance, action, attempt, due.UtcTicks);

    /// <summary>Posts a signal. False if the instance does not exist or has ended.</summary>
    public bool Signal(string instance, string name, string payload)
    {
        if (_find.Query(row => (FlowState)row.GetInt32(0), instance) is not [FlowState.Running])
        {
            return false;
        }

        Post(instance, new(FlowEventKind.SignalReceived, -1, name, payload, default));
        return true;
    }

    public void Take(long message) => _take.Execute(message);

    /// <summary>Takes over the open instances of an owner (null: of nobody).</summary>
    public List<(string Instance, string Flow)> Claim(string owner, string? from) =>
        _claim.Query(row => (row.GetString(0), row.GetString(1)), owner, from);

    /// <summary>
    /// Takes over one open instance of an owner (null: of nobody), and its children, whose ids begin with its own and a
    /// dot.
    /// </summary>
    public List<(string Instance, string Flow)> Claim(string owner, string? from, string instance) =>
        _claimOne.Query(row => (row.GetString(0), row.GetString(1)), owner, from, instance);

    public void Release(string owner) => _release.Execute(owner);

    /// <summary>Deletes instances that ended before a time; returns their number.</summary>
    public int Purge(DateTimeOffset before)
    {
        var ended = _purge.Query(row => row.GetString(0), before.UtcTicks);
        foreach (var instance in ended)
        {
            PurgeEvents.Execute(instance);
            PurgeInbox.Execute(instance);
            PurgeInstance.Execute(instance);
        }

        return ended.Count;
    }

    public void Dispose()
    {
        foreach (var statement in _all.Concat([PurgeEvents, PurgeInbox, PurgeInstance]))
        {
            statement.Dispose();
        }
    }

    private void Post(string instance, FlowEvent message) =>
        _post.Execute(instance, message.Kind.ToString(), message.Action, message.Name, message.Payload);

    private static FlowEvent Answer(int action, string name, string? output, string? failed) =>
        new(failed is null ? FlowEventKind.Completed : FlowEventKind.Failed, action, name, failed ?? output!, default);
}
