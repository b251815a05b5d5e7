using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MLOpsFunctions.Local.Stores;

/// <summary>The tables' layout, as numbered steps that never change once released; a new layout is a new step.</summary>
internal static class TableSchema
{
    private static readonly string[] Steps =
    [
        """
            CREATE TABLE rows (
              name TEXT NOT NULL, partition BLOB NOT NULL, key BLOB NOT NULL, value TEXT NOT NULL, etag INTEGER NOT NULL,
              PRIMARY KEY (name, partition, key)) WITHOUT ROWID;
            CREATE TABLE etags (last INTEGER NOT NULL);
            INSERT INTO etags VALUES (0);
            """,
    ];

    /// <summary>
    /// Sets the connection up so that a commit which returned survives power loss, and brings the database to the
    /// newest layout.
    /// </summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="mayBeNew">Whether missing tables are created.</param>
    /// <exception cref="ProblemException">Tables are missing and must not be created, or a newer version of the product
    /// wrote them.</exception>
    public static void Prepare(SqliteConnection connection, bool mayBeNew)
    {
        Execute(connection, "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        if (Layout(connection) == Steps.Length)
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        var layout = Layout(connection);
        if (layout > Steps.Length)
        {
            throw new ProblemException(
                new(
                    "This workspace was written by a newer version of mlops",
                    $"layout {layout}",
                    $"layout {Steps.Length} or older",
                    connection.DataSource,
                    "use that version, or another workspace"
                )
            );
        }

        if (layout == 0 && !mayBeNew)
        {
            throw new ProblemException(
                new(
                    "The workspace has lost its tables",
                    "an empty file or none, beside models and data of earlier runs",
                    "the file that mlops wrote",
                    connection.DataSource,
                    "restore it from a copy; without one, take another --workspace and drop the files of incoming/ "
                        + "there: which versions there were and which one served stood in the tables alone"
                )
            );
        }

        foreach (var step in Steps.Skip(layout))
        {
            Execute(connection, step);
        }

        Execute(connection, $"PRAGMA user_version = {Steps.Length}");
        transaction.Commit();
    }

    private static int Layout(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
