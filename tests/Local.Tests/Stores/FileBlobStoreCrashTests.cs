using System.Text;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Stores;

/// <summary>
/// A process that dies at any step of a write. The folder is copied when the step is reached: the copy is what a restarted process finds,
/// since whatever the dead one still held in memory or locked is not in it.
/// </summary>
public sealed class FileBlobStoreCrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Steps
    {
        get
        {
            var steps = new TheoryData<string, bool>();
            foreach (var step in Enum.GetNames<FileWriteStep>())
            {
                steps.Add(step, true);
                steps.Add(step, false);
            }

            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_crash_at_any_step_leaves_the_old_version_or_the_new_one(string step, bool overwrite)
    {
        var crashed = await CrashAsync(Enum.Parse<FileWriteStep>(step), overwrite);
        var blobs = new FileBlobStore(crashed, TimeProvider.System);

        var expected =
            Enum.Parse<FileWriteStep>(step) >= FileWriteStep.Renamed ? "the new version"
            : overwrite ? "old"
            : null;
        Assert.Equal(expected, await ReadAsync(blobs, "m/file"));
        Assert.Equal(expected is null ? [] : ["m/file"], await blobs.ListAsync("incoming").Select(blob => blob.Name).ToListAsync());
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task After_a_crash_at_any_step_the_write_can_be_repeated(string step, bool overwrite)
    {
        var crashed = await CrashAsync(Enum.Parse<FileWriteStep>(step), overwrite);
        var blobs = new FileBlobStore(crashed, TimeProvider.System);
        var found = await blobs.FindAsync("incoming", "m/file");

        var condition = found is null ? WriteCondition.WhenAbsent : WriteCondition.WhenMatches(found.ETag);
        var written = await WriteAsync(blobs, "m/file", "the new version", condition);

        Assert.NotEqual(found?.ETag, written!.ETag);
        Assert.Equal("the new version", await ReadAsync(blobs, "m/file"));
    }

    [Fact]
    public async Task What_a_dead_process_left_half_written_goes_at_the_next_start()
    {
        var crashed = await CrashAsync(FileWriteStep.Staged, overwrite: true);
        var left = Assert.Single(Directory.GetFiles(Path.Combine(crashed, "incoming", ".writing")));

        _ = new FileBlobStore(crashed, TimeProvider.System);
        Assert.True(File.Exists(left), "A file that may have been made just now by a living process stays.");

        File.SetLastWriteTimeUtc(left, File.GetLastWriteTimeUtc(left).AddMinutes(-2));
        using (var open = new FileStream(left, FileMode.Open, FileAccess.Write, FileShare.Delete))
        {
            _ = new FileBlobStore(crashed, TimeProvider.System);
            Assert.True(File.Exists(left), "A file that a process holds open stays, however old it is.");
            File.SetLastWriteTimeUtc(left, File.GetLastWriteTimeUtc(left).AddMinutes(-2));
        }

        _ = new FileBlobStore(crashed, TimeProvider.System);
        Assert.False(File.Exists(left));
        Assert.Equal("old", await ReadAsync(new FileBlobStore(crashed, TimeProvider.System), "m/file"));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_half_written()
    {
        var failing = new FileBlobStore(
            new BlobPaths(_folder.Path),
            TimeProvider.System,
            step => _ = step == FileWriteStep.Sealed ? throw new IOException("disk full") : 0
        );

        await Assert.ThrowsAsync<IOException>(() => WriteAsync(failing, "m/file", "x"));

        Assert.Empty(Directory.GetFiles(_folder["incoming/.writing"]));
        Assert.NotNull(await WriteAsync(new FileBlobStore(_folder.Path, TimeProvider.System), "m/file", "x", WriteCondition.WhenAbsent));
    }

    private async Task<string> CrashAsync(FileWriteStep at, bool overwrite)
    {
        var (living, crashed) = (_folder["living"], _folder["crashed"]);
        if (overwrite)
        {
            await WriteAsync(new FileBlobStore(living, TimeProvider.System), "m/file", "old");
        }

        var blobs = new FileBlobStore(
            new BlobPaths(living),
            TimeProvider.System,
            step =>
            {
                if (step == at)
                {
                    Copy(living, crashed);
                }
            }
        );
        await WriteAsync(blobs, "m/file", "the new version");
        return crashed;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(from) != ".locks"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static Task<BlobInfo?> WriteAsync(IBlobStore blobs, string name, string text, WriteCondition condition = default) =>
        blobs.WriteAsync("incoming", name, new MemoryStream(Encoding.UTF8.GetBytes(text)), condition);

    private static async Task<string?> ReadAsync(IBlobStore blobs, string name)
    {
        await using var read = await blobs.OpenReadAsync("incoming", name);
        return read is null ? null : await new StreamReader(read.Content).ReadToEndAsync();
    }
}
