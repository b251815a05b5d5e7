using System.Text.RegularExpressions;

namespace MLOpsFunctions.Architecture;

/// <summary>Rules that only the sources can show.</summary>
public sealed class SourceTests
{
    [Theory]
    [InlineData("src/Shared")]
    [InlineData("src/Local")]
    [InlineData("src/Dashboard")]
    [InlineData("tests/Shared.Tests")]
    [InlineData("tests/Local.Tests")]
    [InlineData("tests/Contracts")]
    public void Only_the_Azure_host_and_MlNet_name_their_packages(string folder)
    {
        var packages = new Regex(@"\b(Azure\.(Storage|Data|Identity|Core)|Microsoft\.(Azure|DurableTask|ML))\b");

        Assert.DoesNotContain(RepositoryFiles.Sources(folder), file => packages.IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void The_engine_knows_flows_and_no_machine_learning()
    {
        var others = new Regex(@"MLOpsFunctions\.(?!(Pipelines|Storage|Local|Engine)\b)[A-Z]\w*\.?");

        Assert.DoesNotContain(RepositoryFiles.Sources("src/Local/Engine"), file => others.IsMatch(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    public void No_line_is_longer_than_140_characters(string folder)
    {
        var tooLong = RepositoryFiles
            .Sources(folder)
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (line.Length, Where: $"{file}:{index + 1}")))
            .Where(line => line.Length > 140)
            .Select(line => line.Where);

        Assert.Empty(tooLong);
    }
}
