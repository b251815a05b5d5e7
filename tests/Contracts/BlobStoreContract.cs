using System.Security.Cryptography;
using System.Text;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Contracts;

/// <summary>What every blob store owes its callers. An adapter's test project derives from it.</summary>
public abstract partial class BlobStoreContract
{
    /// <summary>An empty store, the same one for a whole test.</summary>
    protected abstract IBlobStore Store { get; }

    /// <summary>A container for this test alone.</summary>
    protected virtual string Container => "incoming";

    [Fact]
    public async Task What_was_written_is_found_and_read()
    {
        var written = await WriteAsync("m/file.csv", "a,b\n1,2\n");

        Assert.Equal((Container, "m/file.csv", 8L), (written!.Container, written.Name, written.Length));
        Assert.Equal(written, await Store.FindAsync(Container, "m/file.csv"));
        await using var read = await Store.OpenReadAsync(Container, "m/file.csv");
        Assert.Equal(written, read!.Info);
        Assert.Equal("a,b\n1,2\n", await new StreamReader(read.Content).ReadToEndAsync());
    }

    [Fact]
    public async Task Nothing_is_found_where_nothing_was_written()
    {
        Assert.Null(await Store.FindAsync(Container, "none"));
        Assert.Null(await Store.OpenReadAsync(Container, "none"));
        Assert.False(await Store.DeleteAsync(Container, "none"));
        await WriteAsync("some", "x");
        Assert.Null(await Store.FindAsync(Container, "some/below"));
        Assert.Null(await Store.OpenReadAsync(Container, "some/below"));
        Assert.False(await Store.DeleteAsync(Container, "some/below"));
        await WriteAsync("folder/file", "x");
        Assert.Null(await Store.FindAsync(Container, "folder"));
        Assert.Null(await Store.OpenReadAsync(Container, "folder"));
        Assert.False(await Store.DeleteAsync(Container, "folder"));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        Assert.Equal(0, (await WriteAsync("empty", ""))!.Length);
        Assert.Equal("", await ReadAsync("empty"));
    }

    [Fact]
    public async Task Every_write_changes_the_ETag_even_of_equal_bytes_and_after_deletion()
    {
        var etags = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            etags.Add((await WriteAsync("file", "same"))!.ETag);
            if (i % 3 == 0)
            {
                Assert.True(await Store.DeleteAsync(Container, "file"));
            }
        }

        Assert.Equal(etags.Count, etags.Distinct().Count());
    }

    [Fact]
    public async Task A_write_when_absent_writes_once()
    {
        Assert.NotNull(await WriteAsync("file", "first", WriteCondition.WhenAbsent));
        Assert.Null(await WriteAsync("file", "second", WriteCondition.WhenAbsent));
        Assert.Equal("first", await ReadAsync("file"));
        await Store.DeleteAsync(Container, "file");
        Assert.NotNull(await WriteAsync("file", "third", WriteCondition.WhenAbsent));
    }

    [Fact]
    public async Task A_write_over_a_version_needs_that_version()
    {
        var first = await WriteAsync("file", "first");
        var second = await WriteAsync("file", "second", WriteCondition.WhenMatches(first!.ETag));

        Assert.NotNull(second);
        Assert.Null(await WriteAsync("file", "stale", WriteCondition.WhenMatches(first.ETag)));
        Assert.Null(await WriteAsync("other", "none there", WriteCondition.WhenMatches(first.ETag)));
        Assert.Equal("second", await ReadAsync("file"));
        Assert.Null(await Store.FindAsync(Container, "other"));
        Assert.Equal(second, await Store.FindAsync(Container, "file"));
    }

    [Fact]
    public async Task A_deletion_of_a_version_needs_that_version()
    {
        var first = await WriteAsync("file", "first");
        var second = await WriteAsync("file", "second");

        Assert.False(await Store.DeleteAsync(Container, "file", first!.ETag));
        Assert.Equal("second", await ReadAsync("file"));
        Assert.True(await Store.DeleteAsync(Container, "file", second!.ETag));
        Assert.False(await Store.DeleteAsync(Container, "file", second.ETag));
        Assert.Null(await Store.FindAsync(Container, "file"));
    }

    [Fact]
    public async Task An_open_reader_keeps_its_version()
    {
        await WriteAsync("file", new string('a', 300_000));
        await using var read = await Store.OpenReadAsync(Container, "file");
        var start = new byte[10];
        await read!.Content.ReadExactlyAsync(start);
        await WriteAsync("file", new string('b', 300_000));

        // Either the whole old version or an error; never a mixture.
        try
        {
            var rest = await new StreamReader(read.Content).ReadToEndAsync();
            Assert.Equal(new string('a', 299_990), rest);
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
        {
            Assert.NotEmpty(fault.Message);
        }

        Assert.Equal(new string('b', 300_000), await ReadAsync("file"));
    }

    [Fact]
    public async Task A_content_that_fails_leaves_what_was_there()
    {
        await WriteAsync("file", "before");

        await Assert.ThrowsAnyAsync<IOException>(() => Store.WriteAsync(Container, "file", new GeneratedStream(200_000, failAt: 100_000)));
        await Assert.ThrowsAnyAsync<IOException>(() => Store.WriteAsync(Container, "new", new GeneratedStream(200_000, failAt: 100_000)));

        Assert.Equal("before", await ReadAsync("file"));
        Assert.Equal(["file"], await NamesAsync());
    }

    [Fact]
    public async Task A_large_stream_of_unknown_length_comes_back_whole()
    {
        const long length = (20 * 1024 * 1024) + 7;
        var written = await Store.WriteAsync(Container, "large", new GeneratedStream(length));

        Assert.Equal(length, written!.Length);
        await using var read = await Store.OpenReadAsync(Container, "large");
        Assert.Equal(await SHA256.HashDataAsync(new GeneratedStream(length)), await SHA256.HashDataAsync(read!.Content));
    }

    [Fact]
    public async Task Containers_are_apart()
    {
        await WriteAsync("file", "x");

        Assert.Null(await Store.FindAsync(Container + "2", "file"));
        Assert.Empty(await Store.ListAsync(Container + "2").ToListAsync());
    }

    [Fact]
    public async Task A_cancelled_write_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store.WriteAsync(Container, "file", new MemoryStream([1]), cancellation: new(canceled: true))
        );

        Assert.Null(await Store.FindAsync(Container, "file"));
    }

    private Task<BlobInfo?> WriteAsync(string name, string text, WriteCondition condition = default) =>
        Store.WriteAsync(Container, name, new MemoryStream(Encoding.UTF8.GetBytes(text)), condition);

    private async Task<string?> ReadAsync(string name)
    {
        await using var read = await Store.OpenReadAsync(Container, name);
        return read is null ? null : await new StreamReader(read.Content).ReadToEndAsync();
    }

    private async Task<List<string>> NamesAsync(string prefix = "") =>
        await Store.ListAsync(Container, prefix).Select(blob => blob.Name).ToListAsync();
}
