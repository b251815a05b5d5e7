using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.CrashHost;

/// <summary>What a process does with a workspace and a file: takes up what lies there and sees all runs to their ends.</summary>
internal static class CrashScenario
{
    /// <param name="path">The workspace.</param>
    /// <param name="file">The file, dropped where it has not been.</param>
    /// <param name="moment">Told before and after everything that is made durable.</param>
    /// <param name="again">Drops the file also where it has been, as whoever repeats a command does.</param>
    public static async Task LiveAsync(string path, FileInfo file, Action moment, bool again = false)
    {
        await using var workspace = await WatchedWorkspace.OpenAsync(path, moment, TimeProvider.System);
        var blobs = workspace.Services.Blobs;
        var name = $"m/{file.Name}";
        if (again || await blobs.FindAsync(StorageNames.IncomingContainer, name) is null)
        {
            await using var content = file.OpenRead();
            await blobs.WriteAsync(StorageNames.IncomingContainer, name, content);
        }

        var run = await workspace.Starter.DropAsync(name, "test");
        await workspace.Engine.WaitAsync(run!);
        foreach (var open in workspace.Engine.List(FlowState.Running))
        {
            await workspace.Engine.WaitAsync(open.Id);
        }
    }
}
