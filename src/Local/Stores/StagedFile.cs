namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// A file that is being written beside its container's blobs, where no listing sees it. Disposed without having been
/// moved, it is gone.
/// </summary>
internal sealed class StagedFile : IDisposable
{
    private readonly string _path;
    private bool _moved;

    public StagedFile(string folder)
    {
        DurableFolder.Create(folder);
        _path = Path.Combine(folder, Path.GetRandomFileName());

        // Sharing deletion alone locks the file against other programs and still lets it be moved while it is open.
        Content = new(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Where the bytes go.</summary>
    public FileStream Content { get; }

    /// <summary>Removes what processes that died left in the staging folders below a root.</summary>
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

    /// <summary>Brings the bytes to the disk under this write time.</summary>
    public void Seal(DateTime stamp)
    {
        File.SetLastWriteTimeUtc(Content.SafeFileHandle, stamp);
        Content.Flush(flushToDisk: true);
    }

    /// <summary>Gives the file its name, in place of any that has it. False where the folder has gone since it was made.</summary>
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
