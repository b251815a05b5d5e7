using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Stores;

/// <summary>Lists the files below a folder in ordinal order of their names, in bounded memory.</summary>
internal static class BlobListing
{
    /// <summary>Most names of one folder in memory; a larger folder is read several times.</summary>
    public const int NamesHeld = 65_536;

    /// <summary>
    /// Relative names, with '/' between segments, of regular files whose names start with the prefix. Links and names
    /// that no blob may have are left out.
    /// </summary>
    public static IEnumerable<(string Name, FileVersion Version)> Enumerate(string folder, string prefix, int namesHeld = NamesHeld) =>
        Walk(folder, "", prefix, namesHeld);

    private static IEnumerable<(string, FileVersion)> Walk(string folder, string below, string prefix, int namesHeld)
    {
        foreach (var entry in Sorted(folder, below, prefix, namesHeld))
        {
            var name = below + entry;
            if (entry.EndsWith('/'))
            {
                foreach (var found in Walk(Path.Combine(folder, entry[..^1]), name, prefix, namesHeld))
                {
                    yield return found;
                }
            }
            else if (FileVersion.Find(Path.Combine(folder, entry)) is { Kind: FileKind.File } version && BlobNames.IsValid(name))
            {
                yield return (name, version);
            }
        }
    }

    /// <summary>
    /// The entries of one folder that may lead to the prefix. A folder's name includes its '/', so that the order
    /// within each folder is the order of the whole names.
    /// </summary>
    private static IEnumerable<string> Sorted(string folder, string below, string prefix, int namesHeld)
    {
        var last = "";
        while (true)
        {
            // A heap with the greatest of the smallest names on top.
            var smallest = new PriorityQueue<string, string>(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));
            foreach (var entry in Entries(folder, below, prefix))
            {
                if (string.CompareOrdinal(entry, last) > 0)
                {
                    smallest.Enqueue(entry, entry);
                    if (smallest.Count > namesHeld)
                    {
                        smallest.Dequeue();
                    }
                }
            }

            var sorted = smallest.UnorderedItems.Select(item => item.Element).Order(StringComparer.Ordinal).ToArray();
            foreach (var entry in sorted)
            {
                yield return entry;
            }

            if (sorted.Length < namesHeld)
            {
                yield break;
            }

            last = sorted[^1];
        }
    }

    private static IEnumerable<string> Entries(string folder, string below, string prefix)
    {
        var options = new EnumerationOptions
        {
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
            RecurseSubdirectories = false,
        };
        IEnumerable<FileSystemInfo> found;
        try
        {
            found = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", options);
        }
        catch (DirectoryNotFoundException)
        {
            yield break; // Gone since its parent was read.
        }

        foreach (var entry in found)
        {
            var isFolder = entry is DirectoryInfo;
            var name = isFolder ? entry.Name + '/' : entry.Name;
            var whole = below + name;
            if (
                whole != BlobPaths.StagingFolder + '/'
                && (whole.StartsWith(prefix, StringComparison.Ordinal) || (isFolder && prefix.StartsWith(whole, StringComparison.Ordinal)))
            )
            {
                yield return name;
            }
        }
    }
}
