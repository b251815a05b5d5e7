using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MLOpsFunctions.Storage;
using BlobInfo = MLOpsFunctions.Storage.BlobInfo;

namespace MLOpsFunctions.Functions.Stores;

/// <summary>
/// <see cref="IBlobStore"/> over Azure Blob Storage. A blob of one block is one request; a larger one is staged block
/// by block and committed at once.
/// </summary>
/// <param name="service">The account.</param>
public sealed class AzureBlobStore(BlobServiceClient service) : IBlobStore
{
    /// <summary>
    /// Most bytes held in memory by a write: large enough that a gigabyte is 128 requests, small enough for many
    /// writers in one instance.
    /// </summary>
    private const int BlockBytes = 8 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, Task> _containers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default)
    {
        try
        {
            var found = (await Blob(container, name).GetPropertiesAsync(null, cancellation)).Value;
            return new(container, name, found.ContentLength, found.ETag.ToString("H"), found.LastModified);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default)
    {
        try
        {
            // One request whose stream resumes after a broken connection only while the ETag is the same: one version or an exception.
            var opened = (await Blob(container, name).DownloadStreamingAsync(new BlobDownloadOptions(), cancellation)).Value;
            var details = opened.Details;
            return new(new(container, name, details.ContentLength, details.ETag.ToString("H"), details.LastModified), opened.Content);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<BlobInfo?> WriteAsync(
        string container,
        string name,
        Stream content,
        WriteCondition condition = default,
        CancellationToken cancellation = default
    )
    {
        var blob = Blob(container, name);
        await EnsureContainerAsync(container, cancellation);
        var conditions = Conditions(condition);
        try
        {
            var (written, length) = await SendAsync(blob, content, conditions, cancellation);
            return new(container, name, length, written.ETag.ToString("H"), written.LastModified);
        }
        catch (RequestFailedException refused) when (conditions is not null && refused.Status is 409 or 412)
        {
            return null;
        }
        catch (RequestFailedException overtaken) when (conditions is not null && overtaken.ErrorCode == "InvalidBlockList")
        {
            // Another writer committed first, which discards everybody's uncommitted blocks; its version decides
            // whether the condition still holds.
            var current = await FindAsync(container, name, cancellation);
            if (condition.IfAbsent ? current is not null : current?.ETag != condition.IfMatch)
            {
                return null;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default)
    {
        var conditions = ifMatch is null ? null : new BlobRequestConditions { IfMatch = new ETag(ifMatch) };
        try
        {
            return await Blob(container, name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions, cancellation);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> ListAsync(
        string container,
        string prefix = "",
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        BlobNames.CheckContainer(container);
        var listing = service.GetBlobContainerClient(container).GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation);
        await using var blobs = listing.GetAsyncEnumerator(cancellation);
        while (await MoveNextAsync(blobs))
        {
            var (blob, properties) = (blobs.Current, blobs.Current.Properties);
            yield return new(
                container,
                blob.Name,
                properties.ContentLength ?? 0,
                properties.ETag?.ToString("H") ?? "",
                properties.LastModified ?? DateTimeOffset.UnixEpoch
            );
        }
    }

    /// <summary>A container that does not exist holds nothing.</summary>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<BlobItem> blobs)
    {
        try
        {
            return await blobs.MoveNextAsync();
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "ContainerNotFound")
        {
            return false;
        }
    }

    private static BlobRequestConditions? Conditions(WriteCondition condition) =>
        condition switch
        {
            { IfAbsent: true } => new() { IfNoneMatch = ETag.All },
            { IfMatch: { } etag } => new() { IfMatch = new ETag(etag) },
            _ => null,
        };

    private static async Task<(BlobContentInfo Written, long Length)> SendAsync(
        BlockBlobClient blob,
        Stream content,
        BlobRequestConditions? conditions,
        CancellationToken cancellation
    )
    {
        var first = await FirstBlock.ReadAsync(content, BlockBytes, cancellation);
        var (buffer, read) = (first.Array!, first.Count);
        if (read < BlockBytes)
        {
            using var whole = new MemoryStream(buffer, 0, read, writable: false);
            return (await blob.UploadAsync(whole, new BlobUploadOptions { Conditions = conditions }, cancellation), read);
        }

        // The client's own block ids are offsets, so two uploads of one name could mix; a prefix of this upload keeps them apart.
        var upload = RandomNumberGenerator.GetHexString(32);
        var (blocks, length) = (new List<string>(), 0L);
        for (; read > 0; read = await content.ReadAtLeastAsync(buffer, BlockBytes, throwOnEndOfStream: false, cancellation))
        {
            var id = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{upload}-{blocks.Count:D6}"));
            using var block = new MemoryStream(buffer, 0, read, writable: false);
            await blob.StageBlockAsync(id, block, new BlockBlobStageBlockOptions(), cancellation);
            blocks.Add(id);
            length += read;
        }

        return (await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Conditions = conditions }, cancellation), length);
    }

    private BlockBlobClient Blob(string container, string name)
    {
        BlobNames.Check(container, name);
        return service.GetBlobContainerClient(container).GetBlockBlobClient(name);
    }

    /// <summary>
    /// Asked once a process and container. In Azure the deployment has made them, and the app's role may not reach
    /// further.
    /// </summary>
    private Task EnsureContainerAsync(string container, CancellationToken cancellation) =>
        _containers.AddOrUpdate(
            container,
            missing => CreateContainerAsync(missing, cancellation),
            (known, task) => task.IsFaulted || task.IsCanceled ? CreateContainerAsync(known, cancellation) : task
        );

    private async Task CreateContainerAsync(string container, CancellationToken cancellation)
    {
        var client = service.GetBlobContainerClient(container);
        if (!await client.ExistsAsync(cancellation))
        {
            await client.CreateIfNotExistsAsync(PublicAccessType.None, null, null, cancellation);
        }
    }
}
