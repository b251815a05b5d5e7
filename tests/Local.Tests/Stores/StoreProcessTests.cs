using System.Globalization;
using System.Text;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Stores;

/// <summary>Several processes on one workspace.</summary>
public sealed class StoreProcessTests : IDisposable
{
    private const int Processes = 3,
        Each = 40,
        BlobLength = 400_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Increments_of_a_blob_by_several_processes_lose_none()
    {
        await RunAsync(ChildProcess.IncrementBlob);

        Assert.Equal((Processes * Each).ToString(CultureInfo.InvariantCulture), await ReadAsync(Open(_folder.Path), "count"));
    }

    [Fact]
    public async Task Increments_of_rows_by_several_processes_lose_none()
    {
        await RunAsync(ChildProcess.IncrementRows);

        using var tables = new SqliteTableStore(Path.Combine(_folder.Path, "tables.db"));
        foreach (var row in new[] { "a", "b" })
        {
            Assert.Equal((Processes * Each).ToString(CultureInfo.InvariantCulture), (await tables.FindAsync("counts", "p", row))!.Value);
        }
    }

    [Fact]
    public async Task A_killed_writer_leaves_a_whole_blob_and_no_lock()
    {
        for (var writes = 1; writes <= 3; writes++)
        {
            using var child = new ChildProcess(ChildProcess.OverwriteBlob, _folder.Path, int.MaxValue);
            for (var line = 0; line < writes; line++)
            {
                await child.ReadLineAsync();
            }

            await child.KillAsync();
            var blobs = Open(_folder.Path);
            var text = await ReadAsync(blobs, "file");
            Assert.Equal(new string(text![0], BlobLength), text);
            Assert.Equal(["file"], await blobs.ListAsync("incoming").Select(blob => blob.Name).ToListAsync());
            Assert.NotNull(await WriteAsync(blobs, "file", new string('-', BlobLength)));
        }
    }

    internal static async Task IncrementBlobAsync(string folder, int count)
    {
        var blobs = Open(folder);
        await WriteAsync(blobs, "count", "0", WriteCondition.WhenAbsent);
        for (var done = 0; done < count; )
        {
            await using var read = await blobs.OpenReadAsync("incoming", "count");
            var number = int.Parse(await new StreamReader(read!.Content).ReadToEndAsync(), CultureInfo.InvariantCulture);
            done += await WriteAsync(blobs, "count", Text(number + 1), WriteCondition.WhenMatches(read.Info.ETag)) is null ? 0 : 1;
        }
    }

    internal static async Task IncrementRowsAsync(string folder, int count)
    {
        using var tables = new SqliteTableStore(Path.Combine(folder, "tables.db"));
        await tables.WriteAsync("counts", "p", [TableWrite.Insert("a", "0"), TableWrite.Insert("b", "0")]);
        for (var done = 0; done < count; )
        {
            var (a, b) = (await tables.FindAsync("counts", "p", "a"), await tables.FindAsync("counts", "p", "b"));
            var next = Text(int.Parse(a!.Value, CultureInfo.InvariantCulture) + 1);
            done += await tables.WriteAsync("counts", "p", [TableWrite.Replace("a", next, a.ETag), TableWrite.Replace("b", next, b!.ETag)])
                is null
                ? 0
                : 1;
        }
    }

    internal static async Task OverwriteBlobAsync(string folder, int count)
    {
        var blobs = Open(folder);
        for (var i = 0; i < count; i++)
        {
            await WriteAsync(blobs, "file", new string((char)('a' + (i % 26)), BlobLength));
            await Console.Out.WriteLineAsync("written");
        }
    }

    private static FileBlobStore Open(string folder) => new(folder, TimeProvider.System);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task<BlobInfo?> WriteAsync(IBlobStore blobs, string name, string text, WriteCondition condition = default) =>
        blobs.WriteAsync("incoming", name, new MemoryStream(Encoding.UTF8.GetBytes(text)), condition);

    private static async Task<string?> ReadAsync(IBlobStore blobs, string name)
    {
        await using var read = await blobs.OpenReadAsync("incoming", name);
        return read is null ? null : await new StreamReader(read.Content).ReadToEndAsync();
    }

    private async Task RunAsync(string role)
    {
        ChildProcess[] children = [.. Enumerable.Range(0, Processes).Select(_ => new ChildProcess(role, _folder.Path, Each))];
        foreach (var child in children)
        {
            using (child)
            {
                await child.EndAsync();
            }
        }
    }
}
