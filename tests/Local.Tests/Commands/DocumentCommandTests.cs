using System.Text.RegularExpressions;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>The documents can be typed as they stand: each of their commands ends well, in order, and each definition is one.</summary>
public sealed partial class DocumentCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("README.md", 3)]
    [InlineData("docs/tutorial.md", 10)]
    [InlineData("docs/how-to/gates.md", 2)]
    [InlineData("docs/how-to/approval.md", 3)]
    [InlineData("docs/how-to/privacy.md", 2)]
    [InlineData("docs/how-to/batch-scoring.md", 2)]
    [InlineData("docs/how-to/notifications.md", 2)]
    [InlineData("docs/how-to/labels.md", 6)]
    [InlineData("docs/how-to/azure.md", 2)]
    public async Task Every_command_of_a_document_works_in_order(string document, int least)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(CliGuide.Repository(), document));
        Directory.CreateDirectory(_folder["samples"]);
        foreach (var sample in Directory.EnumerateFiles(Path.Combine(CliGuide.Repository(), "samples")))
        {
            File.Copy(sample, _folder[$"samples/{Path.GetFileName(sample)}"]);
        }

        foreach (Match definition in Definition().Matches(text))
        {
            DefinitionReader.Parse(definition.Groups["json"].Value, document);
            await File.WriteAllTextAsync(_folder[definition.Groups["file"].Value], definition.Groups["json"].Value);
        }

        var (mlops, played) = (new CommandLine(_folder["workspace"]) { Folder = _folder.Path }, 0);
        await using var server = new ServerProcess(_folder["workspace"]);
        foreach (var command in ShellLine.Read(text))
        {
            switch (command.Words)
            {
                case ["mlops", "serve", ..]:
                    await server.StartAsync();
                    break;
                case ["curl", ..]:
                    using (var answer = await server.PlayAsync(command))
                    {
                        Assert.True(answer.IsSuccessStatusCode, $"{command}: {await answer.Content.ReadAsStringAsync()}");
                    }

                    break;
                case ["mlops", .. var words]:
                    await LabelAsync(words);
                    var ended = await mlops.AskAsync([.. await FillAsync(mlops, words)]);
                    // A run that waits for a person ends with 3.
                    Assert.True(
                        ended.Status == 0 || (ended.Status == 3 && document.Contains("approval")),
                        $"{command}: {ended.Out}{ended.Error}"
                    );
                    break;
                default:
                    continue;
            }

            played++;
        }

        Assert.True(played >= least, $"{played} commands were found");
    }

    [Fact]
    public void Every_how_to_is_played_and_every_definition_in_it_is_one()
    {
        var played = GetType()
            .GetMethod(nameof(Every_command_of_a_document_works_in_order))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Cast<InlineDataAttribute>()
            .Select(data => (string)data.GetData(null!).Single()[0])
            .ToHashSet();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(CliGuide.Repository(), "docs", "how-to"), "*.md"))
        {
            Assert.Contains($"docs/how-to/{Path.GetFileName(file)}", played);
            Assert.All(
                Snippet().Matches(File.ReadAllText(file)),
                snippet => Assert.NotNull(DefinitionReader.Parse(snippet.Groups["json"].Value, file))
            );
        }
    }

    /// <summary>What the documents ask a person to do: to fill in the truth before a labelled file is read.</summary>
    private async Task LabelAsync(string[] words)
    {
        if (words.Contains("labelled.csv"))
        {
            var lines = await File.ReadAllLinesAsync(_folder["to-label.csv"]);
            var actual = Array.IndexOf(lines[0].Split(','), "actual");
            await File.WriteAllLinesAsync(
                _folder["labelled.csv"],
                [
                    lines[0],
                    .. lines[1..]
                        .Select((line, row) => string.Join(',', line.Split(',').Select((cell, i) => i == actual ? $"{20 + row}" : cell))),
                ]
            );
        }
    }

    /// <summary>RUN stands for the newest run.</summary>
    private static async Task<IEnumerable<string>> FillAsync(CommandLine mlops, string[] words)
    {
        if (!words.Contains("RUN"))
        {
            return words;
        }

        var runs = (await mlops.AskAsync("runs", "--json")).Document.GetProperty("runs");
        return words.Select(word => word == "RUN" ? runs[0].GetProperty("run").GetString()! : word);
    }

    [GeneratedRegex(@"`(?<file>[\w-]+\.json)`:\n\n```jsonc\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"```jsonc\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
