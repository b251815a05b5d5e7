using System.Security.Cryptography;
using System.Text.Json;

namespace MLOpsFunctions.Storage;

/// <summary>
/// Bytes named by their own SHA-256, lower-case hex. Written once, never changed, and verified before anyone reads them:
/// what a digest gives back is what was stored under it, or an error.
/// </summary>
/// <param name="blobs">Where they are kept, under <c>artifacts/{first two digits}/{digest}</c>.</param>
public sealed class ArtifactStore(IBlobStore blobs)
{
    /// <summary>Largest document that <see cref="ReadJsonAsync{T}"/> reads, in bytes.</summary>
    public const int MaxJsonBytes = 64 * 1024 * 1024;

    /// <summary>Largest artifact that <see cref="ReadBytesAsync"/> reads, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024 * 1024;

    /// <summary>Stores what <paramref name="write"/> writes, by way of a temporary file, so that size costs no memory. Returns its digest.</summary>
    public async Task<string> WriteAsync(Action<Stream> write, CancellationToken cancellation = default)
    {
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 20, Options = FileOptions.DeleteOnClose });
        write(file);
        file.Position = 0;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        file.Position = 0;
        await blobs.WriteAsync(StorageNames.ArtifactsContainer, Name(digest), file, WriteCondition.WhenAbsent, cancellation);
        return digest;
    }

    /// <summary>Stores bytes; returns their digest.</summary>
    public async Task<string> WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await blobs.WriteAsync(
            StorageNames.ArtifactsContainer, Name(digest), new MemoryStream(bytes.ToArray(), writable: false), WriteCondition.WhenAbsent, cancellation);
        return digest;
    }

    /// <summary>Stores a document as compact JSON; returns its digest. Equal documents have equal digests.</summary>
    public Task<string> WriteJsonAsync<T>(T document, CancellationToken cancellation = default) =>
        WriteBytesAsync(JsonSerializer.SerializeToUtf8Bytes(document, Json.Compact), cancellation);

    /// <summary>Whether an artifact is stored.</summary>
    public async Task<bool> ExistsAsync(string digest, CancellationToken cancellation = default) =>
        await blobs.FindAsync(StorageNames.ArtifactsContainer, Name(digest), cancellation) is not null;

    /// <summary>An artifact's bytes, verified.</summary>
    /// <exception cref="InvalidDataException">There is no such artifact, it is larger than <see cref="MaxBytes"/>, or its bytes are not those of its name.</exception>
    public Task<byte[]> ReadBytesAsync(string digest, CancellationToken cancellation = default) => ReadAsync(digest, MaxBytes, cancellation);

    /// <summary>A document, verified.</summary>
    /// <exception cref="InvalidDataException">There is no such artifact, it is too large, its bytes are not those of its name, or they are no such document.</exception>
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

    private async Task<byte[]> ReadAsync(string digest, long bound, CancellationToken cancellation)
    {
        await using var read = await blobs.OpenReadAsync(StorageNames.ArtifactsContainer, Name(digest), cancellation)
            ?? throw new InvalidDataException($"There is no artifact {digest}.");
        if (read.Info.Length > bound)
        {
            throw new InvalidDataException($"Artifact {digest} has {read.Info.Length:N0} bytes; at most {bound:N0} are read.");
        }

        var bytes = new byte[read.Info.Length];
        await read.Content.ReadExactlyAsync(bytes, cancellation);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == digest
            ? bytes
            : throw new InvalidDataException($"Artifact {digest} was changed after it was stored: its bytes have the digest {found}. Nothing is read from it.");
    }

    private static string Name(string digest) => digest is { Length: 64 } && digest.All(char.IsAsciiHexDigitLower)
        ? $"{digest[..2]}/{digest}"
        : throw new ArgumentException("A digest is 64 lower-case hexadecimal digits.");
}
