using Microsoft.Data.Sqlite;

namespace MLOpsFunctions.Local.Engine;

/// <summary>The database's layout, as numbered steps that never change once released; a new layout is a new step.</summary>
internal static class HistorySchema
{
    private static readonly string[] Steps =
    [
        """
            CREATE TABLE instances (
              id TEXT PRIMARY KEY, flow TEXT NOT NULL, state INTEGER NOT NULL, owner TEXT,
              created INTEGER NOT NULL, updated INTEGER NOT NULL,
              progress TEXT, output TEXT, failure TEXT) WITHOUT ROWID;
            CREATE INDEX instances_open ON instances (owner) WHERE state = 0;
            CREATE TABLE events (
              instance TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, action INTEGER NOT NULL,
              name TEXT NOT NULL, payload TEXT NOT NULL,
              time INTEGER NOT NULL, PRIMARY KEY (instance, sequence)) WITHOUT ROWID;
            CREATE TABLE attempts (
              instance TEXT NOT NULL, action INTEGER NOT NULL, attempt INTEGER NOT NULL, due INTEGER NOT NULL,
              PRIMARY KEY (instance, action)) WITHOUT ROWID;
            CREATE TABLE inbox (
              id INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, kind TEXT NOT NULL, action INTEGER NOT NULL,
              name TEXT NOT NULL, payload TEXT NOT NULL);
            CREATE INDEX inbox_instance ON inbox (instance);
            CREATE TABLE waits (
              child TEXT NOT NULL, parent TEXT NOT NULL, action INTEGER NOT NULL,
              PRIMARY KEY (child, parent, action)) WITHOUT ROWID;
            """,
    ];

    /// <summary>Opens a connection with the durability that the engine promises: a commit that returned survives power loss.</summary>
    public static SqliteConnection Open(string database)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(
                connection,
                "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
            );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the connection that writes, and brings the database to the newest layout.</summary>
    /// <exception cref="ProblemException">The file is no database, a damaged one, or one that a newer version of the
    /// product has written.</exception>
    public static SqliteConnection Prepare(string database)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Open(database);
            Migrate(connection);
            return connection;
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is 11 or 26)
        {
            // SQLITE_CORRUPT, SQLITE_NOTADB.
            connection?.Dispose();
            throw new ProblemException(
                new(
                    "The history of the workspace's runs cannot be read",
                    "a file that is no SQLite database, or a damaged one",
                    "the file that mlops wrote",
                    database,
                    "restore it from a copy, or move it and the files named like it away: data, models and what "
                        + "serves are not in it, and serve takes dropped files whose runs had not ended anew"
                ),
                fault
            );
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        Execute(connection, "BEGIN IMMEDIATE");
        using var version = connection.CreateCommand();
        version.CommandText = "PRAGMA user_version";
        var at = Convert.ToInt32(version.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (at > Steps.Length)
        {
            Execute(connection, "ROLLBACK");
            throw new ProblemException(
                new(
                    "This workspace was written by a newer version of mlops",
                    $"layout {at}",
                    $"layout {Steps.Length} or older",
                    connection.DataSource,
                    "use that version, or another workspace"
                )
            );
        }

        if (at == Steps.Length)
        {
            Execute(connection, "ROLLBACK"); // Nothing is written: a full disk can be looked at.
            return;
        }

        foreach (var step in Steps.Skip(at))
        {
            Execute(connection, step);
        }

        Execute(connection, $"PRAGMA user_version = {Steps.Length}; COMMIT");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
