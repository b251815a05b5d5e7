namespace MLOpsFunctions.Local.Commands;

/// <summary>Writes CSV as RFC 4180 says: commas, a line feed a row, quotes where a cell needs them.</summary>
internal static class Csv
{
    /// <summary>A row with its line feed; a cell that is null is empty.</summary>
    public static string Row(IEnumerable<string?> cells) => string.Join(',', cells.Select(cell => Cell(cell ?? ""))) + "\n";

    private static string Cell(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") >= 0 || cell.Trim() != cell
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
