using System.Globalization;

namespace MLOpsFunctions.Local.Stores;

/// <summary>The kind of entry at a path.</summary>
internal enum FileKind
{
    /// <summary>A regular file: a blob.</summary>
    File,

    Folder,

    /// <summary>A symbolic link; never followed.</summary>
    Link,

    /// <summary>A pipe, socket or device; opening one could block for ever.</summary>
    Other,
}

/// <summary>One version of a file, by its metadata only, so that files of other programs have one too.</summary>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When its bytes were last written.</param>
/// <param name="ETag">Length, time of the last write and, on Linux, time of the last change of the inode. The store's
/// own writes never repeat a write time under one name (<see cref="FileLock.NextStamp"/>); a program that copies other
/// bytes of equal length and write time over a file cannot give it the old change time.</param>
internal readonly record struct FileVersion(FileKind Kind, long Length, DateTimeOffset Modified, string ETag)
{
    /// <summary>The entry at a path, without following a link; null if there is none.</summary>
    public static FileVersion? Find(string path) => OperatingSystem.IsLinux() ? FindOnLinux(path) : FindElsewhere(path);

    private static FileVersion? FindOnLinux(string path)
    {
        if (Posix.Stat(path) is not { } found)
        {
            return null;
        }

        var kind = (found.Mode & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };
        return new(
            kind,
            found.Size,
            DateTimeOffset.UnixEpoch.AddSeconds(found.ModifiedSeconds).AddTicks(found.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Size:x}-{found.ModifiedSeconds:x}.{found.ModifiedNanoseconds:x}-{found.ChangedSeconds:x}."
                    + $"{found.ChangedNanoseconds:x}"
            )
        );
    }

    private static FileVersion? FindElsewhere(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            return new(FileKind.Link, 0, default, "");
        }

        if (!file.Exists)
        {
            return Directory.Exists(path) ? new(FileKind.Folder, 0, default, "") : null;
        }

        var etag = string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}-{file.CreationTimeUtc.Ticks:x}"
        );
        return new(FileKind.File, file.Length, file.LastWriteTimeUtc, etag);
    }
}
