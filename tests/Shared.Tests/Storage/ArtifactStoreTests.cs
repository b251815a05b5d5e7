using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Storage;

public sealed class ArtifactStoreTests
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("a,b\n1,2\n");
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    private readonly InMemoryBlobStore _blobs = new(TimeProvider.System);
    private readonly ArtifactStore _artifacts;

    public ArtifactStoreTests() => _artifacts = new(_blobs);

    [Fact]
    public async Task Bytes_are_named_by_their_digest_however_they_are_written()
    {
        Assert.Equal(Digest, await _artifacts.WriteBytesAsync(Bytes));
        Assert.Equal(Digest, await _artifacts.WriteAsync(stream => stream.Write(Bytes)));
        Assert.Equal([$"{Digest[..2]}/{Digest}"], await _blobs.ListAsync("artifacts").Select(blob => blob.Name).ToListAsync());
        Assert.Equal(Bytes, await _artifacts.ReadBytesAsync(Digest));
        Assert.Equal(
            (Bytes.Length, Bytes[0], Digest),
            await _artifacts.ReadAsync(
                Digest,
                stream =>
                {
                    var (length, first, rest) = ((int)stream.Length, (byte)stream.ReadByte(), new MemoryStream());
                    stream.CopyTo(rest);
                    return (length, first, Convert.ToHexStringLower(SHA256.HashData([first, .. rest.ToArray()])));
                }
            )
        );
    }

    [Fact]
    public async Task A_reader_that_stops_early_or_fails_is_answered_by_what_the_bytes_deserve()
    {
        await _artifacts.WriteBytesAsync(Bytes);
        Assert.Equal('a', await _artifacts.ReadAsync(Digest, stream => stream.ReadByte()));
        Assert.Equal(
            "broken",
            (
                await Assert.ThrowsAsync<InvalidDataException>(() =>
                    _artifacts.ReadAsync<int>(Digest, _ => throw new InvalidDataException("broken"))
                )
            ).Message
        );

        await _blobs.WriteAsync("artifacts", $"{Digest[..2]}/{Digest}", new MemoryStream([.. Bytes, 0]));

        await Assert.ThrowsAsync<InvalidDataException>(() => _artifacts.ReadAsync(Digest, stream => stream.ReadByte()));
        Assert.Contains(
            Digest,
            (
                await Assert.ThrowsAsync<InvalidDataException>(() =>
                    _artifacts.ReadAsync<int>(Digest, _ => throw new InvalidDataException("broken"))
                )
            ).Message
        );
    }

    [Fact]
    public async Task Writing_again_changes_nothing()
    {
        await _artifacts.WriteBytesAsync(Bytes);
        var first = await _blobs.ListAsync("artifacts").ToListAsync();

        await _artifacts.WriteBytesAsync(Bytes);

        Assert.Equal(first, await _blobs.ListAsync("artifacts").ToListAsync());
    }

    [Theory]
    [InlineData("a,b\n1,3\n")]
    [InlineData("a,b\n1,2\n\n")]
    [InlineData("")]
    public async Task Writing_again_mends_what_was_damaged(string damaged)
    {
        foreach (
            var write in new Func<Task<string>>[]
            {
                () => _artifacts.WriteBytesAsync(Bytes),
                () => _artifacts.WriteAsync(stream => stream.Write(Bytes)),
            }
        )
        {
            await _blobs.WriteAsync("artifacts", $"{Digest[..2]}/{Digest}", new MemoryStream(Encoding.UTF8.GetBytes(damaged)));

            Assert.Equal(Digest, await write());

            Assert.Equal(Bytes, await _artifacts.ReadBytesAsync(Digest));
        }
    }

    [Fact]
    public async Task Of_two_who_mend_at_once_one_finds_the_others_work()
    {
        var blobs = new RacingBlobStore(_blobs, Bytes);
        await _blobs.WriteAsync("artifacts", $"{Digest[..2]}/{Digest}", new MemoryStream([1, 2, 3]));

        Assert.Equal(Digest, await new ArtifactStore(blobs).WriteBytesAsync(Bytes));

        Assert.Equal((1, 1), (blobs.Mended, (await _blobs.ListAsync("artifacts").ToListAsync()).Count));
        Assert.Equal(Bytes, await _artifacts.ReadBytesAsync(Digest));
    }

    [Theory]
    [InlineData("a,b\n1,3\n")]
    [InlineData("a,b\n1,2\n\n")]
    [InlineData("a,b\n")]
    [InlineData("")]
    public async Task Nothing_is_read_from_changed_bytes(string changed)
    {
        await _artifacts.WriteBytesAsync(Bytes);
        await _blobs.WriteAsync("artifacts", $"{Digest[..2]}/{Digest}", new MemoryStream(Encoding.UTF8.GetBytes(changed)));

        foreach (
            var read in new Func<Task>[]
            {
                () => _artifacts.ReadBytesAsync(Digest),
                () => _artifacts.ReadAsync(Digest, stream => stream.Length),
                () => _artifacts.ReadJsonAsync<int[]>(Digest),
            }
        )
        {
            Assert.Contains(Digest, (await Assert.ThrowsAsync<InvalidDataException>(read)).Message);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_an_error()
    {
        Assert.False(await _artifacts.ExistsAsync(Digest));
        await Assert.ThrowsAsync<InvalidDataException>(() => _artifacts.ReadBytesAsync(Digest));
        await Assert.ThrowsAsync<InvalidDataException>(() => _artifacts.ReadAsync(Digest, stream => stream.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/")]
    public async Task What_is_no_digest_reaches_no_store(string digest)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _artifacts.ReadBytesAsync(digest));
        await Assert.ThrowsAsync<ArgumentException>(() => _artifacts.ReadAsync(digest, stream => stream.Length));
        await Assert.ThrowsAsync<ArgumentException>(() => _artifacts.ExistsAsync(digest));
    }

    [Fact]
    public async Task Equal_documents_have_one_digest_and_come_back()
    {
        var document = new Problem("title", "found");
        var digest = await _artifacts.WriteJsonAsync(document);

        Assert.Equal(digest, await _artifacts.WriteJsonAsync(new Problem("title", "found")));
        Assert.Equal(document, await _artifacts.ReadJsonAsync<Problem>(digest));
        await Assert.ThrowsAsync<InvalidDataException>(() => _artifacts.ReadJsonAsync<int[]>(digest));
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await _artifacts.ReadJsonAsync<Problem>(await _artifacts.WriteJsonAsync<Problem?>(null))
        );
    }

    [Fact]
    public async Task A_document_beyond_the_bound_is_not_read_into_memory()
    {
        var digest = await _artifacts.WriteAsync(stream =>
        {
            for (var written = 0; written <= ArtifactStore.MaxJsonBytes; written += 1 << 20)
            {
                stream.Write(new byte[1 << 20]);
            }
        });

        Assert.Contains("at most", (await Assert.ThrowsAsync<InvalidDataException>(() => _artifacts.ReadJsonAsync<int[]>(digest))).Message);
    }

    /// <summary>A store in which somebody else replaces a blob just before it is replaced.</summary>
    private sealed class RacingBlobStore(IBlobStore inner, byte[] bytes) : IBlobStore
    {
        public int Mended { get; private set; }

        public async Task<BlobInfo?> WriteAsync(
            string container,
            string name,
            Stream content,
            WriteCondition condition = default,
            CancellationToken cancellation = default
        )
        {
            if (condition.IfMatch is not null)
            {
                Mended++;
                await inner.WriteAsync(container, name, new MemoryStream(bytes), cancellation: cancellation);
            }

            return await inner.WriteAsync(container, name, content, condition, cancellation);
        }

        public Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default) =>
            inner.FindAsync(container, name, cancellation);

        public Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default) =>
            inner.OpenReadAsync(container, name, cancellation);

        public Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default) =>
            inner.DeleteAsync(container, name, ifMatch, cancellation);

        public IAsyncEnumerable<BlobInfo> ListAsync(string container, string prefix = "", CancellationToken cancellation = default) =>
            inner.ListAsync(container, prefix, cancellation);
    }
}
