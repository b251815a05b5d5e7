using System.CommandLine;
using MLOpsFunctions.Local.Commands;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>Help that can be copied: examples of every verb, completion, and docs/cli.md, which is made of the verbs.</summary>
public sealed class HelpTests
{
    private static readonly RootCommand Root = CommandTree.Create();

    public static TheoryData<string> Verbs => [.. CliGuide.Commands(Root).Select(CliGuide.NameOf)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_examples_that_the_command_line_understands(string verb)
    {
        var command = CliGuide.Commands(Root).Single(command => CliGuide.NameOf(command) == verb);
        var examples = HelpExamples.Of(command);

        Assert.NotEmpty(examples);
        Assert.All(
            examples.Where(example => example.StartsWith("mlops ", StringComparison.Ordinal)),
            example => Assert.Empty(Root.Parse(example.Split(" >")[0]["mlops ".Length..]).Errors)
        );
    }

    [Theory]
    [InlineData("run", "Examples:\n  mlops run rentals.csv --model rentals\n")]
    [InlineData("", "Examples:\n  mlops demo\n")]
    public void Help_ends_with_examples(string verb, string told)
    {
        var output = new StringWriter { NewLine = "\n" };
        Root.Parse($"{verb} --help").Invoke(new() { Output = output });

        Assert.Contains(told, output.ToString());
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _mlops mlops")]
    [InlineData("zsh", "compdef _mlops mlops")]
    [InlineData("fish", "complete -c mlops -a \"(__mlops_found)\"")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName mlops")]
    public void A_shell_gets_a_script_that_asks_the_program(string shell, string told)
    {
        var output = new StringWriter();
        var status = Root.Parse($"completion {shell}").Invoke(new() { Output = output });

        Assert.Equal(0, status);
        Assert.Contains(told, output.ToString());
        Assert.Contains("[suggest:", output.ToString());
    }

    [Fact]
    public async Task The_program_suggests_what_may_follow()
    {
        using var folder = new TemporaryFolder();
        var verbs = await new CommandLine(folder["none"]).CompleteAsync("mlops re");
        var options = await new CommandLine(folder["none"]).CompleteAsync("mlops run --mo");

        Assert.Contains("retrain", verbs);
        Assert.Contains("--model", options);
        Assert.Contains("binary", await new CommandLine(folder["none"]).CompleteAsync("mlops run --task "));
        Assert.DoesNotContain("/?", await new CommandLine(folder["none"]).CompleteAsync("mlops demo "));
    }

    [Fact]
    public void The_guide_to_the_command_line_is_made_of_the_verbs()
    {
        var made = CliGuide.Write(Root);
        var path = Path.Combine(AppContext.BaseDirectory, "cli.md");
        File.WriteAllText(path, made);

        Assert.True(
            made == File.ReadAllText(Path.Combine(CliGuide.Repository(), "docs", "cli.md")),
            $"docs/cli.md is not what the verbs say; what they say now lies in {path}: copy it there."
        );
    }
}
