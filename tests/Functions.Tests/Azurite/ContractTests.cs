using Azure.Data.Tables;
using Azure.Storage.Blobs;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Azurite;

/// <summary>The contract of blob stores, held against Azure Blob Storage's emulator.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobStoreContractTests(AzuriteEmulator azurite) : BlobStoreContract
{
    private static int _containers;

    protected override IBlobStore Store { get; } = new AzureBlobStore(new BlobServiceClient(azurite.ConnectionString));

    protected override string Container { get; } = $"contract-{Interlocked.Increment(ref _containers)}";
}

/// <summary>The contract of table stores, held against Azure Table Storage's emulator.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureTableStoreContractTests(AzuriteEmulator azurite) : TableStoreContract
{
    private static int _tables;

    protected override ITableStore Store { get; } = new AzureTableStore(new TableServiceClient(azurite.ConnectionString));

    protected override string Table { get; } = $"contract{Interlocked.Increment(ref _tables)}";
}
