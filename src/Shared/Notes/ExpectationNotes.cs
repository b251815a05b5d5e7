using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on expectations that are not met.</summary>
internal static class ExpectationNotes
{
    /// <summary>Rows break an expectation.</summary>
    /// <param name="type">The expectation's name.</param>
    /// <param name="column">The column.</param>
    /// <param name="reason">What is wrong with most of them.</param>
    /// <param name="rows">Rows at fault.</param>
    /// <param name="of">Rows that were looked at.</param>
    /// <param name="lines">Where the first of them begin.</param>
    /// <param name="policy">What was done, such as <c>warn</c>.</param>
    public static Note OfRows(string type, string column, string reason, long rows, long of, IReadOnlyList<long> lines, string policy) =>
        new(
            "expectation-of-rows",
            ("type", type),
            ("column", column),
            ("reason", reason),
            ("rows", rows),
            ("of", of),
            ("lines", lines),
            ("policy", policy)
        );

    /// <summary>A column or table as a whole is not as expected.</summary>
    /// <param name="type">The expectation's name.</param>
    /// <param name="column">The column; null: the table.</param>
    /// <param name="found">The number that was found; null where there is none, or it is private.</param>
    /// <param name="min">The least expected.</param>
    /// <param name="max">The greatest expected.</param>
    /// <param name="policy">What was done, such as <c>warn</c>.</param>
    public static Note OfWhole(string type, string? column, double? found, double? min, double? max, string policy) =>
        new("expectation-of-whole", ("type", type), ("column", column), ("found", found), ("min", min), ("max", max), ("policy", policy));

    /// <summary>A column is not there.</summary>
    public static Note Absent(string column, string policy) => new("expectation-column-absent", ("column", column), ("policy", policy));

    /// <summary>The newest time is older than expected.</summary>
    /// <param name="column">The column.</param>
    /// <param name="hours">How old it was when the file was dropped; null: there is none.</param>
    /// <param name="maxAge">How old it may be.</param>
    /// <param name="policy">What was done, such as <c>warn</c>.</param>
    public static Note TooOld(string column, double? hours, string maxAge, string policy) =>
        new("expectation-too-old", ("column", column), ("hours", hours), ("maxAge", maxAge), ("policy", policy));

    /// <summary>There are no earlier data to compare with.</summary>
    public static Note NoReference(string column) => new("expectation-no-reference", ("column", column));

    /// <summary>The file was not dropped, so that it has no age.</summary>
    public static Note NotDropped(string column) => new("expectation-not-dropped", ("column", column));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "expectation-of-rows" => Invariant($"Column {Quote(note.Text("column"))}: {note.Number("rows"):N0} of {note.Number("of"):N0} ")
                + Invariant($"values ({note.Number("rows") / note.Number("of") * 100:0.##}%) are {note.Text("reason")}, ")
                + $"{(note.Number("rows") == 1 ? "on line" : "on lines")} {Plain(note.Numbers("lines"), note.Number("rows"))} "
                + $"({note.Text("type")}){Done(note)}.",
            "expectation-of-whole" => (note.Has("column") ? $"Column {Quote(note.Text("column"))}" : "The table")
                + $" does not meet {note.Text("type")}: found "
                + $"{(note.Has("found") ? NumberFormat.Format(note.Number("found")) : "no value")}, "
                + $"expected {Bounds(note)}{Done(note)}.",
            "expectation-column-absent" => $"Column {Quote(note.Text("column"))} is expected and not in the file{Done(note)}.",
            "expectation-too-old" => $"Column {Quote(note.Text("column"))}: the newest time "
                + (note.Has("hours") ? $"was {NumberFormat.Format(note.Number("hours"))} hours old" : "is missing")
                + $" when the file was dropped; at most {note.Text("maxAge")} are expected{Done(note)}.",
            "expectation-no-reference" => $"The distribution of column {Quote(note.Text("column"))} was not checked: there are no earlier "
                + "data to compare it with.",
            "expectation-not-dropped" => $"The age of column {Quote(note.Text("column"))} was not checked: the file was not dropped.",
            _ => null,
        };

    private static string Bounds(Note note) =>
        (note.Has("min"), note.Has("max")) switch
        {
            (true, true) => $"{NumberFormat.Format(note.Number("min"))} to {NumberFormat.Format(note.Number("max"))}",
            (true, false) => $"{NumberFormat.Format(note.Number("min"))} or more",
            _ => $"at most {NumberFormat.Format(note.Number("max"))}",
        };

    /// <summary>What was done about a finding.</summary>
    internal static string Done(Note note) =>
        note.Text("policy") switch
        {
            "quarantine" => "; these rows are set aside",
            "refuse" => "; the file is refused",
            _ => "",
        };
}
