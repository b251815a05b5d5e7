namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// A proof that a process is alive: a file that the operating system keeps locked as long as the process runs. So the
/// claims of a dead process can be taken over at once, without a lease.
/// </summary>
internal sealed class ProcessClaim : IDisposable
{
    private readonly FileStream _file;

    /// <summary>A younger file may belong to a process that has not locked it yet.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public ProcessClaim(string database, string owner, DateTimeOffset now)
    {
        Directory.CreateDirectory(Folder(database));
        RemoveDead(database, now);
        Owner = owner;
        _file = new(
            Path.Combine(Folder(database), owner),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None,
            1,
            FileOptions.DeleteOnClose
        );
    }

    public string Owner { get; }

    /// <summary>Whether the owner's process is dead; if so, its file is removed.</summary>
    public static bool IsDead(string database, string owner)
    {
        var path = Path.Combine(Folder(database), owner);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false; // Locked: alive.
        }
    }

    /// <summary>Removes the files of dead processes: a killed process could not remove its own.</summary>
    private static void RemoveDead(string database, DateTimeOffset now)
    {
        foreach (
            var file in new DirectoryInfo(Folder(database))
                .EnumerateFiles()
                .Where(file => file.LastWriteTimeUtc < (now - Fresh).UtcDateTime)
        )
        {
            IsDead(database, file.Name); // To ask is to remove.
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Folder(string database) => database + ".workers";
}
