using System.Text;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// The paths of blobs on disk: <c>{root}/{container}/{name}</c>. No name leads out of the root, and no link is
/// followed.
/// </summary>
internal sealed class BlobPaths
{
    /// <summary>
    /// The folder for files that are still being written, beside the blobs of a container and on the same file system.
    /// </summary>
    public const string StagingFolder = ".writing";

    /// <summary>Linux's longest path, less space for a staging name.</summary>
    private const int MaxPathBytes = 4000;

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly bool _ignoresCase;

    /// <summary>Prepares the root.</summary>
    /// <param name="root">The root folder; created if it does not exist.</param>
    /// <param name="ignoresCase">Whether the file system ignores case; null: test it.</param>
    public BlobPaths(string root, bool? ignoresCase = null)
    {
        var folder = Directory.CreateDirectory(root);
        Root = (folder.ResolveLinkTarget(returnFinalTarget: true) ?? folder).FullName;
        LockFolder = Directory.CreateDirectory(Path.Combine(Root, ".locks")).FullName;
        _ignoresCase = ignoresCase ?? Directory.Exists(Path.Combine(Root, ".LOCKS"));
    }

    /// <summary>The root, absolute.</summary>
    public string Root { get; }

    /// <summary>The folder of lock files.</summary>
    public string LockFolder { get; }

    /// <summary>A container's folder, which may not exist.</summary>
    public string Container(string container)
    {
        BlobNames.CheckContainer(container);
        var path = Path.Combine(Root, container);
        RefuseLink(path, container);
        return path;
    }

    /// <summary>A container's staging folder, which may not exist.</summary>
    public string Staging(string container) => Path.Combine(Container(container), StagingFolder);

    /// <summary>A blob's path, which may not exist.</summary>
    /// <exception cref="ProblemException">The name is not allowed, this file system does not support it, or a link is
    /// in the path.</exception>
    public string Blob(string container, string name)
    {
        BlobNames.Check(container, name);
        var path = Container(container);
        var segments = name.Split('/');
        if (segments[0] == StagingFolder)
        {
            throw Refuse(container, name, $"a name outside '{StagingFolder}', where files lie while they are being written");
        }

        if (Encoding.UTF8.GetByteCount(path) + 1 + Encoding.UTF8.GetByteCount(name) > MaxPathBytes)
        {
            throw Refuse(container, name, "a shorter name, or a root folder higher up");
        }

        foreach (var segment in segments)
        {
            if (
                OperatingSystem.IsWindows()
                && (segment.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || Devices.Contains(segment.Split('.')[0]))
            )
            {
                throw Refuse(container, name, "a name that Windows can give to a file");
            }

            RefuseOtherCase(path, segment, container, name);
            path = Path.Combine(path, segment);
            RefuseLink(path, $"{container}/{name}");
        }

        return path;
    }

    /// <summary>A refusal that names the blob.</summary>
    public static ProblemException Refuse(string container, string name, string expected) =>
        new(new("This workspace cannot hold a blob of this name", $"'{container}/{name}'", expected, Try: "rename it"));

    private static void RefuseLink(string path, string where)
    {
        if (FileVersion.Find(path)?.Kind == FileKind.Link)
        {
            throw new ProblemException(
                new(
                    "A symbolic link lies in the workspace",
                    "a link",
                    "files and folders, so that nothing leads out of the workspace",
                    where,
                    "put the file itself there"
                )
            );
        }
    }

    /// <summary>
    /// If the file system ignores case, a name must not differ from an existing one by case alone: on other machines
    /// those are two blobs.
    /// </summary>
    private void RefuseOtherCase(string folder, string segment, string container, string name)
    {
        if (
            _ignoresCase
            && Directory.Exists(folder)
            && new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .FirstOrDefault(entry => entry.Name.Equals(segment, StringComparison.OrdinalIgnoreCase))
                is { } standing
            && standing.Name != segment
        )
        {
            throw Refuse(container, name, $"a name that differs from '{standing.Name}' by more than case");
        }
    }
}
