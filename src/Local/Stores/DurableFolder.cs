namespace MLOpsFunctions.Local.Stores;

/// <summary>Folders whose entries survive a power failure.</summary>
internal static class DurableFolder
{
    /// <summary>Creates a folder and its parents. False if a file has that name.</summary>
    public static bool Create(string path)
    {
        if (Directory.Exists(path))
        {
            return true;
        }

        var parent = Path.GetDirectoryName(path)!;
        if (File.Exists(path) || !Create(parent))
        {
            return false;
        }

        Directory.CreateDirectory(path);
        Sync(parent);
        return true;
    }

    /// <summary>Syncs a folder's entries to the disk. Windows does so by itself.</summary>
    public static void Sync(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Posix.SyncFolder(path);
        }
    }

    /// <summary>Removes a folder that contains only empty folders. False if there is anything else.</summary>
    public static bool RemoveEmpty(string path)
    {
        foreach (
            var folder in Directory.EnumerateDirectories(
                path,
                "*",
                new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint }
            )
        )
        {
            if (!RemoveEmpty(folder))
            {
                return false;
            }
        }

        try
        {
            Directory.Delete(path); // Refused by the system where something is in it, also what came just now.
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
