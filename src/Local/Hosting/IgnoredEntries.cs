using Microsoft.Extensions.Logging;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Tells, once each, of what lies in a folder and is never taken: links, which are not followed, pipes, sockets and
/// devices, which could block for ever, and names that no blob may have.
/// </summary>
/// <param name="log">Where to tell.</param>
internal sealed class IgnoredEntries(string folder, ILogger log)
{
    /// <summary>Entries that are told of; whoever has made so many knows.</summary>
    private const int MaxReported = 1_000;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Looks through the folder and those below it.</summary>
    public void Report()
    {
        var waiting = new Stack<string>([folder]);
        while (_told.Count < MaxReported && waiting.TryPop(out var current))
        {
            foreach (var path in Entries(current))
            {
                var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
                switch (FileVersion.Find(path)?.Kind)
                {
                    case FileKind.Folder:
                        waiting.Push(path);
                        break;
                    case FileKind.Link:
                        Report(name, "it is a link, and links are not followed; drop the file itself");
                        break;
                    case FileKind.Other:
                        Report(name, "it is a pipe, a socket or a device, not a file; write the rows to a file and drop that");
                        break;
                    case FileKind.File when !BlobNames.IsValid(name):
                        Report(name, "its name cannot be a blob's; give it a shorter and plainer one");
                        break;
                }
            }
        }
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // Gone since its parent was read.
        }
    }

    private void Report(string name, string reason)
    {
        if (_told.Count < MaxReported && _told.Add(name))
        {
            log.LogWarning("{File} is left alone: {Reason}", BlobNames.Printable(name), reason);
        }
    }
}
