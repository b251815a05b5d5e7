using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Local.Stores;

namespace MLOpsFunctions.CrashHost;

/// <summary>A workspace that tells before and after everything that it makes durable.</summary>
internal static class WatchedWorkspace
{
    /// <summary>With what webhooks are signed.</summary>
    public const string Secret = "a-secret-of-24-characters";

    public static async Task<Workspace> OpenAsync(string path, Action moment, TimeProvider time)
    {
        Directory.CreateDirectory(path);
        var workspace = new Workspace(
            path,
            new WatchedBlobs(new FileBlobStore(path, time), moment),
            new WatchedTables(new SqliteTableStore(Path.Combine(path, "tables.db")), moment),
            Workspace.EngineOf(path) with
            {
                OnCommit = _ => moment(),
            },
            time,
            NullLoggerFactory.Instance,
            new()
            {
                AllowPrivateAddresses = true,
                Variable = static _ => Secret,
                AppendLine = new NotificationFile(path).AppendAsync,
            }
        );
        await workspace.Engine.StartAsync();
        return workspace;
    }
}
