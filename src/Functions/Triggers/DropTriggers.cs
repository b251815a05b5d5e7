using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Triggers;

/// <summary>
/// A dropped file starts its run. A blob trigger's source is fixed in its attribute, so there are two: Event Grid,
/// which is all that Flex Consumption takes, and polling, for a machine without Event Grid; each for both containers. The setting
/// <c>AzureWebJobs.{name}.Disabled</c> switches off the one that is not wanted. Neither reads the file: it is bound as
/// a client.
/// </summary>
/// <param name="drops">What is done with a file.</param>
public sealed class DropTriggers(DropHandler drops)
{
    private const string Path = StorageNames.IncomingContainer + "/{name}";
    private const string ScorePath = StorageNames.ScoreContainer + "/{name}";

    /// <summary>Event Grid told of a file.</summary>
    [Function("BlobDropped")]
    public Task BlobDropped(
        [BlobTrigger(Path, Connection = DataAccount.Connection, Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => drops.HandleAsync(blob.BlobContainerName, blob.Name, "event", new DurableFlowClient(client), context.CancellationToken);

    /// <summary>A scan of the container found a file.</summary>
    [Function("BlobPolled")]
    public Task BlobPolled(
        [BlobTrigger(Path, Connection = DataAccount.Connection, Source = BlobTriggerSource.LogsAndContainerScan)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => drops.HandleAsync(blob.BlobContainerName, blob.Name, "poll", new DurableFlowClient(client), context.CancellationToken);

    /// <summary>Event Grid told of a file to predict.</summary>
    [Function("ScoreDropped")]
    public Task ScoreDropped(
        [BlobTrigger(ScorePath, Connection = DataAccount.Connection, Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => BlobDropped(blob, client, context);

    /// <summary>A scan of the container found a file to predict.</summary>
    [Function("ScorePolled")]
    public Task ScorePolled(
        [BlobTrigger(ScorePath, Connection = DataAccount.Connection, Source = BlobTriggerSource.LogsAndContainerScan)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        FunctionContext context
    ) => BlobPolled(blob, client, context);
}
