using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on how a file was read.</summary>
internal static class ReadingNotes
{
    /// <summary>The file has no header; the columns got names.</summary>
    /// <param name="columns">How many there are.</param>
    public static Note NoHeader(int columns) => new("no-header", ("columns", columns));

    /// <summary>The file has no header; a known schema names the columns.</summary>
    public static Note NoHeaderOfKnownColumns() => new("no-header-of-known-columns");

    /// <summary>Lines before the table were skipped.</summary>
    public static Note LinesBefore(IReadOnlyList<long> lines) => new("lines-before", ("lines", lines.Take(Most)), ("count", lines.Count));

    /// <summary>Rows begin like comments and were taken as rows.</summary>
    /// <param name="lines">Where they stand.</param>
    public static Note LikeComments(IReadOnlyList<long> lines) => new("like-comments", ("lines", lines.Take(Most)), ("count", lines.Count));

    /// <summary>One sheet of a workbook was read.</summary>
    /// <param name="others">The sheets that were not.</param>
    public static Note Sheet(string sheet, IReadOnlyList<string> others) =>
        new("sheet", ("sheet", sheet), ("others", Kept(others)), ("count", others.Count));

    /// <summary>Empty rows of a sheet were passed over.</summary>
    public static Note EmptySheetRows(long rows) => new("empty-sheet-rows", ("rows", rows));

    /// <summary>A sheet has merged cells.</summary>
    /// <param name="ranges">How many.</param>
    /// <param name="row">The row of the sheet where the first of them begins, from 1.</param>
    public static Note MergedCells(int ranges, int row) => new("merged-cells", ("ranges", ranges), ("row", row));

    /// <summary>Empty lines of a file of one column were passed over.</summary>
    public static Note EmptyLines(long lines) => new("empty-lines", ("lines", lines));

    /// <summary>The header has no name for these columns.</summary>
    /// <param name="columns">The names that they got.</param>
    public static Note UnnamedColumns(IReadOnlyList<string> columns) =>
        new("unnamed-columns", ("columns", Kept(columns)), ("count", columns.Count));

    /// <summary>An inferred definition does not have these columns.</summary>
    public static Note NewColumns(IReadOnlyList<string> columns) =>
        new("new-columns", ("columns", Kept(columns)), ("count", columns.Count));

    /// <summary>Columns of numbers that name things were taken as text.</summary>
    public static Note Codes(IReadOnlyList<string> columns) => new("codes", ("columns", Kept(columns)), ("count", columns.Count));

    /// <summary>A label of whole numbers was taken to name classes. It may be a count.</summary>
    /// <param name="label">The label's column.</param>
    /// <param name="classes">Distinct numbers.</param>
    /// <param name="min">The least of them.</param>
    /// <param name="max">The greatest.</param>
    public static Note NumericClasses(string label, int classes, double min, double max, string model) =>
        new("numeric-classes", ("label", label), ("classes", classes), ("min", min), ("max", max), ("model", model));

    /// <summary>Texts are longer than what is read of a text.</summary>
    public static Note CutTexts(string column, int texts, int characters) =>
        new("cut-texts", ("column", column), ("texts", texts), ("characters", characters));

    /// <summary>Cells hold a mark of a missing value that the training data did not have.</summary>
    public static Note NewMark(string column, string mark, long cells) =>
        new("new-mark", ("column", column), ("mark", mark), ("cells", cells));

    /// <summary>A column of texts looks like dates that cannot be read for sure.</summary>
    public static Note LooksLikeDates(string column, string example) => new("looks-like-dates", ("column", column), ("example", example));

    /// <summary>A column of texts looks like durations.</summary>
    public static Note LooksLikeDurations(string column, string example) =>
        new("looks-like-durations", ("column", column), ("example", example));

