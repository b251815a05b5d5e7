using MLOpsFunctions.Local.Commands;
using Spectre.Console;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A card on a terminal: no marks of Markdown, whatever the data hold.</summary>
public sealed class MarkdownViewTests
{
    [Fact]
    public void Headings_tables_lists_and_escapes_are_shown_as_they_are_meant()
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 100;

        MarkdownView.Write(
            console,
            "# m, version 1\n\nSet `purpose` &amp; more: \\[red\\]\n\n| a\\|b | value |\n| --- | --- |\n| x "
                + "\\# y | 1 &lt; 2 |\n\n## Gates\n\n- one \\* two\n"
        );
        var text = writer.ToString();

        Assert.All(
            ["m, version 1", "Set purpose & more: [red]", "a|b", "x # y", "1 < 2", "• one * two"],
            part => Assert.Contains(part, text)
        );
        Assert.All(["# m", "## ", "---", "\\", "&lt;", "`"], mark => Assert.DoesNotContain(mark, text));
        Assert.Contains("│", text);
    }
}
