using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>
/// A dropped file starts its run. A blob trigger's source is fixed in its attribute, so there are two: Event Grid,
/// which is all that Flex Consumption takes, and polling, for a machine without Event Grid. The setting
/// <c>AzureWebJobs.{name}.Disabled</c> switches off the one that is not wanted. Neither reads the file: it is bound as
/// a client.
/// </summary>
/// <param name="drops">What is done with a file.</param>
public sealed class DropTriggers(DropHandler drops)
{
    private const string Path = StorageNames.IncomingContainer + "/{name}";

    /// <summary>Event Grid told of a file.</summary>
    [Function("BlobDropped")]
    public Task BlobDropped(
        [BlobTrigger(Path, Connection = DataAccount.Connection, Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => drops.HandleAsync(blob.Name, "event", new DurableFlowClient(client), context.CancellationToken);

    /// <summary>A scan of the container found a file.</summary>
    [Function("BlobPolled")]
    public Task BlobPolled(
        [BlobTrigger(Path, Connection = DataAccount.Connection, Source = BlobTriggerSource.LogsAndContainerScan)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => drops.HandleAsync(blob.Name, "poll", new DurableFlowClient(client), context.CancellationToken);
}
