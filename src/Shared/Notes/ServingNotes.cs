using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on answers, for the caller.</summary>
internal static class ServingNotes
{
    /// <summary>Columns that a sentence names.</summary>
    private const int Named = 20;

    /// <summary>A version was asked for by number that does not serve.</summary>
    public static Note NotLive(int version) => new("not-live", ("version", version));

    /// <summary>A cell of a file could not be read.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="reason">Why not.</param>
    public static Note Unreadable(long line, string column, string reason) =>
        new("unreadable", ("line", line), ("column", column), ("reason", reason));

    /// <summary>No row has these inputs.</summary>
    public static Note Missing(IReadOnlyList<string> columns) =>
        new("missing", ("columns", Kept(columns, Named)), ("count", columns.Count));

    /// <summary>No row has these inputs: the note beside a row.</summary>
    public static Note RowMissing(IReadOnlyList<string> columns) =>
        new("row-missing", ("columns", Kept(columns, Named)), ("count", columns.Count));

    /// <summary>Some rows lack an input.</summary>
    public static Note Lacking(string column, int rows) => new("lacking", ("column", column), ("rows", rows));

    /// <summary>Cells of a column hold levels that training has not seen.</summary>
    public static Note Unseen(string column, int cells) => new("unseen", ("column", column), ("cells", cells));

    /// <summary>A row lacks an input that others have.</summary>
    public static Note RowLacks(string column) => new("row-lacks", ("column", column));

    /// <summary>A cell of the row holds a level that training has not seen.</summary>
    /// <param name="text">The level; null where it is private.</param>
    /// <param name="padded">The same with leading zeros, where that was seen.</param>
    public static Note RowUnseen(string column, string? text, string? padded) =>
        new("row-unseen", ("column", column), ("text", text), ("padded", padded));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "not-live" => Invariant($"Version {note.Number("version")} does not serve; it answers because it was asked for by number. ")
                + "Its rows are left out of drift checks.",
            "unreadable" => Invariant($"line {note.Number("line")}, column {Quote(note.Text("column"))}: {note.Text("reason")}; ")
                + "taken as missing.",
            "missing" => $"The rows have no {Columns(note)}, which the model answers from: missing in every row.",
            "row-missing" => $"The row has no {Columns(note)}; taken as missing.",
            "lacking" => $"{Column(note)}: {Counted(note.Number("rows"), "row lacks", "rows lack")} it; taken as missing.",
            "unseen" => $"{Column(note)}: {Counted(note.Number("cells"), "cell holds", "cells hold")} a level never seen in training.",
            "row-lacks" => $"{Column(note)}: the row lacks it; taken as missing.",
            "row-unseen" => $"{Column(note)}: {(note.Has("text") ? Quote(note.Text("text")) : "a level")} was never seen in training"
                + $"{(note.Has("padded") ? $"; {Quote(note.Text("padded"))} was" : "")}.",
            _ => null,
        };

    private static string Column(Note note) => PlainText.Name(note.Text("column"));

    private static string Columns(Note note) => Quoted(note.Texts("columns"), note.Number("count"));
}
