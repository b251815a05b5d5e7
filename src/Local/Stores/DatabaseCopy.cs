namespace MLOpsFunctions.Local.Stores;

/// <summary>
/// A copy of a database with its write-ahead log, in the system's folder for temporary files: on a full or read-only disk
/// SQLite can read a log only where it can make files beside it.
/// </summary>
internal sealed class DatabaseCopy : IDisposable
{
    /// <summary>Attempts at a copy during which nobody writes.</summary>
    private const int Attempts = 3;

    private readonly string _source;
    private readonly (long, DateTime, long, DateTime) _state;

    private DatabaseCopy(string source, string path, (long, DateTime, long, DateTime) state) =>
        (_source, Path, _state) = (source, path, state);

    public string Path { get; }

    /// <summary>Whether the source is as it was.</summary>
    public bool IsCurrent => StateOf(_source) == _state;

    /// <summary>Copies a database; null where there is no room, or others write all the time.</summary>
    /// <param name="source">The database's file.</param>
    public static DatabaseCopy? Make(string source)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("mlops-");
            var path = System.IO.Path.Combine(folder.FullName, "copy.db");
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var copy = new DatabaseCopy(source, path, StateOf(source));
                Copy(source, path);
                Copy($"{source}-wal", $"{path}-wal");
                if (copy.IsCurrent)
                {
                    return copy;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // No room there either: whoever asked says why the database cannot be used.
        }

        folder?.Delete(recursive: true);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The system clears its temporary files.
        }
    }

    private static void Copy(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write);
        source.CopyTo(target);
    }

    private static (long, DateTime, long, DateTime) StateOf(string source)
    {
        var (database, log) = (new FileInfo(source), new FileInfo($"{source}-wal"));
        return (database.Exists ? database.Length : 0, database.LastWriteTimeUtc, log.Exists ? log.Length : 0, log.LastWriteTimeUtc);
    }
}
