namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// A file that is being written beside its container's blobs, where no listing sees it. If it is disposed before it is
/// moved, it is deleted.
/// </summary>
internal sealed class StagedFile : IDisposable
{
    private readonly string _path;
    private bool _moved;

    public StagedFile(string folder)
    {
        DurableFolder.Create(folder);
        _path = Path.Combine(folder, Path.GetRandomFileName());

        // Sharing deletion only locks the file against other programs, and still lets it be moved while it is open.
        Content = new(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
    }

    /// <summary>The destination of the bytes.</summary>
    public FileStream Content { get; }

    /// <summary>Removes the staged files of dead processes below a root.</summary>
    public static void RemoveAbandoned(string root, DateTimeOffset before)
    {
        foreach (
            var container in new DirectoryInfo(root).EnumerateDirectories(
                "*",
                new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint }
            )
        )
        {
            var staging = new DirectoryInfo(Path.Combine(container.FullName, BlobPaths.StagingFolder));
            if (staging.Exists && staging.LinkTarget is null)
            {
                foreach (
                    var file in staging.EnumerateFiles().Where(file => file.LastWriteTimeUtc < before.UtcDateTime && !IsOpen(file.FullName))
                )
                {
                    file.Delete();
                }
            }
        }
    }

    /// <summary>Syncs the bytes to the disk under this write time.</summary>
    public void Seal(DateTime stamp)
    {
        File.SetLastWriteTimeUtc(Content.SafeFileHandle, stamp);
        Content.Flush(flushToDisk: true);
    }

    /// <summary>Gives the file its name, replacing any that has it. False if the folder was removed meanwhile.</summary>
    public bool TryMoveTo(string path)
    {
        try
        {
            File.Move(_path, path, overwrite: true);
            return _moved = true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        if (!_moved)
        {
            File.Delete(_path);
        }
    }

    /// <summary>Whether a living process holds it: the operating system releases a dead one's locks.</summary>
    private static bool IsOpen(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
