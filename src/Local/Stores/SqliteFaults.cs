using Microsoft.Data.Sqlite;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>What SQLite's faults mean to whoever uses a database.</summary>
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

    /// <summary>
    /// What to throw in place of a fault that tells of a disk that takes nothing more; null where it tells of something
    /// else.
    /// </summary>
    /// <param name="fault">The fault.</param>
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
                ReadOnly or CannotOpen => new(UnwritableStorage.NotWritable(sqlite.Message) with { Where = database }, fault),
                _ => null,
            };
}
