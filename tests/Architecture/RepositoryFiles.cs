using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Architecture;

/// <summary>The files of this repository, as they lie on disk.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder of the solution: above the tests or, where a build puts its output elsewhere, above this file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# sources below a folder, without what builds write; none where the folder does not exist.</summary>
    /// <param name="folder">The folder, relative to <see cref="Root"/>.</param>
    public static IEnumerable<string> Sources(string folder) =>
        !Directory.Exists(Path.Combine(Root, folder))
            ? []
            : Directory
                .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here)! }
            .SelectMany(Above)
            .FirstOrDefault(above => File.Exists(Path.Combine(above.FullName, "MLOpsFunctions.sln")));
        return folder?.FullName ?? throw new DirectoryNotFoundException("MLOpsFunctions.sln is in no folder above the tests.");
    }

    private static IEnumerable<DirectoryInfo> Above(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            yield return folder;
        }
    }
}
