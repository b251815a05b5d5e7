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

    /// <summary>Prepares the statements.</summary>
    /// <param name="connection">The open connection; belongs to this object from now on.</param>
    /// <param name="unwritable">Why it can only be read; null: it can be written.</param>
    /// <param name="copy">The copy that is read in place of the file; null: the file itself is.</param>
    public TableDatabase(SqliteConnection connection, StorageUnwritableException? unwritable = null, DatabaseCopy? copy = null)
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

    /// <summary>Whether what is read is still what the file holds; only asked of one that could not be written.</summary>
    public bool IsCurrent => _copy?.IsCurrent ?? false;

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
