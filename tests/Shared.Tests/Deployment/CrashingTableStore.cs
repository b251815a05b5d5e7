using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Deployment;

/// <summary>
/// Dies at a chosen step, as a process would. A write is two steps: dying at the first one nothing was written, dying at the second one
/// everything was, and whoever wrote never learns it.
/// </summary>
internal sealed class CrashingTableStore(ITableStore inner) : ITableStore
{
    public int? CrashAfter { get; set; }

    public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default)
    {
        Step();
        return inner.FindAsync(table, partition, row, cancellation);
    }

    public async Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    )
    {
        Step();
        var written = await inner.WriteAsync(table, partition, writes, cancellation);
        Step();
        return written;
    }

    public async IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        Step();
        await foreach (var row in inner.QueryAsync(table, partition, from, to, cancellation))
        {
            yield return row;
        }
    }

    private void Step()
    {
        if (CrashAfter is { } left)
        {
            CrashAfter = left - 1;
            if (left <= 0)
            {
                throw new IOException("The process died.");
            }
        }
    }
}
