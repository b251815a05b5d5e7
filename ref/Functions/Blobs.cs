// Azure.Storage.Blobs.
using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Azure.Storage.Blobs
{
    public class BlobClientOptions : ClientOptions
    {
        public enum ServiceVersion
        {
            V2019_02_02 = 1,
        }

        public BlobClientOptions(ServiceVersion version = ServiceVersion.V2019_02_02) => throw null!;
    }

    public class BlobServiceClient
    {
        protected BlobServiceClient() { }
        public BlobServiceClient(string connectionString) => throw null!;
        public BlobServiceClient(Uri serviceUri, TokenCredential credential, BlobClientOptions? options = default) => throw null!;
        public virtual Uri Uri => throw null!;
        public virtual BlobContainerClient GetBlobContainerClient(string blobContainerName) => throw null!;
    }

    public class BlobContainerClient
    {
        protected BlobContainerClient() { }
        public virtual string Name => throw null!;
        public virtual Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default) => throw null!;
        public virtual Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
            PublicAccessType publicAccessType = PublicAccessType.None, IDictionary<string, string>? metadata = default,
            BlobContainerEncryptionScopeOptions? encryptionScopeOptions = default, CancellationToken cancellationToken = default) => throw null!;
        public virtual AsyncPageable<BlobItem> GetBlobsAsync(BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) => throw null!;
    }

    public class BlobClient : BlobBaseClient
    {
        protected BlobClient() { }
    }
}

namespace Azure.Storage.Blobs.Specialized
{
    public class BlobBaseClient
    {
        protected BlobBaseClient() { }
        public virtual string Name => throw null!;
        public virtual string BlobContainerName => throw null!;
        public virtual Task<Response<BlobProperties>> GetPropertiesAsync(BlobRequestConditions? conditions = default, CancellationToken cancellationToken = default) =>
            throw null!;
        public virtual Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
            BlobDownloadOptions? options = default, CancellationToken cancellationToken = default) => throw null!;
        public virtual Task<Response<bool>> DeleteIfExistsAsync(
            DeleteSnapshotsOption snapshotsOption = default, BlobRequestConditions? conditions = default, CancellationToken cancellationToken = default) => throw null!;
    }

    public class BlockBlobClient : BlobBaseClient
    {
        protected BlockBlobClient() { }
        public virtual Task<Response<BlobContentInfo>> UploadAsync(Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) => throw null!;
        public virtual Task<Response<BlockInfo>> StageBlockAsync(
            string base64BlockId, Stream content, BlockBlobStageBlockOptions? options = default, CancellationToken cancellationToken = default) => throw null!;
        public virtual Task<Response<BlobContentInfo>> CommitBlockListAsync(
            IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default) => throw null!;
    }

    public static class SpecializedBlobExtensions
    {
        public static BlockBlobClient GetBlockBlobClient(this BlobContainerClient client, string blobName) => throw null!;
    }
}

namespace Azure.Storage.Blobs.Models
{
    public enum PublicAccessType
    {
        None,
        BlobContainer,
        Blob,
    }

    public enum DeleteSnapshotsOption
    {
        None,
        IncludeSnapshots,
        OnlySnapshots,
    }

    [Flags]
    public enum BlobTraits
    {
        None = 0,
    }

    [Flags]
    public enum BlobStates
    {
        None = 0,
    }

    public class BlobInfo
    {
    }

    public class BlobContainerInfo
    {
    }

    public class BlobContainerEncryptionScopeOptions
    {
    }

    public class BlockInfo
    {
    }

    public class BlobDownloadOptions
    {
    }

    public class BlockBlobStageBlockOptions
    {
    }

    public class BlobRequestConditions : RequestConditions
    {
    }

    public class BlobUploadOptions
    {
        public BlobRequestConditions? Conditions { get; set; }
    }

    public class CommitBlockListOptions
    {
        public BlobRequestConditions? Conditions { get; set; }
    }

    public class BlobContentInfo
    {
        internal BlobContentInfo() { }
        public ETag ETag => throw null!;
        public DateTimeOffset LastModified => throw null!;
    }

    public class BlobProperties
    {
        public long ContentLength => throw null!;
        public ETag ETag => throw null!;
        public DateTimeOffset LastModified => throw null!;
    }

    public class BlobDownloadDetails
    {
        public long ContentLength => throw null!;
        public ETag ETag => throw null!;
        public DateTimeOffset LastModified => throw null!;
    }

    public class BlobDownloadStreamingResult : IDisposable
    {
        internal BlobDownloadStreamingResult() { }
        public BlobDownloadDetails Details => throw null!;
        public Stream Content => throw null!;
        public void Dispose() => throw null!;
    }

    public class BlobItem
    {
        internal BlobItem() { }
        public string Name => throw null!;
        public BlobItemProperties Properties => throw null!;
    }

    public class BlobItemProperties
    {
        internal BlobItemProperties() { }
        public long? ContentLength => throw null!;
        public ETag? ETag => throw null!;
        public DateTimeOffset? LastModified => throw null!;
    }
}
