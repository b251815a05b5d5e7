using System.Net;
using System.Text;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>Shows the Markdown that the product writes on a terminal: headings, tables, lists and paragraphs.</summary>
internal static class MarkdownView
{
    /// <summary>Shows a document.</summary>
    public static void Write(IAnsiConsole console, string markdown)
    {
        var lines = markdown.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith('|'))
            {
                var end = at;
                while (end < lines.Length && lines[end].StartsWith('|'))
                {
                    end++;
                }

                console.Write(TableOf(lines[at..end]));
                at = end - 1;
            }
            else if (lines[at].StartsWith('#'))
            {
                console.MarkupLine($"[bold]{Markup.Escape(Plain(lines[at].TrimStart('#').Trim()))}[/]");
            }
            else
            {
                console.WriteLine(lines[at].StartsWith("- ", StringComparison.Ordinal) ? $"  • {Plain(lines[at][2..])}" : Plain(lines[at]));
            }
        }
    }

    /// <summary>A table: its header, the line under it, and its rows.</summary>
    private static Table TableOf(string[] lines)
    {
        var header = Cells(lines[0]);
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = header.Any(cell => cell.Length > 0) };
        table.AddColumns([.. header.Select(cell => new TableColumn(new Text(cell)))]);
        foreach (var cells in lines.Skip(2).Select(Cells))
        {
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    /// <summary>The cells of a line: what stands between marks that no backslash precedes.</summary>
    private static List<string> Cells(string line)
    {
        var (cells, cell) = (new List<string>(), new StringBuilder());
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '|')
            {
                cells.Add(Plain(cell.ToString().Trim()));
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
                if (line[i] == '\\' && i + 1 < line.Length)
                {
                    cell.Append(line[++i]);
                }
            }
        }

        return cells;
    }

    /// <summary>A text without the backslashes, entities and marks of code that Markdown needs.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                plain.Append(text[++i]);
            }
            else if (text[i] != '`')
            {
                plain.Append(text[i]);
            }
        }

        return WebUtility.HtmlDecode(plain.ToString());
    }
}
