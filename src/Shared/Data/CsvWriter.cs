using System.Buffers;
using System.Globalization;

namespace MLOpsFunctions.Data;

/// <summary>Writes CSV as RFC 4180 says: commas, a line feed a row, quotes where a cell needs them.</summary>
public static class CsvWriter
{
    /// <summary>What a formula begins with, in spreadsheets of any language.</summary>
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>A row with its line feed; a cell that is null is empty.</summary>
    public static string Row(IEnumerable<string?> cells) => Cells(cells) + "\n";

    /// <summary>Cells with commas between them; one that is null is empty.</summary>
    internal static string Cells(IEnumerable<string?> cells) => string.Join(',', cells.Select(cell => Cell(cell ?? "")));

    /// <summary>
    /// The text with an apostrophe before it where a spreadsheet would take it for a formula (owasp.org, "CSV
    /// Injection"); a number stays as it is.
    /// </summary>
    public static string Harmless(string text) => IsFormula(text) ? $"'{text}" : text;

    /// <summary>The text that <see cref="Harmless"/> made this of.</summary>
    public static string FromHarmless(string cell) => cell is ['\'', ..] && IsFormula(cell[1..]) ? cell[1..] : cell;

    private static bool IsFormula(string text) =>
        FormulaStarts.Contains(text.AsSpan().TrimStart(' ') is [var first, ..] ? first : ' ')
        && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Cell(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") >= 0 || cell.Trim() != cell
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
