using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Architecture;

/// <summary>Rules that only the sources can show.</summary>
public sealed class SourceTests
{
    private static readonly string Root = FindRoot();

    [Theory]
    [InlineData("src/Shared")]
    [InlineData("src/Local")]
    [InlineData("tests/Shared.Tests")]
    [InlineData("tests/Local.Tests")]
    [InlineData("tests/Contracts")]
    public void Only_the_Azure_host_and_the_MlNet_room_name_their_packages(string folder)
    {
        var packages = new Regex(@"\b(Azure\.(Storage|Data|Identity|Core)|Microsoft\.(Azure|DurableTask|ML))\b");

        Assert.DoesNotContain(Sources(folder), file => packages.IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void The_engine_knows_flows_and_no_machine_learning()
    {
        var rooms = new Regex(@"MLOpsFunctions\.(?!(Pipelines|Storage|Local|Engine)\b)[A-Z]\w*\.?");

        Assert.DoesNotContain(Sources("src/Local/Engine"), file => rooms.IsMatch(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    public void No_line_is_longer_than_140_characters(string folder)
    {
        var tooLong = Sources(folder)
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (line.Length, Where: $"{file}:{index + 1}")))
            .Where(line => line.Length > 140)
            .Select(line => line.Where);

        Assert.Empty(tooLong);
    }

    private static IEnumerable<string> Sources(string folder) =>
        !Directory.Exists(Path.Combine(Root, folder))
            ? []
            : Directory
                .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));

    /// <summary>Above the tests or, where a build puts its output elsewhere, above this file.</summary>
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
