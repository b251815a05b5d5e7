using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Deployment;

/// <summary>Lets something else happen between two steps, once.</summary>
internal sealed class InterruptedTableStore(ITableStore inner) : ITableStore
{
    private int _left;
    private Func<Task>? _interruption;

    public void InterruptAt(int step, Func<Task> interruption) => (_left, _interruption) = (step, interruption);

    public async Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default)
    {
        await StepAsync();
        return await inner.FindAsync(table, partition, row, cancellation);
    }

    public async Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    )
    {
        await StepAsync();
        return await inner.WriteAsync(table, partition, writes, cancellation);
    }

    public IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        CancellationToken cancellation = default
    ) => inner.QueryAsync(table, partition, from, to, cancellation);

    private async Task StepAsync()
    {
        if (_interruption is { } interruption && _left-- == 0)
        {
            _interruption = null;
            await interruption();
        }
    }
}
