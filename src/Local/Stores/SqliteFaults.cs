using Microsoft.Data.Sqlite;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>Translates SQLite's faults for the users of a database.</summary>
internal static class SqliteFaults
{
    private const int ReadOnly = 8,
        InputOutput = 10,
        Full = 13,
        CannotOpen = 14; // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN.
    private const int Write = 778,
        Sync = 1034,
        Truncate = 1546,
        SharedMemorySize = 4874; // SQLITE_IOERR_WRITE, _FSYNC, _TRUNCATE, _SHMSIZE.

    /// <summary>The exception for a disk that is full or read-only; null if the fault is another one.</summary>
    /// <param name="database">The database's file.</param>
    public static StorageUnwritableException? Unwritable(Exception fault, string database) =>
        fault is not SqliteException sqlite
            ? null
            : sqlite.SqliteErrorCode switch
            {
                Full => new(UnwritableStorage.Full(sqlite.Message) with { Where = database }, fault),
                InputOutput when sqlite.SqliteExtendedErrorCode is Write or Sync or Truncate or SharedMemorySize => new(
                    UnwritableStorage.Full(sqlite.Message) with
                    {
                        Where = database,
                    },
                    fault
                ),
                ReadOnly or CannotOpen => new(Cause(database, sqlite.Message) with { Where = database }, fault),
                _ => null,
            };

    /// <summary>
    /// Why a database may only be read: SQLite says so too where the disk has no room for the files beside it. The disk
    /// itself knows.
    /// </summary>
    private static Problem Cause(string database, string found)
    {
        try
        {
            WritabilityProbe.Check(Path.GetDirectoryName(Path.GetFullPath(database))!);
            return UnwritableStorage.NotWritable(found);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return UnwritableStorage.Of(fault) ?? UnwritableStorage.NotWritable(found);
        }
    }
}
