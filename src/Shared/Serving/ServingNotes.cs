using System.Globalization;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>What a caller is told of an answer, a sentence each.</summary>
internal static class ServingNotes
{
    /// <summary>Columns that a sentence names.</summary>
    private const int Named = 20;

    /// <summary>A version was asked for by number that does not serve.</summary>
    public static string NotLive(int version) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Version {version} does not serve; it answers because it was asked for by number. Its rows are left out of drift checks."
        );

    /// <summary>A cell of a file could not be read.</summary>
    public static string Unreadable(long line, string column, string reason) =>
        string.Create(CultureInfo.InvariantCulture, $"line {line}, column {Quoted(column)}: {reason}; taken as missing.");

    /// <summary>No row has these inputs.</summary>
    public static string Missing(IReadOnlyList<string> columns) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The rows have no {List(columns)}, which the model answers from: missing in every row."
        );

    /// <summary>No row has these inputs, and so a row has not.</summary>
    public static string RowMissing(IReadOnlyList<string> columns) => $"The row has no {List(columns)}; taken as missing.";

    /// <summary>Some rows lack an input.</summary>
    public static string Lacking(string column, int rows) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Printable(column)}: {(rows == 1 ? "1 row lacks it" : $"{rows:N0} rows lack it")}; taken as missing."
        );

    /// <summary>Cells of a column hold levels that training has not seen.</summary>
    public static string Unseen(string column, int cells) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Printable(column)}: {(cells == 1 ? "1 cell holds" : $"{cells:N0} cells hold")} a level never seen in training."
        );

    /// <summary>A row lacks an input that others have.</summary>
    public static string RowLacks(string column) => $"{Printable(column)}: the row lacks it; taken as missing.";

    /// <summary>A cell of the row holds a level that training has not seen.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">The level; null where it is private.</param>
    /// <param name="padded">The same with leading zeros, where that was seen.</param>
    public static string RowUnseen(string column, string? text, string? padded) =>
        $"{Printable(column)}: {(text is null ? "a level" : Quoted(text))} was never seen in training"
        + $"{(padded is null ? "" : $"; {Quoted(padded)} was")}.";

    private static string List(IReadOnlyList<string> columns) =>
        string.Join(", ", columns.Take(Named).Select(Quoted))
        + (columns.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {columns.Count - Named} more") : "");

    private static string Printable(string column) => BlobNames.Printable(column);

    private static string Quoted(string text) => $"'{Printable(text)}'";
}
