using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>One connection to the tables' file with its prepared statements. Not safe for several threads at a time.</summary>
internal sealed class TableDatabase : IDisposable
{
    /// <summary>
    /// A page of a query ends at this many rows or, earlier, at this many characters: it bounds memory, and what a
    /// caller who wants one row reads in vain.
    /// </summary>
    private const int PageRows = 256,
        PageCharacters = 1024 * 1024;

    /// <summary>Greater than every key, because none is that long.</summary>
    private static readonly byte[] End = [.. Enumerable.Repeat((byte)0xFF, 2 * (TableNames.MaxKeyLength + 1))];

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin,
        _commit,
        _rollback,
        _find,
        _range,
        _advance,
        _put,
        _delete;

    private readonly DatabaseCopy? _copy;

    private TableDatabase(SqliteConnection connection, StorageUnwritableException? unwritable = null, DatabaseCopy? copy = null)
    {
        (_connection, Unwritable, _copy) = (connection, unwritable, copy);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _find = Prepare(
            "SELECT value, etag FROM rows WHERE name = $name AND partition = $partition AND key = $key",
            "$name",
            "$partition",
            "$key"
        );
        _range = Prepare(
            "SELECT key, value, etag FROM rows WHERE name = $name AND partition = $partition AND key >= "
                + $"$from AND key < $to ORDER BY key LIMIT {PageRows}",
            "$name",
            "$partition",
            "$from",
            "$to"
        );
        _advance = Prepare("UPDATE etags SET last = last + $count RETURNING last", "$count");
        _put = Prepare(
            """
            INSERT INTO rows (name, partition, key, value, etag) VALUES ($name, $partition, $key, $value, $etag)
            ON CONFLICT DO UPDATE SET value = excluded.value, etag = excluded.etag
            """,
            "$name",
            "$partition",
            "$key",
            "$value",
            "$etag"
        );
        _delete = Prepare("DELETE FROM rows WHERE name = $name AND partition = $partition AND key = $key", "$name", "$partition", "$key");
    }

    /// <summary>Why the file could only be read when it was opened. Null if it can be written.</summary>
    public StorageUnwritableException? Unwritable { get; }

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
            return new(connection);
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
            return new(connection, unwritable);
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
            return new(connection, unwritable, copy);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            copy.Dispose();
            return null;
        }
    }

    /// <summary>Whether what is read is still what the file holds; only asked of one that could not be written.</summary>
    public bool IsCurrent => _copy?.IsCurrent ?? false;

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

    /// <summary>A row, or null.</summary>
    public TableRow? Find(string name, string partition, string key)
    {
        Bind(_find, name, Key(partition), Key(key));
        using var reader = _find.ExecuteReader();
        return reader.Read() ? new(key, reader.GetString(0), ETag(reader.GetInt64(1))) : null;
    }

    /// <summary>
    /// The first rows at or after <paramref name="from"/> and before <paramref name="to"/>, up to one page; none at the
    /// end.
    /// </summary>
    public IReadOnlyList<TableRow> Page(string name, string partition, string from, string? to)
    {
        Bind(_range, name, Key(partition), Key(from), to is null ? End : Key(to));
        using var reader = _range.ExecuteReader();
        var rows = new List<TableRow>();
        for (var characters = 0; characters < PageCharacters && reader.Read(); )
        {
            var row = new TableRow(
                Encoding.BigEndianUnicode.GetString(reader.GetFieldValue<byte[]>(0)),
                reader.GetString(1),
                ETag(reader.GetInt64(2))
            );
            rows.Add(row);
            characters += row.Value.Length;
        }

        return rows;
    }

    /// <summary>Applies all writes in one transaction, or none if a condition does not hold.</summary>
    public IReadOnlyList<string?>? Write(string name, string partition, IReadOnlyList<TableWrite> writes)
    {
        _begin.ExecuteNonQuery();
        try
        {
            var etags = writes.All(write => Holds(write, Find(name, partition, write.Row))) ? Apply(name, partition, writes) : null;
            (etags is null ? _rollback : _commit).ExecuteNonQuery();
            return etags;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _rollback, _find, _range, _advance, _put, _delete })
        {
            command.Dispose();
        }

        _connection.Dispose();
        _copy?.Dispose();
    }

    private static bool Holds(TableWrite write, TableRow? current) =>
        (!write.IfAbsent || current is null) && (write.IfMatch is null || write.IfMatch == current?.ETag);

    private static string ETag(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Big-endian UTF-16: SQLite compares bytes, and in this form their order is .NET's ordinal order; UTF-8's differs
    /// beyond U+FFFF.
    /// </summary>
    private static byte[] Key(string text) => Encoding.BigEndianUnicode.GetBytes(text);

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private List<string?> Apply(string name, string partition, IReadOnlyList<TableWrite> writes)
    {
        // Numbers are never reused, so a row that was deleted and added again has another ETag.
        Bind(_advance, writes.Count);
        var etag = (long)_advance.ExecuteScalar()! - writes.Count;
        var etags = new List<string?>(writes.Count);
        foreach (var write in writes)
        {
            etag++;
            if (write.Value is { } value)
            {
                Bind(_put, name, Key(partition), Key(write.Row), value, etag);
                _put.ExecuteNonQuery();
            }
            else
            {
                Bind(_delete, name, Key(partition), Key(write.Row));
                _delete.ExecuteNonQuery();
            }

            etags.Add(write.Value is null ? null : ETag(etag));
        }

        return etags;
    }

    /// <summary>Ends the transaction, unless SQLite has ended it already, as it does after some faults.</summary>
    private void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _rollback.ExecuteNonQuery();
        }
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter, Value = DBNull.Value });
        }

        return command;
    }
}
