namespace MLOpsFunctions.Storage;

/// <summary>
/// Bytes by container and name, with the conditional writes of Azure Blob Storage. A write is atomic: a reader sees the old bytes or the
/// new ones, never a mixture, whatever happens to the writer. Every adapter runs the same contract suite.
/// </summary>
/// <remarks>
/// Containers are lower-case letters, digits and hyphens (3 to 63). Names are 1 to 900 characters of '/'-separated
/// segments; a segment is never empty, "." or "..", and holds no control character or backslash. Anything else is
/// refused with a <see cref="ProblemException"/> before it reaches a file system or a URL (<c>BlobNames</c>).
/// </remarks>
public interface IBlobStore
{
    /// <summary>Size, ETag and time of a blob, or null where there is none.</summary>
    Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default);

    /// <summary>A forward stream over one consistent version of the blob, or null where there is none. The caller disposes it.</summary>
    Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default);

    /// <summary>
    /// Writes all of <paramref name="content"/> in bounded memory. Returns null, and changes nothing, where the
    /// condition does not hold.
    /// </summary>
    Task<BlobInfo?> WriteAsync(
        string container,
        string name,
        Stream content,
        WriteCondition condition = default,
        CancellationToken cancellation = default
    );

    /// <summary>
    /// Deletes a blob. True where a blob was deleted; false where there was none or <paramref name="ifMatch"/> is not
    /// its ETag.
    /// </summary>
    Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default);

    /// <summary>
    /// The blobs whose names start with <paramref name="prefix"/>, in ordinal order of their names; none where the
    /// container does not exist.
    /// </summary>
    IAsyncEnumerable<BlobInfo> ListAsync(string container, string prefix = "", CancellationToken cancellation = default);
}

/// <summary>One entry of a listing.</summary>
/// <param name="Name">The name within it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">Changes with every write; opaque.</param>
/// <param name="Modified">When these bytes were written.</param>
public sealed record BlobInfo(string Container, string Name, long Length, string ETag, DateTimeOffset Modified);

/// <summary>An open blob. The stream reads exactly the version that <see cref="Info"/> describes.</summary>
/// <param name="Info">The version.</param>
/// <param name="Content">Its bytes, forward only.</param>
public sealed record BlobRead(BlobInfo Info, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>The condition of a write: none (default), only if nothing exists, or only over a known version.</summary>
public readonly record struct WriteCondition
{
    /// <summary>If-Match: the ETag that must be current, or null.</summary>
    public string? IfMatch { get; private init; }

    /// <summary>If-None-Match: *; the blob must not exist.</summary>
    public bool IfAbsent { get; private init; }

    /// <summary>Only where no blob of that name exists.</summary>
    public static WriteCondition WhenAbsent => new() { IfAbsent = true };

    /// <summary>Only over the version with this ETag.</summary>
    public static WriteCondition WhenMatches(string etag) => new() { IfMatch = etag };
}
