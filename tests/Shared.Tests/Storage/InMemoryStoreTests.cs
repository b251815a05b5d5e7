using MLOpsFunctions.Contracts;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Storage;

public sealed class InMemoryBlobStoreTests : BlobStoreContract
{
    protected override IBlobStore Store { get; } = new InMemoryBlobStore(TimeProvider.System);
}

public sealed class InMemoryTableStoreTests : TableStoreContract
{
    protected override ITableStore Store { get; } = new InMemoryTableStore();
}
