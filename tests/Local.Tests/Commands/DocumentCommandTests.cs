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
    public async Task Every_command_of_a_document_works_in_order(string document, int least)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(CliGuide.Repository(), document));
        Directory.CreateDirectory(_folder["samples"]);
        foreach (var sample in Directory.EnumerateFiles(Path.Combine(CliGuide.Repository(), "samples"), "rentals.*"))
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
}
