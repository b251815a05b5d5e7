namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// A process's proof that it lives: a file that the operating system keeps locked for as long as the process does, and not a moment longer.
/// What a dead process had claimed can so be taken over at once, without waiting for a lease.
/// </summary>
internal sealed class ProcessClaim : IDisposable
{
    private readonly FileStream _file;

    public ProcessClaim(string database, string owner)
    {
        Directory.CreateDirectory(Folder(database));
        Owner = owner;
        _file = new(Path.Combine(Folder(database), owner), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    public string Owner { get; }

    /// <summary>Whether the owner's process is gone.</summary>
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

    public void Dispose() => _file.Dispose();

    private static string Folder(string database) => database + ".workers";
}
