using Microsoft.Data.Sqlite;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>Opens the file of the tables, also where it cannot be written.</summary>
internal static class TableFile
{
    /// <summary>Opens the file and upgrades it to the newest layout.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayBeNew">Whether missing tables are created.</param>
    /// <exception cref="ProblemException">Tables are missing and must not be created, a newer version of the product
    /// wrote them, or the file is damaged.</exception>
    public static TableDatabase Open(string path, bool mayBeNew)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            TableSchema.Prepare(connection, mayBeNew);
            return new TableDatabase(connection);
        }
        catch (SqliteException fault) when (SqliteFaults.Unwritable(fault, path) is { } unwritable)
        {
            connection.Dispose();
            return OpenUnchanging(path, unwritable) ?? throw unwritable;
        }
        catch (Exception fault)
        {
            connection.Dispose();
            if (Damage(fault, path) is { } damage)
            {
                throw damage;
            }

            throw;
        }
    }

    /// <summary>
    /// Opens a file on a read-only or full disk for reading; SQLite would otherwise create files beside it. One that is
    /// not complete without its write-ahead log is read from a copy. Null if there is none, or no place for a copy.
    /// </summary>
    private static TableDatabase? OpenUnchanging(string path, StorageUnwritableException unwritable)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (new FileInfo($"{path}-wal") is { Exists: true, Length: > 0 })
        {
            return OpenCopy(path, unwritable);
        }

        var source = $"{new Uri(path).AbsoluteUri}?immutable=1";
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = source,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        try
        {
            connection.Open();
            return new TableDatabase(connection, unwritable);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            return null;
        }
    }

    private static TableDatabase? OpenCopy(string path, StorageUnwritableException unwritable)
    {
        if (DatabaseCopy.Make(path) is not { } copy)
        {
            return null;
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy.Path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return new TableDatabase(connection, unwritable, copy);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            copy.Dispose();
            return null;
        }
    }

    /// <summary>The exception for a damaged file; null if the fault is another one.</summary>
    public static ProblemException? Damage(Exception fault, string path) =>
        fault is SqliteException { SqliteErrorCode: 11 or 26 } // SQLITE_CORRUPT, SQLITE_NOTADB.
            ? new(
                new(
                    "The workspace's tables cannot be read",
                    "a file that is no SQLite database, or a damaged one",
                    "the file that mlops wrote",
                    path,
                    "restore it from a copy; without one, take another --workspace and drop the files of incoming/ "
                        + "there: which versions there were and which one served stood in the tables alone"
                ),
                fault
            )
            : null;
}