    /// <summary>Most texts of a column look like numbers.</summary>
    /// <param name="example">One of them.</param>
    /// <param name="other">The commonest text that does not; empty where all do.</param>
    public static Note LooksLikeNumbers(string column, string example, string other) =>
        new("looks-like-numbers", ("column", column), ("example", example), ("other", other));

    /// <summary>Most numbers of a column look like dates.</summary>
    /// <param name="others">Numbers that do not.</param>
    public static Note MostlyDates(string column, int others) => new("mostly-dates", ("column", column), ("others", others));

    /// <summary>The points in a column of numbers may separate thousands.</summary>
    public static Note DoubtfulPoint(string column, string example) => new("doubtful-point", ("column", column), ("example", example));

    /// <summary>A column of texts may hold numbers with commas.</summary>
    public static Note DoubtfulComma(string column, string example) => new("doubtful-comma", ("column", column), ("example", example));

    /// <summary>Rows are exact copies of earlier ones.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="isTogether">Whether the split keeps copies on one side.</param>
    public static Note Duplicates(int rows, bool isTogether) => new("duplicates", ("rows", rows), ("together", isTogether));

    /// <summary>A file's rows were added to those of earlier files.</summary>
    /// <param name="rows">Rows in all.</param>
    /// <param name="added">New ones.</param>
    /// <param name="replaced">Those that took the place of others with their key.</param>
    /// <param name="present">Those that were there already.</param>
    public static Note Joined(long rows, long added, long replaced, long present) =>
        new("joined", ("rows", rows), ("added", added), ("replaced", replaced), ("present", present));

    /// <summary>Columns that earlier files did not have.</summary>
    public static Note AddedColumns(IReadOnlyList<string> columns) =>
        new("added-columns", ("columns", Kept(columns)), ("count", columns.Count));

