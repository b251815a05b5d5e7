using MLOpsFunctions.Contracts;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Stores;

public sealed class FileBlobStoreContractTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FileBlobStoreContractTests() => Store = new FileBlobStore(_folder.Path, TimeProvider.System);

    protected override IBlobStore Store { get; }

    public void Dispose() => _folder.Dispose();
}

public sealed class SqliteTableStoreContractTests : TableStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteTableStore _store;

    public SqliteTableStoreContractTests() => _store = new(_folder["tables.db"]);

    protected override ITableStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
