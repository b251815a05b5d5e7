using System.Globalization;
using System.Text;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Registry;

/// <summary>Lines, tables and numbers of Markdown, in which no text of others is markup.</summary>
internal static class MarkdownText
{
    /// <summary>Rows of a table that a page shows; the card's JSON holds all.</summary>
    public const int Shown = 20;

    public static void Table(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        Line(text, $"| {string.Join(" | ", header.Select(Escape))} |");
        Line(text, $"|{string.Concat(Enumerable.Repeat(" --- |", header.Length))}");
        foreach (var row in rows)
        {
            Line(text, $"| {string.Join(" | ", row.Select(Escape))} |");
        }
    }

    public static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Number(double? value) => value is { } number && double.IsFinite(number) ? NumberFormat.Tabulate(number) : "none";

    public static string Interval(MetricValue value) =>
        double.IsFinite(value.Low) && double.IsFinite(value.High) ? $"{Number(value.Low)} to {Number(value.High)}" : "too few rows to say";

    /// <summary>Four significant digits: losses and answers come in any unit.</summary>
    public static string FormatValue(double value) => NumberFormat.Format(value);

    /// <summary>
    /// Escapes what CommonMark 0.31 reads as markup within a line: HTML by entities, the rest by backslashes. Control
    /// characters become spaces.
    /// </summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' => escaped.Append('\\').Append(character),
                _ => escaped.Append(char.IsControl(character) ? ' ' : character),
            };
        }

        return escaped.ToString();
    }
}
