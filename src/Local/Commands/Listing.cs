using System.Globalization;
using Spectre.Console;

namespace MLOpsFunctions.Local.Commands;

/// <summary>
/// Entries with a sentence each, which no column of a table is wide enough for: what they are stands on one line, the
/// sentence indented below.
/// </summary>
internal static class Listing
{
    /// <summary>Whether wide tables have no room here.</summary>
    public static bool IsNarrow(IAnsiConsole console) => console.Profile.Width < 100;

    /// <summary>A table; a pipe gets it without a frame, so that other programs can read the lines.</summary>
    public static Table Table(IAnsiConsole console, params string[] columns) =>
        new Table { Border = console.Profile.Out.IsTerminal ? TableBorder.Square : TableBorder.None }.AddColumns(columns);

    /// <summary>A time in UTC as a cell: in a narrow terminal the day above the hour.</summary>
    public static string Time(IAnsiConsole console, DateTimeOffset at) =>
        at.UtcDateTime.ToString(IsNarrow(console) ? "yyyy-MM-dd\nHH:mm'Z'" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

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
