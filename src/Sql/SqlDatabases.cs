using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.SqlClient;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Pipelines.Sources;
using Npgsql;
using NpgsqlTypes;

namespace MLOpsFunctions.Sql;

/// <summary>Reads the rows of a query from PostgreSQL and SQL Server.</summary>
public static class SqlDatabases
{
    /// <summary>How long a query may take, in seconds: as long as any source.</summary>
    private const int LongestSeconds = 15 * 60;

    /// <inheritdoc cref="SqlReader"/>
    public static async Task<SqlRows> ReadAsync(
        SqlSource source,
        string connection,
        string? watermark,
        Stream output,
        long maxBytes,
        CancellationToken cancellation
    )
    {
        try
        {
            await using var open = Open(source.Kind, connection);
            await open.OpenAsync(cancellation);
            await using var transaction = await open.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
            if (source.Kind == SqlKind.Postgres)
            {
                await using var only = Command(open, transaction, "set transaction read only");
                await only.ExecuteNonQueryAsync(cancellation);
            }

            await using var command = Command(open, transaction, SqlQuery.Text(source, isAbove: watermark is not null));
            if (watermark is not null)
            {
                command.Parameters.Add(Above(source.Kind, watermark));
            }

            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
            var rows = await WriteAsync(source, reader, output, maxBytes, cancellation);
            await reader.CloseAsync();
            await transaction.RollbackAsync(cancellation); // A source is read, never written.
            return rows;
        }
        catch (Exception fault) when (fault is DbException or ArgumentException or TimeoutException or InvalidOperationException)
        {
            throw Unreadable(fault);
        }
    }

    private static DbConnection Open(SqlKind kind, string connection) =>
        kind == SqlKind.Postgres ? new NpgsqlConnection(connection) : new SqlConnection(connection);

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string text)
    {
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandTimeout) = (transaction, LongestSeconds);
#pragma warning disable CA2100 // The query is what the model's definition says; the value beside it is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>A text that the database reads as the column's type.</summary>
    private static DbParameter Above(SqlKind kind, string watermark) =>
        kind == SqlKind.Postgres
            ? new NpgsqlParameter("watermark", NpgsqlDbType.Unknown) { Value = watermark }
            : new SqlParameter("@watermark", SqlDbType.NVarChar) { Value = watermark };

    private static async Task<SqlRows> WriteAsync(
        SqlSource source,
        DbDataReader reader,
        Stream output,
        long maxBytes,
        CancellationToken cancellation
    )
    {
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        var mark = source.Watermark is { } column ? Array.IndexOf(names, column) : -1;
        if (source.Watermark is not null && mark < 0)
        {
            throw new ProblemException(
                new(
                    $"The query has no column '{source.Watermark}'",
                    string.Join(", ", names.Take(30)),
                    "the column of the watermark among them",
                    "source.sql.watermark",
                    "name one of these columns"
                )
            );
        }

        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(CsvWriter.Row(names));
        var (rows, greatest) = (0L, (string?)null);
        var cells = new string?[names.Length];
        while (await reader.ReadAsync(cancellation))
        {
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = SqlCell.Write(reader.GetValue(i), names[i]);
            }

            (rows, greatest) = (rows + 1, mark < 0 ? null : cells[mark]);
            await writer.WriteAsync(CsvWriter.Row(cells));
            if (output.Position > maxBytes)
            {
                throw new ProblemException(
                    new(
                        "The query has too many rows",
                        $"more than {maxBytes:N0} bytes",
                        $"at most {maxBytes:N0}",
                        "source.sql.query",
                        "declare a watermark, or ask for fewer rows"
                    )
                );
            }
        }

        return new(rows, greatest);
    }

    /// <summary>What the database says may quote values, so that only its code is told, and what it says of the query's own text.</summary>
    private static ProblemException Unreadable(Exception fault) =>
        new(
            new(
                "The database cannot be read",
                fault switch
                {
                    PostgresException { SqlState: ['4', '2', ..] or ['2', '8', ..] } told => $"{told.SqlState}: {told.MessageText}",
                    PostgresException { SqlState: var state } => $"SQLSTATE {state}",
                    SqlException { Number: var number } => string.Create(CultureInfo.InvariantCulture, $"error {number}"),
                    _ => fault.GetType().Name,
                },
                "rows",
                "source.sql",
                "run the query by hand with the same account",
                502
            ),
            fault
        );
}
