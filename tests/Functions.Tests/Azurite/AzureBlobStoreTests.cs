using System.Text;
using Azure.Storage.Blobs;
using MLOpsFunctions.Functions.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Functions.Tests.Azurite;

/// <summary>What is peculiar to this adapter: blocks, and names that must be escaped on the wire.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobStoreTests(AzuriteEmulator azurite)
{
    private const int Block = 8 * 1024 * 1024;

    private readonly AzureBlobStore _blobs = new(new BlobServiceClient(azurite.ConnectionString));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(2 * Block)]
    public async Task Content_of_any_length_comes_back(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var content = new MemoryStream(bytes);
        var written = await _blobs.WriteAsync("lengths", $"blob-{length}", content);

        await using var read = await _blobs.OpenReadAsync("lengths", $"blob-{length}");
        using var copy = new MemoryStream();
        await read!.Content.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal((length, written!.ETag), (read.Info.Length, read.Info.ETag));
        Assert.Equal(written, await _blobs.FindAsync("lengths", $"blob-{length}"));
    }

    [Fact]
    public async Task Two_large_uploads_of_one_name_never_mix()
    {
        var contents = new[] { (byte)'a', (byte)'b' }.Select(letter => Enumerable.Repeat(letter, (2 * Block) + 7).ToArray()).ToArray();
        await Task.WhenAll(
            contents.Select(async bytes =>
            {
                try
                {
                    using var content = new MemoryStream(bytes);
                    await _blobs.WriteAsync("races", "one", content);
                }
                catch (Azure.RequestFailedException overtaken) when (overtaken.ErrorCode == "InvalidBlockList")
                {
                    // The other one committed first: failing is allowed, mixing is not.
                }
            })
        );

        await using var read = await _blobs.OpenReadAsync("races", "one");
        using var copy = new MemoryStream();
        await read!.Content.CopyToAsync(copy);
        Assert.Single(copy.ToArray().Distinct());
        Assert.Equal((2 * Block) + 7, copy.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Block + 1)]
    public async Task Conditions_hold_for_blobs_of_one_block_and_of_many(int length)
    {
        var name = $"conditions-{length}";
        var first = await WriteAsync(name, length, WriteCondition.WhenAbsent);
        Assert.NotNull(first);
        Assert.Null(await WriteAsync(name, length, WriteCondition.WhenAbsent));
        var second = await WriteAsync(name, length, WriteCondition.WhenMatches(first!.ETag));
        Assert.NotNull(second);
        Assert.Null(await WriteAsync(name, length, WriteCondition.WhenMatches(first.ETag)));
        Assert.Null(await WriteAsync(name + "-none", length, WriteCondition.WhenMatches(first.ETag)));
        Assert.False(await _blobs.DeleteAsync("conditions", name, first.ETag));
        Assert.True(await _blobs.DeleteAsync("conditions", name, second!.ETag));
        Assert.False(await _blobs.DeleteAsync("conditions", name));
    }

    [Theory]
    [InlineData("a b/ü%41#?&=+'~語🚲.csv")]
    [InlineData("deep/er/and/deep/er/file.csv.gz")]
    public async Task Names_survive_the_wire(string name)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("x"));
        await _blobs.WriteAsync("names", name, content);

        Assert.NotNull(await _blobs.FindAsync("names", name));
        Assert.Contains(name, await NamesAsync("names", name[..1]));
    }

    [Fact]
    public async Task A_listing_is_in_ordinal_order_and_of_its_prefix()
    {
        foreach (var name in (string[])["b/2", "a/1", "a/10", "a/2", "a-/0", "A/0"])
        {
            using var content = new MemoryStream([1]);
            await _blobs.WriteAsync("listings", name, content);
        }

        Assert.Equal(["A/0", "a-/0", "a/1", "a/10", "a/2", "b/2"], await NamesAsync("listings", ""));
        Assert.Equal(["a/1", "a/10", "a/2"], await NamesAsync("listings", "a/"));
    }

    [Fact]
    public async Task What_is_not_there_is_null_empty_or_false()
    {
        Assert.Null(await _blobs.FindAsync("no-such-container", "a"));
        Assert.Null(await _blobs.OpenReadAsync("no-such-container", "a"));
        Assert.Empty(await NamesAsync("no-such-container", ""));
        Assert.False(await _blobs.DeleteAsync("no-such-container", "a"));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a\\b")]
    public async Task A_hostile_name_is_refused(string name) =>
        await Assert.ThrowsAsync<ProblemException>(() => _blobs.FindAsync("names", name));

    private async Task<BlobInfo?> WriteAsync(string name, int length, WriteCondition condition)
    {
        using var content = new MemoryStream(new byte[length]);
        return await _blobs.WriteAsync("conditions", name, content, condition);
    }

    private async Task<List<string>> NamesAsync(string container, string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in _blobs.ListAsync(container, prefix))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
