using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

/// <summary>Counts the rows that are read of another store.</summary>
/// <param name="tables">The other store.</param>
public sealed class CountingTableStore(ITableStore tables) : ITableStore
{
    /// <summary>Rows read so far; a row that is missing counts too.</summary>
    public int RowsRead { get; private set; }

    public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default)
    {
        RowsRead++;
        return tables.FindAsync(table, partition, row, cancellation);
    }

    public Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    ) => tables.WriteAsync(table, partition, writes, cancellation);

    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (var row in tables.QueryAsync(table, partition, from, to, cancellation))
        {
            RowsRead++;
            yield return row;
        }
    }
}
