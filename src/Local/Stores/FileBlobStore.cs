using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// <see cref="IBlobStore"/> over a folder: a container is a folder directly below the root, a blob is the file of its
/// name in it. Files that other programs put there are blobs like any others. Safe for any number of threads and
/// processes on the same root.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    /// <summary>An older staged file that nobody holds open was left by a dead process.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Copy buffer in bytes: each piece costs a change of threads, and a larger piece would cost more than that.
    /// </summary>
    private const int CopyBytes = 1 << 20;

    private readonly BlobPaths _paths;
    private readonly FileLocks _locks;
    private readonly TimeProvider _time;
    private readonly Action<FileWriteStep> _reached;

    /// <summary>Opens a root folder, creates it if it does not exist, and removes unfinished files of dead processes.</summary>
    /// <param name="root">The root folder.</param>
    /// <param name="time">The clock.</param>
    public FileBlobStore(string root, TimeProvider time)
        : this(new BlobPaths(root), time, static _ => { }) { }

    internal FileBlobStore(BlobPaths paths, TimeProvider time, Action<FileWriteStep> reached)
    {
        (_paths, _time, _reached) = (paths, time, reached);
        _locks = new(paths.LockFolder);
        StagedFile.RemoveAbandoned(paths.Root, time.GetUtcNow() - Abandoned);
    }

    /// <inheritdoc/>
    public Task<BlobInfo?> FindAsync(string container, string name, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Find(_paths.Blob(container, name)) is { } version ? Info(container, name, version) : null);
    }

    /// <inheritdoc/>
    public Task<BlobRead?> OpenReadAsync(string container, string name, CancellationToken cancellation = default)
    {
        var path = _paths.Blob(container, name);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Find(path) is not { } version)
            {
                return Task.FromResult<BlobRead?>(null);
            }

            if (Open(path) is { } file)
            {
                // If another file has taken the name meanwhile, its version is looked up again.
                if (ConsistentReadStream.IsVersion(file, version))
                {
                    return Task.FromResult<BlobRead?>(new(Info(container, name, version), new ConsistentReadStream(file, version)));
                }

                file.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<BlobInfo?> WriteAsync(
        string container,
        string name,
        Stream content,
        WriteCondition condition = default,
        CancellationToken cancellation = default
    )
    {
        var path = _paths.Blob(container, name);
        if (!Holds(condition, Find(path)))
        {
            return null; // Before the content is copied; after that the lock decides.
        }

        using var staged = new StagedFile(_paths.Staging(container));
        await CopyAsync(content, staged.Content, cancellation);
        _reached(FileWriteStep.Staged);
        using var held = await _locks.AcquireAsync($"{container}/{name}", cancellation);
        if (!Holds(condition, Find(_paths.Blob(container, name))))
        {
            return null;
        }

        staged.Seal(held.NextStamp(_time.GetUtcNow()));
        _reached(FileWriteStep.Sealed);
        Place(staged, path, container, name);
        return Info(
            container,
            name,
            Find(path) ?? throw new IOException($"'{path}' was removed by another program just after it was written.")
        );
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string container, string name, string? ifMatch = null, CancellationToken cancellation = default)
    {
        var path = _paths.Blob(container, name);
        if (Find(path) is null)
        {
            return false;
        }

        using var held = await _locks.AcquireAsync($"{container}/{name}", cancellation);
        if (Find(path) is not { } version || (ifMatch is not null && ifMatch != version.ETag))
        {
            return false;
        }

        File.Delete(path);
        DurableFolder.Sync(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobInfo> ListAsync(
        string container,
        string prefix = "",
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        foreach (var (name, version) in BlobListing.Enumerate(_paths.Container(container), prefix))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Info(container, name, version);
        }

        await Task.CompletedTask;
    }

    /// <summary>.NET tells of a file beyond the process's limit (EFBIG) as of an argument.</summary>
    private static async Task CopyAsync(Stream content, FileStream file, CancellationToken cancellation)
    {
        try
        {
            await content.CopyToAsync(file, CopyBytes, cancellation);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TooLarge();
        }
    }

    internal static IOException TooLarge() =>
        new("The file is larger than this process may write (ulimit -f).", UnwritableStorage.FileTooLarge);

    private static BlobInfo Info(string container, string name, FileVersion version) =>
        new(container, name, version.Length, version.ETag, version.Modified);

    private static FileVersion? Find(string path) => FileVersion.Find(path) is { Kind: FileKind.File } version ? version : null;

    private static bool Holds(WriteCondition condition, FileVersion? current) =>
        !(condition.IfAbsent && current is not null) && (condition.IfMatch is null || condition.IfMatch == current?.ETag);

    private static FileStream? Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Place(StagedFile staged, string path, string container, string name)
    {
        switch (FileVersion.Find(path)?.Kind)
        {
            case FileKind.Folder when !DurableFolder.RemoveEmpty(path):
                throw BlobPaths.Refuse(container, name, "no blob below it: a name is a file's or a folder's here");
            case FileKind.Link or FileKind.Other:
                throw BlobPaths.Refuse(container, name, "a regular file, or nothing, in its place");
        }

        var folder = Path.GetDirectoryName(path)!;
        do
        {
            if (!DurableFolder.Create(folder))
            {
                throw BlobPaths.Refuse(
                    container,
                    name,
                    "no blob that is named like one of its folders: a name is a file's or a folder's here"
                );
            }

            _reached(FileWriteStep.FolderMade);
        } while (!staged.TryMoveTo(path));
        _reached(FileWriteStep.Renamed);
        DurableFolder.Sync(folder);
        _reached(FileWriteStep.Done);
    }
}

/// <summary>The stages of a write; a process can die after each.</summary>
internal enum FileWriteStep
{
    /// <summary>The bytes are in the staging folder.</summary>
    Staged,

    /// <summary>They are on the disk, with their final write time.</summary>
    Sealed,

    /// <summary>The blob's folder exists.</summary>
    FolderMade,

    /// <summary>The blob has its name.</summary>
    Renamed,

    /// <summary>The name is synced to the disk.</summary>
    Done,
}