    /// <summary>The same bytes under the same definition had been handled by an earlier run.</summary>
    public static Note HandledBefore(string run) => new("handled-before", ("run", run));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "no-header" => Invariant($"The file has no header; its columns are named c1 to c{note.Number("columns")}."),
            "no-header-of-known-columns" => "The file has no header; its columns are taken by their places.",
            "lines-before" => note.Number("count") == 1
                ? $"Line {Lines(note)} stands before the table and is passed over, as a title or a comment."
                : $"Lines {Lines(note)} stand before the table and are passed over, as titles or comments.",
            "like-comments" => note.Number("count") == 1
                ? $"Line {Lines(note)} begins like a comment and is taken as a row, because it has as many cells as one. "
                    + "Delete it if it is a comment."
                : $"Lines {Lines(note)} begin like comments and are taken as rows, because they have as many cells as one. "
                    + "Delete them if they are comments.",
            "sheet" => $"Sheet {Quote(note.Text("sheet"))} was read; {Quoted(note.Texts("others"), note.Number("count"))} "
                + $"{(note.Number("count") == 1 ? "was" : "were")} not. The definition may name another one as ingest.sheet.",
            "empty-sheet-rows" =>
                $"{Counted(note.Number("rows"), "empty row of the sheet is", "empty rows of the sheet are")} passed over.",
            "merged-cells" =>
                $"{Counted(note.Number("ranges"), "range of cells is merged", "ranges of cells are merged")}, the first one in "
                    + Invariant($"row {note.Number("row")}; only the first cell of each holds its value, and the others are missing."),
            "empty-lines" => $"{Counted(note.Number("lines"), "empty line is", "empty lines are")} passed over. In a file of one column a "
                + "missing value is written as \"\" or NA.",
            "unnamed-columns" => "The header leaves columns without a name; they are called by their places: "
                + $"{Plain(note.Texts("columns"), note.Number("count"))}.",
            "new-columns" => $"The definition was inferred from an earlier file and does not know {Columns(note)}.",
            "codes" => note.Number("count") == 1
                ? $"Column {Columns(note)} holds numbers that name things, such as ids and postal codes, and is {Otherwise}"
                : $"Columns {Columns(note)} hold numbers that name things, such as ids and postal codes, and are {Otherwise}",
            "numeric-classes" => Invariant(
                $"Label {Quote(note.Text("label"))} has {note.Number("classes"):N0} whole numbers from {note.Number("min")} to "
            )
                + $"{Invariant($"{note.Number("max")}")}, which are taken as classes. If they count or measure something, mlops run FILE "
                + $"--model {note.Text("model")} --label {ShellWord.Of(note.Text("label"))} --task regression learns them as numbers.",
            "cut-texts" => Invariant($"{note.Number("texts"):N0} texts of column {Column(note)} are longer than ")
                + Invariant($"{note.Number("characters"):N0} characters; what follows in them is not read."),
            "new-mark" =>
                $"Column {Column(note)}: {Counted(note.Number("cells"), "cell holds", "cells hold")} {Quote(note.Text("mark"))}, taken as "
                    + "missing; the training data had no such mark.",
            "looks-like-dates" => $"Column {Column(note)} looks like dates, such as {Example(note)}, that cannot be read for sure, and is "
                + "taken as text; declare its type time with a format such as \"dd/MM/yyyy\", \"ddMMyyyy\" or \"unix seconds\" to have "
                + "them read.",
            "looks-like-durations" => $"Column {Column(note)} looks like times of day or durations, such as {Example(note)}, which are not "
                + "read, and is taken as text; write them as numbers of seconds or minutes to have them learned as quantities.",
            "looks-like-numbers" => $"Most cells of column {Column(note)} look like numbers, such as {Example(note)}, but not all can be "
                + $"read{(note.Text("other").Length == 0 ? "" : $": {Quote(note.Text("other"))} cannot")}. It is taken as text; "
                + "declare its type number to have the others set aside, a \"format\" such as \"1.234,5\", or \"missing\" marks.",
            "mostly-dates" => Invariant($"Column {Column(note)} looks like dates such as 20261231, but {note.Number("others"):N0} of its ")
                + "numbers are none, so all are taken as numbers; declare its type time to have the dates read and the others set aside.",
            "doubtful-point" => $"Column {Column(note)} is read with decimal points, though {Example(note)} may have one between "
                + "thousands and no cell tells; if so, declare its type number with the format \"1.234,5\".",
            "doubtful-comma" => $"Column {Column(note)} is taken as text, because no cell tells whether the comma in {Example(note)} is "
                + "decimal or between thousands; declare its type number with the format \"1,234.5\" or \"1.234,5\".",
            "duplicates" => Duplicates(note.Number("rows"), note.Is("together") ? ", and stay on one side of the split" : ""),
            "joined" => $"{Counted(note.Number("added"), "row was added", "rows were added")} to those of earlier files, "
                + Invariant($"{note.Number("replaced"):N0} replaced, {note.Number("present"):N0} already present: ")
                + $"{Counted(note.Number("rows"), "row", "rows")} in all.",
            "added-columns" => note.Number("count") == 1
                ? $"Column {Columns(note)} is new and missing in the rows of earlier files."
                : $"Columns {Columns(note)} are new and missing in the rows of earlier files.",
            "handled-before" => $"Run {note.Text("run")} had handled the same bytes under the same definition: nothing was trained again. "
                + "mlops retrain does that.",
            _ => null,
        };

    private static string Duplicates(double rows, string where) =>
        rows == 1
            ? $"1 row is an exact copy of an earlier one; they stay{where}."
            : Invariant($"{rows:N0} rows are exact copies of earlier ones; they stay{where}.");

    private const string Otherwise = "taken as text; declare the type number where numbers measure something.";

    private static string Column(Note note) => Quote(note.Text("column"));

    private static string Columns(Note note) => Quoted(note.Texts("columns"), note.Number("count"));

    private static string Lines(Note note) => Plain(note.Numbers("lines"), note.Number("count"));

    private static string Example(Note note) => Quote(note.Text("example"));
}
