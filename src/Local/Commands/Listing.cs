using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Entries with a sentence each, which no column of a table is wide enough for: what they are stands on one line, the
/// sentence indented below.
/// </summary>
internal static class Listing
{
    private const int Indentation = 4;

    /// <summary>
    /// Entries below each other, the last cell in a colour, their sentences cut to one line: who looks through many
    /// wants to see where they differ.
    /// </summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<(string[] Cells, string Sentence, string Colour)> entries)
    {
        foreach (var (cells, sentence, colour) in entries)
        {
            var padded = cells.Select((cell, i) => cell.PadRight(entries.Max(entry => entry.Cells[i].Length)));
            var parts = padded.Select(Markup.Escape).ToList();
            parts[^1] = $"[{colour}]{parts[^1].TrimEnd()}[/]";
            console.MarkupLine(string.Join("  ", parts));
            var left = Math.Max(console.Profile.Width - Indentation - 1, Indentation);
            Indent(console, sentence.Length > left ? $"{sentence[..(left - 1)]}…" : sentence);
        }
    }

    /// <summary>A text, indented, on as many lines as it takes.</summary>
    public static void Indent(IAnsiConsole console, string text, int by = Indentation)
    {
        if (text.Length > 0)
        {
            console.Write(new Padder(new Text(text), new Padding(by, 0, 0, 0)));
        }
    }
}
