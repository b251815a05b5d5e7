using MLOpsFunctions.Storage;

namespace MLOpsFunctions.CrashHost;

/// <summary>Tells of the moments before and after each write.</summary>
internal sealed class WatchedBlobs(IBlobStore inner, Action moment) : IBlobStore
{
    public Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default) =>
        inner.FindAsync(container, name, cancellation);

    public Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default) =>
        inner.OpenReadAsync(container, name, cancellation);

    public async Task<BlobInfo?> WriteAsync(
        string container,
        string name,
        Stream content,
        WriteCondition condition = default,
        CancellationToken cancellation = default
    )
    {
        moment();
        var written = await inner.WriteAsync(container, name, content, condition, cancellation);
        moment();
        return written;
    }

    public Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default) =>
        inner.DeleteAsync(container, name, ifMatch, cancellation);

    public IAsyncEnumerable<BlobInfo> ListAsync(string container, string prefix = "", CancellationToken cancellation = default) =>
        inner.ListAsync(container, prefix, cancellation);
}

/// <summary>Tells of the moments before and after each transaction.</summary>
internal sealed class WatchedTables(ITableStore inner, Action moment) : ITableStore
{
    public Task<TableRow?> FindAsync(string table, string partition, string row, CancellationToken cancellation = default) =>
        inner.FindAsync(table, partition, row, cancellation);

    public async Task<IReadOnlyList<string?>?> WriteAsync(
        string table,
        string partition,
        IReadOnlyList<TableWrite> writes,
        CancellationToken cancellation = default
    )
    {
        moment();
        var written = await inner.WriteAsync(table, partition, writes, cancellation);
        moment();
        return written;
    }

    public IAsyncEnumerable<TableRow> QueryAsync(
        string table,
        string partition,
        string? from = null,
        string? to = null,
        CancellationToken cancellation = default
    ) => inner.QueryAsync(table, partition, from, to, cancellation);
}
