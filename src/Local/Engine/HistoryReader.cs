using Microsoft.Data.Sqlite;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Engine;

/// <summary>Reads committed data, on its own connection.</summary>
internal sealed class HistoryReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly Statement _events,
        _attempts,
        _inbox,
        _withMessages,
        _find,
        _owners,
        _list;

    public HistoryReader(string database)
    {
        const string columns = "id, flow, state, created, progress, output, failure";
        _connection = HistorySchema.Open(database);
        _events = new(_connection, "SELECT kind, action, name, payload, time FROM events WHERE instance = $0 ORDER BY sequence", 1);
        _attempts = new(_connection, "SELECT action, attempt, due FROM attempts WHERE instance = $0", 1);
        _inbox = new(_connection, "SELECT id, kind, action, name, payload FROM inbox WHERE instance = $0 ORDER BY id", 1);
        _withMessages = new(_connection, "SELECT DISTINCT instance FROM inbox", 0);
        _find = new(_connection, $"SELECT {columns} FROM instances WHERE id = $0", 1);
        _owners = new(_connection, "SELECT DISTINCT owner FROM instances WHERE state = 0", 0);
        _list = new(
            _connection,
            $"SELECT {columns} FROM instances WHERE id > $0 AND ($1 IS NULL OR state = $1) AND ($2 IS NULL OR "
                + "flow = $2) ORDER BY id LIMIT $3",
            4
        );
    }

    public IReadOnlyList<FlowEvent> Events(string instance) => Read(_events, ReadEvent, instance);

    public IReadOnlyDictionary<int, (int Attempt, DateTimeOffset Due)> Attempts(string instance) =>
        Read(_attempts, row => (row.GetInt32(0), row.GetInt32(1), Time(row, 2)), instance)
            .ToDictionary(row => row.Item1, row => (row.Item2, row.Item3));

    public IReadOnlyList<(long Id, FlowEvent Message)> Inbox(string instance) =>
        Read(
            _inbox,
            row => (row.GetInt64(0), new FlowEvent(Kind(row, 1), row.GetInt32(2), row.GetString(3), row.GetString(4), default)),
            instance
        );

    public IReadOnlyList<string> InstancesWithMessages() => Read(_withMessages, row => row.GetString(0));

    public FlowInstance? Find(string instance) => Read(_find, ReadInstance, instance).FirstOrDefault();

    /// <summary>The owners of open instances; null for an instance without one.</summary>
    public IReadOnlyList<string?> Owners() => Read(_owners, row => row.IsDBNull(0) ? null : row.GetString(0));

    public IReadOnlyList<FlowInstance> List(string after, FlowState? state, string? flow, int most) =>
        Read(_list, ReadInstance, after, (int?)state, flow, most);

    public void Dispose()
    {
        foreach (var statement in new[] { _events, _attempts, _inbox, _withMessages, _find, _owners, _list })
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private List<T> Read<T>(Statement statement, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        lock (_gate)
        {
            return statement.Query(read, values);
        }
    }

    private static FlowEvent ReadEvent(SqliteDataReader row) =>
        new(Kind(row, 0), row.GetInt32(1), row.GetString(2), row.GetString(3), Time(row, 4));

    private static FlowInstance ReadInstance(SqliteDataReader row)
    {
        var failure = row.IsDBNull(6) ? null : Json.Read<Failure>(row.GetString(6));
        return new(
            row.GetString(0),
            row.GetString(1),
            (FlowState)row.GetInt32(2),
            Time(row, 3),
            row.IsDBNull(4) ? null : Json.Read<FlowProgress>(row.GetString(4)),
            row.IsDBNull(5) ? null : row.GetString(5),
            failure?.Message,
            failure?.Problem
        );
    }

    private static FlowEventKind Kind(SqliteDataReader row, int column) => Enum.Parse<FlowEventKind>(row.GetString(column));

    private static DateTimeOffset Time(SqliteDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);
}
