using System.Security.Cryptography;
using System.Text.Json;

namespace MLOpsFunctions.Storage;

/// <summary>
/// Stores bytes under their own SHA-256, in lower-case hex. An artifact is written once, never changes, and is verified
/// before it is read: a digest returns exactly what was stored under it, or an error. Storing the same bytes again
/// repairs a damaged artifact.
/// </summary>
/// <param name="blobs">The store; artifacts lie under <c>artifacts/{first two digits}/{digest}</c>.</param>
public sealed class ArtifactStore(IBlobStore blobs)
{
    /// <summary>Largest document that <see cref="ReadJsonAsync{T}"/> reads, in bytes.</summary>
    public const int MaxJsonBytes = 64 * 1024 * 1024;

    /// <summary>Largest artifact that <see cref="ReadBytesAsync"/> reads, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024 * 1024;

    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// Stores what <paramref name="write"/> writes. It uses a temporary file, so memory does not grow with size.
    /// Returns the digest.
    /// </summary>
    public async Task<string> WriteAsync(Action<Stream> write, CancellationToken cancellation = default)
    {
        await using var file = TemporaryFile.Create(BufferBytes);
        write(file);
        file.Position = 0;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        await KeepAsync(digest, file, cancellation);
        return digest;
    }

    /// <summary>Stores bytes; returns their digest.</summary>
    public async Task<string> WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await KeepAsync(digest, new MemoryStream(bytes.ToArray(), writable: false), cancellation);
        return digest;
    }

    /// <summary>Stores a document as compact JSON; returns its digest. Equal documents have equal digests.</summary>
    public Task<string> WriteJsonAsync<T>(T document, CancellationToken cancellation = default) =>
        WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(document, Json.Compact), cancellation);

    /// <summary>Whether an artifact is stored.</summary>
    public async Task<bool> ExistsAsync(string digest, CancellationToken cancellation = default) =>
        await blobs.FindAsync(StorageNames.ArtifactsContainer, Name(digest), cancellation) is not null;

    /// <summary>An artifact's bytes, verified.</summary>
    /// <exception cref="InvalidDataException">There is no such artifact, it is larger than <see cref="MaxBytes"/>, or
    /// its bytes are not those of its name.</exception>
    public Task<byte[]> ReadBytesAsync(string digest, CancellationToken cancellation = default) =>
        ReadAsync(digest, MaxBytes, cancellation);

    /// <summary>
    /// Reads an artifact of any size as a stream. The result is returned only after all bytes match the digest. Until
    /// then nobody sees it, so <paramref name="read"/> must have no side effects and must trust no byte.
    /// </summary>
    /// <param name="digest">The artifact.</param>
    /// <param name="read">Makes the result from a stream that knows its length and position and cannot seek.</param>
    /// <param name="cancellation">Stops before the first byte.</param>
    /// <exception cref="InvalidDataException">There is no such artifact, or its bytes are not those of its name.</exception>
    public async Task<T> ReadAsync<T>(string digest, Func<Stream, T> read, CancellationToken cancellation = default)
    {
        await using var blob = await OpenAsync(digest, cancellation);
        await using var stream = new HashedStream(blob.Content, blob.Info.Length);
        T result;
        try
        {
            result = read(stream);
        }
        catch (InvalidDataException)
        {
            Verify(digest, stream.Finish()); // Bytes that were changed are told of as such, whatever they broke.
            throw;
        }

        Verify(digest, stream.Finish());
        return result;
    }

    /// <summary>A document, verified.</summary>
    /// <exception cref="InvalidDataException">There is no such artifact, it is too large, its bytes do not match its
    /// name, or they are not such a document.</exception>
    public async Task<T> ReadJsonAsync<T>(string digest, CancellationToken cancellation = default)
    {
        var bytes = await ReadAsync(digest, MaxJsonBytes, cancellation);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Json.Compact)
                ?? throw new InvalidDataException($"Artifact {digest} is null; expected {typeof(T).Name}.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"Artifact {digest} is not a {typeof(T).Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Removes an artifact that nothing refers to; false: it was not there.</summary>
    internal Task<bool> DeleteAsync(string digest, CancellationToken cancellation = default) =>
        blobs.DeleteAsync(StorageNames.ArtifactsContainer, Name(digest), cancellation: cancellation);

    /// <summary>
    /// Writes only where no correct artifact exists. Bytes that do not match their name are replaced, under their ETag,
    /// so of two writers who repair at once one sees the other's result.
    /// </summary>
    private async Task KeepAsync(string digest, Stream content, CancellationToken cancellation)
    {
        var (name, condition) = (Name(digest), WriteCondition.WhenAbsent);
        while (true)
        {
            content.Position = 0;
            if (await blobs.WriteAsync(StorageNames.ArtifactsContainer, name, content, condition, cancellation) is not null)
            {
                return;
            }

            await using var standing = await blobs.OpenReadAsync(StorageNames.ArtifactsContainer, name, cancellation);
            if (
                standing is not null
                && standing.Info.Length == content.Length
                && Convert.ToHexStringLower(await SHA256.HashDataAsync(standing.Content, cancellation)) == digest
            )
            {
                return;
            }

            condition = standing is null ? WriteCondition.WhenAbsent : WriteCondition.WhenMatches(standing.Info.ETag);
        }
    }

    private async Task<byte[]> ReadAsync(string digest, long bound, CancellationToken cancellation)
    {
        await using var read = await OpenAsync(digest, cancellation);
        if (read.Info.Length > bound)
        {
            throw new InvalidDataException($"Artifact {digest} has {read.Info.Length:N0} bytes; at most {bound:N0} are read.");
        }

        var bytes = new byte[read.Info.Length];
        var length = await read.Content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        Verify(digest, SHA256.HashData(bytes.AsSpan(0, length)));
        return bytes;
    }

    private async Task<BlobRead> OpenAsync(string digest, CancellationToken cancellation) =>
        await blobs.OpenReadAsync(StorageNames.ArtifactsContainer, Name(digest), cancellation)
        ?? throw new InvalidDataException($"There is no artifact {digest}.");

    private static void Verify(string digest, byte[] hash)
    {
        if (Convert.ToHexStringLower(hash) is var found && found != digest)
        {
            throw new InvalidDataException(
                $"Artifact {digest} was changed after it was stored: its bytes have the digest {found}. Nothing is read from it."
            );
        }
    }

    private static string Name(string digest) =>
        digest is { Length: 64 } && digest.All(char.IsAsciiHexDigitLower)
            ? $"{digest[..2]}/{digest}"
            : throw new ArgumentException("A digest is 64 lower-case hexadecimal digits.");
}
