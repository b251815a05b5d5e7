using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on what columns were found to be for, and on columns that give the label away.</summary>
internal static class ColumnNotes
{
    /// <summary>A column has no value.</summary>
    public static Note Empty(string column) => new("empty-column", ("column", column));

    /// <summary>A column is called like a label, and no label was named.</summary>
    /// <param name="isAnomaly">Whether anomalies are to be found.</param>
    public static Note UnusedLabel(string column, bool isAnomaly) => new("unused-label", ("column", column), ("anomaly", isAnomaly));

    /// <summary>No column of a forecast holds times.</summary>
    public static Note NoTime() => new("no-time");

    /// <summary>A column that numbers the rows was taken as the time.</summary>
    public static Note TakenAsTime(string column) => new("taken-as-time", ("column", column));

    /// <summary>Columns were found that tell series apart.</summary>
    public static Note TakenAsSeries(IReadOnlyList<string> columns) =>
        new("taken-as-series", ("columns", Kept(columns)), ("count", columns.Count));

    /// <summary>The rows lie evenly in time, and a forecast was not asked for.</summary>
    public static Note EvenlyInTime(string column) => new("evenly-in-time", ("column", column));

    /// <summary>A column that says which rows are held out is used.</summary>
    public static Note SplitUsed(string column) => new("split-used", ("column", column));

    /// <summary>A column that seems to say which rows are held out is not used: the definition splits rows otherwise.</summary>
    /// <param name="kind">How the definition splits rows.</param>
    public static Note SplitDeclaredOtherwise(string column, string kind) =>
        new("split-declared-otherwise", ("column", column), ("kind", kind));

    /// <summary>The same: a forecast is always measured on later rows.</summary>
    public static Note SplitOfForecast(string column) => new("split-of-forecast", ("column", column));

    /// <summary>The same: some values have no meaning, or a side has no rows.</summary>
    public static Note SplitIncomplete(string column) => new("split-incomplete", ("column", column));

    /// <summary>A column names its rows.</summary>
    public static Note Identifier(string column) => new("identifier", ("column", column));

    /// <summary>A column is declared as an id.</summary>
    public static Note DeclaredId(string column) => new("declared-id", ("column", column));

    /// <summary>A column has no name and is taken for an id.</summary>
    public static Note Unnamed(string column) => new("unnamed-id", ("column", column));

    /// <summary>A column repeats the label.</summary>
    public static Note LabelCopy(string column, string label) => new("label-copy", ("column", column), ("label", label));

    /// <summary>A column alone predicts the label.</summary>
    /// <param name="power">How well, 0 to 1.</param>
    public static Note LabelPredictor(string column, string label, double power) =>
        new("label-predictor", ("column", column), ("label", label), ("power", power));

    /// <summary>The label is the sum or the difference of two columns.</summary>
    /// <param name="column">The column that is told of.</param>
    /// <param name="isSum">The sum; otherwise the difference.</param>
    public static Note LabelParts(string column, string other, string label, bool isSum) =>
        new("label-parts", ("column", column), ("other", other), ("label", label), ("sum", isSum));

    /// <summary>The same note on a column that gives the label away, with what became of the column.</summary>
    public static Note With(Note leak, LeakUse use) => leak.With("use", use.JsonName());

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "empty-column" => $"Column {Column(note)} has no value in any row and is ignored.",
            "unused-label" => $"Column {Column(note)} is taken as a feature, because no label was named: "
                + (
                    note.Is("anomaly")
                        ? $"as the label (--label {ShellWord.Of(note.Text("column"))}) it would only measure how well anomalies are found, "
                            + "and not take part in finding them."
                        : "if it names the groups that are to be found, declare its role ignore, or learn it with the task multiclass."
                ),
            "no-time" => "No column says when: the rows are taken to follow each other, one step apart.",
            "taken-as-time" => $"Column {Column(note)} is taken as the time.",
            "taken-as-series" => $"Each {string.Join(" and ", note.Texts("columns").Select(Quote))} is taken as a series of its own; "
                + "declare the role group to say otherwise.",
            "evenly-in-time" => $"The rows lie evenly in time, by {Column(note)}. To be told what comes next rather than what goes with a "
                + "row, declare the task forecast.",
            "split-used" => $"Column {Column(note)} says which rows to learn from and which to judge by, and is used for that; "
                + "declare a role for it where it means something else.",
            "split-declared-otherwise" => Unused(note, $"the definition splits rows by the kind {note.Text("kind")}"),
            "split-of-forecast" => Unused(note, "a forecast is measured on what came later"),
            "split-incomplete" => Unused(note, "its rows do not each say train, test or validation, or none says train or test"),
            "unnamed-id" =>
                $"Column {Column(note)} has no name, is taken as an id and is not used, unless its role is declared as feature.",
            "identifier" => $"Column {Column(note)} names its rows and is not used, unless its role is declared as feature.",
            "declared-id" => $"Column {Column(note)} is declared as an id and is not used.",
            "label-copy" => $"Column {Column(note)} is the label {Label(note)} again, value for value.{Use(note)}",
            "label-predictor" => $"Column {Column(note)} alone predicts the label {Label(note)} almost perfectly "
                + Invariant($"({note.Number("power"):0.0000} of 1) and is probably known only afterwards.{Use(note)}"),
            "label-parts" => $"Columns {Column(note)} and {Quote(note.Text("other"))} {(note.Is("sum") ? "add up to" : "differ by")} the "
                + $"label {Label(note)} on every row.{Use(note)}",
            _ => null,
        };

    private static string Column(Note note) => Quote(note.Text("column"));

    private static string Label(Note note) => Quote(note.Text("label"));

    private static string Unused(Note note, string why) =>
        $"Column {Column(note)} looks as if it said which rows to judge by, and is not used: {why}. "
        + "Declare a role for it where it means something else.";

    private static string Use(Note note) =>
        note.Text("use") switch
        {
            "onlyFeature" => " It is used all the same, because no other feature is left.",
            "declared" => " It is used, because it is declared as a feature.",
            "ignored" => " It is not used unless its role is declared as feature.",
            _ => "",
        };
}

/// <summary>What becomes of a column that gives the label away.</summary>
internal enum LeakUse
{
    /// <summary>It is not used.</summary>
    Ignored,

    /// <summary>The definition declares it as a feature.</summary>
    Declared,

    /// <summary>No other feature is left.</summary>
    OnlyFeature,
}
