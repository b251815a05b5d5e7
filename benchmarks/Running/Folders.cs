namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>Where things lie, found from where this program lies.</summary>
internal static class Folders
{
    private static readonly string Home = FindHome();

    /// <summary>The scripts.</summary>
    public static string Peers => Path.Combine(Home, "peers");

    /// <summary>Input data, made once and kept; git ignores it.</summary>
    public static string Data => Directory.CreateDirectory(Path.Combine(Home, ".data")).FullName;

    private static string FindHome()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "MLOpsFunctions.Benchmarks.csproj")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not below the benchmarks folder.");
    }
}
