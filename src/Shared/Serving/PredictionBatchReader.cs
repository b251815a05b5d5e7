using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>Reads stored batches of predictions.</summary>
internal sealed class PredictionBatchReader(IBlobStore blobs)
{
    /// <summary>
    /// The batches of a model that were opened from <paramref name="from"/> on and before <paramref name="to"/> and are
    /// wanted by their headers, oldest first. Of the others nothing but the header is read.
    /// </summary>
    public async IAsyncEnumerable<PredictionBatch> ReadAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        Predicate<PredictionBatchHeader> wanted,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        for (var day = from.UtcDateTime.Date; day < to.UtcDateTime; day = day.AddDays(1))
        {
            await foreach (var blob in blobs.ListAsync(StorageNames.PredictionsContainer, PredictionId.Day(model, day), cancellation))
            {
                var id = PredictionId.OfBlob(blob.Name);
                if (
                    id.Opened >= from
                    && id.Opened < to
                    && await ReadHeaderAsync(model, id, cancellation) is { } header
                    && wanted(header)
                    && await ReadBatchAsync(model, id, cancellation) is { } batch
                )
                {
                    yield return batch;
                }
            }
        }
    }

    /// <summary>The header of a prediction's batch; null where it was not kept, or not yet.</summary>
    public async Task<PredictionBatchHeader?> ReadHeaderAsync(string model, PredictionId id, CancellationToken cancellation)
    {
        await using var read = await blobs.OpenReadAsync(StorageNames.PredictionsContainer, id.BlobName(model), cancellation);
        return read is null ? null : await PredictionBatchFormat.ReadHeaderAsync(read.Content, cancellation);
    }

    /// <summary>The stored batch of a prediction; null where it was not kept, or not yet.</summary>
    public async Task<PredictionBatch?> ReadBatchAsync(string model, PredictionId id, CancellationToken cancellation)
    {
        await using var read = await blobs.OpenReadAsync(StorageNames.PredictionsContainer, id.BlobName(model), cancellation);
        return read is null ? null : Named(await PredictionBatchFormat.ReadAsync(read.Content, read.Info.Length, cancellation), id);
    }

    private static PredictionBatch Named(PredictionBatch batch, PredictionId id) =>
        batch with
        {
            Ids = [.. Enumerable.Range(0, batch.Header.Rows).Select(row => (id with { Row = row }).ToString())],
        };
}
