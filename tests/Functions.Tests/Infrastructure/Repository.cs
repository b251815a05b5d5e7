using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Functions.Tests.Infrastructure;

/// <summary>
/// The checkout: the one that holds the built tests, or, where they were built elsewhere, the one that holds their
/// source.
/// </summary>
internal static class Repository
{
    public static string Root { get; } =
        Above(AppContext.BaseDirectory)
        ?? Above(Here())
        ?? throw new DirectoryNotFoundException("MLOpsFunctions.sln is in no folder above the tests.");

    private static string? Above(string path)
    {
        var folder = new DirectoryInfo(path);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MLOpsFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
