using System.Diagnostics;
using System.Text;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Stores;

/// <summary>What the contract does not say: files that other programs put there, links, and what a file system cannot hold.</summary>
public sealed class FileBlobStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileBlobStore _blobs;

    public FileBlobStoreTests()
    {
        _blobs = new(_folder["workspace"], TimeProvider.System);
        Directory.CreateDirectory(Incoming);
    }

    private string Incoming => _folder["workspace/incoming"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_was_copied_there_is_a_blob()
    {
        Directory.CreateDirectory(Path.Combine(Incoming, "bikes"));
        await File.WriteAllTextAsync(Path.Combine(Incoming, "bikes", "a file.csv"), "a,b\n");

        var found = await _blobs.FindAsync("incoming", "bikes/a file.csv");

        Assert.Equal(4, found!.Length);
        Assert.Equal([found], await _blobs.ListAsync("incoming").ToListAsync());
        Assert.Equal("a,b\n", await ReadAsync("bikes/a file.csv"));
        Assert.NotNull(await WriteAsync("bikes/a file.csv", "new", WriteCondition.WhenMatches(found.ETag)));
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(Incoming, "bikes", "a file.csv")));
    }

    [Fact]
    public async Task Other_bytes_of_equal_length_and_time_have_another_ETag()
    {
        var (path, other) = (Path.Combine(Incoming, "file"), _folder["other"]);
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        await File.WriteAllTextAsync(path, "first!");
        File.SetLastWriteTimeUtc(path, time);
        var first = await _blobs.FindAsync("incoming", "file");

        await File.WriteAllTextAsync(other, "second");
        File.SetLastWriteTimeUtc(other, time);
        File.Move(other, path, overwrite: true);
        var second = await _blobs.FindAsync("incoming", "file");

        Assert.Equal((first!.Length, first.Modified), (second!.Length, second.Modified));
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Null(await WriteAsync("file", "x", WriteCondition.WhenMatches(first.ETag)));
    }

    [Fact]
    public async Task An_ETag_stays_while_the_file_is_only_read_and_listed()
    {
        var written = await WriteAsync("a", "x");
        await ReadAsync("a");
        await WriteAsync("b", "x");
        await _blobs.ListAsync("incoming").ToListAsync();

        Assert.Equal(written, await new FileBlobStore(_folder["workspace"], TimeProvider.System).FindAsync("incoming", "a"));
    }

    [Fact]
    public async Task ETags_differ_though_the_clock_stands_still()
    {
        var still = new FileBlobStore(_folder["still"], new FrozenTimeProvider());
        var etags = new HashSet<string>();
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 50; i++)
        {
            var written = await still.WriteAsync("incoming", "file", new MemoryStream([1]));
            etags.Add(written!.ETag);
            times.Add(written.Modified);
        }

        Assert.Equal(50, etags.Count);
        Assert.Equal(times.Distinct().Order(), times);
    }

    [Fact]
    public async Task A_file_that_is_changed_in_place_while_it_is_read_is_an_error()
    {
        var path = Path.Combine(Incoming, "file");
        await File.WriteAllTextAsync(path, new string('a', 500_000));
        await using var read = await _blobs.OpenReadAsync("incoming", "file");
        await read!.Content.ReadExactlyAsync(new byte[1000]);

        using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.Position = 400_000;
            writer.Write("changed"u8);
        }

        await Assert.ThrowsAsync<IOException>(() => new StreamReader(read.Content).ReadToEndAsync());
    }

    [Fact]
    public async Task A_link_is_neither_followed_nor_listed()
    {
        var secret = _folder["secret"];
        Directory.CreateDirectory(secret);
        await File.WriteAllTextAsync(Path.Combine(secret, "file"), "secret");
        File.CreateSymbolicLink(Path.Combine(Incoming, "file"), Path.Combine(secret, "file"));
        File.CreateSymbolicLink(Path.Combine(Incoming, "dangling"), Path.Combine(secret, "new"));
        Directory.CreateSymbolicLink(Path.Combine(Incoming, "folder"), secret);
        Directory.CreateSymbolicLink(_folder["workspace/outside"], secret);

        foreach (
            var (container, name) in new[]
            {
                ("incoming", "file"),
                ("incoming", "dangling"),
                ("incoming", "folder/file"),
                ("incoming", "folder/new"),
                ("outside", "file"),
            }
        )
        {
            await Assert.ThrowsAsync<ProblemException>(() => _blobs.FindAsync(container, name));
            await Assert.ThrowsAsync<ProblemException>(() => _blobs.OpenReadAsync(container, name));
            await Assert.ThrowsAsync<ProblemException>(() => _blobs.WriteAsync(container, name, new MemoryStream([1])));
            await Assert.ThrowsAsync<ProblemException>(() => _blobs.DeleteAsync(container, name));
        }

        Assert.Empty(await _blobs.ListAsync("incoming").ToListAsync());
        await Assert.ThrowsAsync<ProblemException>(async () => await _blobs.ListAsync("outside").ToListAsync());
        Assert.Equal(["file"], Directory.GetFiles(secret).Select(Path.GetFileName));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(secret, "file")));
    }

    [Fact]
    public async Task The_root_itself_may_be_a_link()
    {
        Directory.CreateSymbolicLink(_folder["link"], _folder["workspace"]);

        await new FileBlobStore(_folder["link"], TimeProvider.System).WriteAsync("incoming", "file", new MemoryStream([1]));

        Assert.NotNull(await _blobs.FindAsync("incoming", "file"));
    }

    [Fact]
    public async Task A_pipe_is_no_blob_and_blocks_nobody()
    {
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(Incoming, "pipe")]);
        await mkfifo.WaitForExitAsync();
        Assert.Equal(0, mkfifo.ExitCode);

        Assert.Null(await _blobs.FindAsync("incoming", "pipe"));
        Assert.Null(await _blobs.OpenReadAsync("incoming", "pipe"));
        Assert.Empty(await _blobs.ListAsync("incoming").ToListAsync());
        await Assert.ThrowsAsync<ProblemException>(() => WriteAsync("pipe", "x"));
    }

    [Fact]
    public async Task Files_that_no_blob_may_be_named_like_are_left_out_of_a_listing()
    {
        foreach (var name in new[] { "good", "back\\slash", "new\nline", "trailing.", "trailing " })
        {
            await File.WriteAllTextAsync(Path.Combine(Incoming, name), "x");
        }

        Assert.Equal(["good"], await _blobs.ListAsync("incoming").Select(blob => blob.Name).ToListAsync());
    }

    [Fact]
    public async Task Names_that_differ_by_case_are_two_blobs_or_refused()
    {
        var ignoring = new FileBlobStore(new BlobPaths(_folder["workspace"], ignoresCase: true), TimeProvider.System, _ => { });
        await ignoring.WriteAsync("incoming", "Bikes/Data.csv", new MemoryStream([1]));

        await Assert.ThrowsAsync<ProblemException>(() => ignoring.WriteAsync("incoming", "Bikes/data.csv", new MemoryStream([2])));
        await Assert.ThrowsAsync<ProblemException>(() => ignoring.WriteAsync("incoming", "bikes/other.csv", new MemoryStream([2])));
        Assert.NotNull(await ignoring.WriteAsync("incoming", "Bikes/Data.csv", new MemoryStream([3])));
        Assert.Equal(["Bikes/Data.csv"], await ignoring.ListAsync("incoming").Select(blob => blob.Name).ToListAsync());
    }

    [Fact]
    public async Task The_staging_folder_holds_no_blobs()
    {
        await Assert.ThrowsAsync<ProblemException>(() => WriteAsync(".writing/file", "x"));
        await Assert.ThrowsAsync<ProblemException>(() => WriteAsync(".writing", "x"));
        Assert.NotNull(await WriteAsync("below/.writing/file", "x"));
    }

    [Fact]
    public async Task A_path_longer_than_the_system_takes_is_refused()
    {
        var deep = new FileBlobStore(Path.Combine([_folder.Path, .. Enumerable.Repeat(new string('r', 200), 16)]), TimeProvider.System);

        await Assert.ThrowsAsync<ProblemException>(() =>
            deep.WriteAsync("incoming", string.Join('/', Enumerable.Repeat(new string('d', 220), 4)), new MemoryStream([1]))
        );
    }

    [Fact]
    public async Task Content_goes_to_the_disk_as_it_comes()
    {
        const int bound = 4 * 1024 * 1024;
        var behind = new List<long>();
        var content = new GeneratedStream(
            40_000_000,
            read: position => behind.Add(position - new DirectoryInfo(Path.Combine(Incoming, ".writing")).EnumerateFiles().Single().Length)
        );

        await _blobs.WriteAsync("incoming", "large", content);

        Assert.InRange(behind.Max(), 0, bound);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task A_folder_larger_than_what_is_held_of_it_is_listed_whole_and_in_order(int namesHeld)
    {
        for (var i = 0; i < 14; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(Incoming, $"{i * 5 % 14:d2}"), "x");
        }

        Assert.Equal(
            Enumerable.Range(0, 14).Select(i => $"{i:d2}"),
            BlobListing.Enumerate(Incoming, "", namesHeld).Select(found => found.Name)
        );
        Assert.Equal(["10", "11", "12", "13"], BlobListing.Enumerate(Incoming, "1", namesHeld).Select(found => found.Name));
    }

    private Task<BlobInfo?> WriteAsync(string name, string text, WriteCondition condition = default) =>
        _blobs.WriteAsync("incoming", name, new MemoryStream(Encoding.UTF8.GetBytes(text)), condition);

    private async Task<string> ReadAsync(string name)
    {
        await using var read = await _blobs.OpenReadAsync("incoming", name);
        return await new StreamReader(read!.Content).ReadToEndAsync();
    }

    private sealed class FrozenTimeProvider : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
