using System.Text.RegularExpressions;

namespace MLOpsFunctions.Architecture;

/// <summary>The documents name what exists.</summary>
public sealed partial class DocumentTests
{
    private static readonly ILookup<string, string> Declarations = RepositoryFiles
        .Sources("src")
        .Concat(RepositoryFiles.Sources("tests"))
        .Select(File.ReadAllText)
        .SelectMany(text => Declaration().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
        .ToLookup(declared => declared.Name, declared => declared.Text);

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/glossary.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Each_file_and_folder_that_a_document_names_exists(string document)
    {
        var missing = Spans(document)
            .Where(span => RepositoryPath().IsMatch(span))
            .Where(path => !Path.Exists(Path.Combine(RepositoryFiles.Root, path)));

        Assert.Empty(missing);
    }

    [Fact]
    public void Each_type_and_member_that_the_architecture_names_exists()
    {
        var missing = Spans("docs/architecture.md")
            .Select(span => TypeName().Match(span))
            .Where(name => name.Success)
            .Where(name => !Declarations[name.Groups["type"].Value].Any(text => Names(text, name.Groups["member"].Value)))
            .Select(name => name.Value);

        Assert.Empty(missing);
    }

    [Fact]
    public void The_architecture_names_enough_for_its_check_to_mean_something()
    {
        var spans = Spans("docs/architecture.md").ToList();

        Assert.True(spans.Count(span => RepositoryPath().IsMatch(span)) > 40);
        Assert.True(spans.Count(span => TypeName().IsMatch(span)) > 60);
    }

    [Fact]
    public void No_line_of_prose_is_longer_than_100_characters()
    {
        var tooLong = Directory
            .EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(RepositoryFiles.Root, "README.md"))
            .Append(Path.Combine(RepositoryFiles.Root, "CONTRIBUTING.md"))
            .SelectMany(file => Prose(File.ReadAllLines(file)).Where(line => line.Length > 100).Select(line => $"{file}: {line}"));

        Assert.Empty(tooLong);
    }

    /// <summary>Lines without tables and code, fenced or indented.</summary>
    private static IEnumerable<string> Prose(IEnumerable<string> lines)
    {
        var isCode = false;
        foreach (var line in lines)
        {
            isCode ^= line.StartsWith("```");
            if (!isCode && !line.StartsWith('|') && !line.StartsWith("    "))
            {
                yield return line;
            }
        }
    }

    /// <summary>The code spans of a document.</summary>
    private static IEnumerable<string> Spans(string document) =>
        CodeSpan().Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, document))).Select(match => match.Groups[1].Value);

    private static bool Names(string text, string member) => member.Length == 0 || Regex.IsMatch(text, $@"\b{member}\b");

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^(src|tests|docs|infra|samples|benchmarks|\.ci)/[\w./-]*$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^(?<type>[A-Z]\w*[a-z]\w*)(\.(?<member>[A-Z]\w*))?$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();
}
