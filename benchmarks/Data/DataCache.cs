using MLOpsFunctions.Benchmarks.Running;

namespace MLOpsFunctions.Benchmarks.Data;

/// <summary>Input data on disk, made once.</summary>
internal static class DataCache
{
    /// <summary>The path of a file, made first where it does not exist yet. The name says all that its content depends on.</summary>
    public static string Make(string name, Action<string> write)
    {
        var path = Path.Combine(Folders.Data, name);
        if (!File.Exists(path))
        {
            // Half a file must never pass for a whole one.
            write(path + ".part");
            File.Move(path + ".part", path, overwrite: true);
        }

        return path;
    }
}
