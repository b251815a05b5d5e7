using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

/// <summary>Rows in memory, for tests; runs the same contract suite as every adapter.</summary>
public sealed class InMemoryTableStore : ITableStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, string Partition), SortedDictionary<string, TableRow>> _partitions = [];
    private long _version;

    public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default)
    {
        TableNames.Check(table, partition, row);
        lock (_gate)
        {
            return Task.FromResult(_partitions.TryGetValue((table, partition), out var rows) ? rows.GetValueOrDefault(row) : null);
        }
    }

    public Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    )
    {
        TableNames.Check(table, partition, writes);
        lock (_gate)
        {
            var rows = _partitions.GetValueOrDefault((table, partition)) ?? new(StringComparer.Ordinal);
            if (!writes.All(write => Holds(write, rows.GetValueOrDefault(write.Row))))
            {
                return Task.FromResult<IReadOnlyList<string?>?>(null);
            }

            _partitions[(table, partition)] = rows;
            return Task.FromResult<IReadOnlyList<string?>?>([.. writes.Select(write => Apply(rows, write))]);
        }
    }

    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        TableNames.Check(table, partition);
        TableRow[] found;
        lock (_gate)
        {
            found = _partitions.TryGetValue((table, partition), out var rows)
                ?
                [
                    .. rows.Values.Where(row =>
                        (from is null || string.CompareOrdinal(row.Row, from) >= 0)
                        && (to is null || string.CompareOrdinal(row.Row, to) < 0)
                    ),
                ]
                : [];
        }

        foreach (var row in found)
        {
            await Task.CompletedTask;
            yield return row;
        }
    }

    private static bool Holds(TableWrite write, TableRow? current) =>
        (!write.IfAbsent || current is null) && (write.IfMatch is null || current?.ETag == write.IfMatch);

    private string? Apply(SortedDictionary<string, TableRow> rows, TableWrite write)
    {
        if (write.Value is null)
        {
            rows.Remove(write.Row);
            return null;
        }

        var etag = (++_version).ToString(CultureInfo.InvariantCulture);
        rows[write.Row] = new(write.Row, write.Value, etag);
        return etag;
    }
}
