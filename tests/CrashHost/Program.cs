using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.CrashHost;
using MLOpsFunctions.Local;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

// CrashHost WORKSPACE FILE N: takes the file to the end of its run, and kills itself, as SIGKILL does, at the n-th moment before or after something becomes durable.
// Prints how many such moments there were. N = 0: never.
var (path, file, killAt) = (args[0], new FileInfo(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture));
var moments = 0;
void Moment()
{
    if (Interlocked.Increment(ref moments) == killAt)
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}

Directory.CreateDirectory(path);
var blobs = new WatchedBlobs(new FileBlobStore(path, TimeProvider.System), Moment);
using var tables = new SqliteTableStore(Path.Combine(path, "tables.db"));
var engine = Workspace.EngineOf(path) with { OnCommit = _ => Moment() };
await using (var workspace = new Workspace(path, blobs, new WatchedTables(tables, Moment), engine, TimeProvider.System, NullLoggerFactory.Instance))
{
    await workspace.Engine.StartAsync();
    var name = $"m/{file.Name}";
    if (await blobs.FindAsync(StorageNames.IncomingContainer, name) is null)
    {
        await using var content = file.OpenRead();
        await blobs.WriteAsync(StorageNames.IncomingContainer, name, content);
    }

    var run = await workspace.Starter.DropAsync(name, "test");
    await workspace.Engine.WaitAsync(run!);
}

Console.WriteLine(moments);
