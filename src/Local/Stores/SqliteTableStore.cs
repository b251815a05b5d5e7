using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// <see cref="ITableStore"/> in one SQLite file. A write that has returned survives power loss. Safe for any number of
/// threads and processes on the same file: readers never wait, writers wait for each other.
/// </summary>
public sealed class SqliteTableStore : ITableStore, IDisposable
{
    /// <summary>Most idle connections that are kept for later readers.</summary>
    private const int IdleReaders = 8;

    private readonly string _path;
    private readonly Lock _writing = new();
    private TableDatabase _writer;
    private readonly ConcurrentBag<TableDatabase> _readers = [];

    /// <summary>Opens the file, and creates or upgrades it if needed.</summary>
    /// <param name="path">The database file; its folder is created if it does not exist.</param>
    /// <param name="mayBeNew">Whether missing tables are created; false if they are known to have existed.</param>
    /// <exception cref="ProblemException">A newer version of the product wrote the file, it is not such a database, or
    /// it has lost its tables.</exception>
    public SqliteTableStore(string path, bool mayBeNew = true)
    {
        _path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _writer = TableFile.Open(_path, mayBeNew);
    }

    /// <inheritdoc/>
    public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default)
    {
        TableNames.Check(table, partition, row);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Read(database => database.Find(table, partition, row)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    )
    {
        TableNames.Check(table, partition, writes);
        cancellation.ThrowIfCancellationRequested();
        lock (_writing)
        {
            try
            {
                ReopenWriter();
                return Task.FromResult(_writer.Write(table, partition, writes));
            }
            catch (Exception fault) when (TableFile.Damage(fault, _path) is { } damage)
            {
                throw damage;
            }
            catch (SqliteException fault) when (SqliteFaults.Unwritable(fault, _path) is { } unwritable)
            {
                throw unwritable;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        TableNames.Check(table, partition);

        // Page by page: a reader that stays open while the caller works would prevent recycling of the write-ahead log.
        for (var start = from ?? ""; ; )
        {
            cancellation.ThrowIfCancellationRequested();
            var page = Read(database => database.Page(table, partition, start, to));
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count == 0)
            {
                break;
            }

            start = page[^1].Row + '\0'; // The least text after that key; no key holds it.
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writing)
        {
            _writer.Dispose();
        }

        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    /// <summary>A file that could only be read when it was opened may be writable by now.</summary>
    /// <exception cref="StorageUnwritableException">It is not.</exception>
    private void ReopenWriter()
    {
        if (_writer.Unwritable is not null)
        {
            _writer.Dispose();
            _writer = TableFile.Open(_path, mayBeNew: false);
            if (_writer.Unwritable is { } still)
            {
                throw still;
            }
        }
    }

    private TableDatabase? TakeReader()
    {
        while (_readers.TryTake(out var idle))
        {
            if (idle.Unwritable is null || idle.IsCurrent)
            {
                return idle;
            }

            idle.Dispose();
        }

        return null;
    }

    private T Read<T>(Func<TableDatabase, T> read)
    {
        var database = TakeReader() ?? TableFile.Open(_path, mayBeNew: false);
        try
        {
            return read(database);
        }
        catch (Exception fault) when (TableFile.Damage(fault, _path) is { } damage)
        {
            throw damage;
        }
        finally
        {
            // What was opened as unchanging would not see what others write once they can; a copy tells when they have.
            if (_readers.Count < IdleReaders && (database.Unwritable is null || database.IsCurrent))
            {
                _readers.Add(database);
            }
            else
            {
                database.Dispose();
            }
        }
    }
}
