using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on how rows were split into training, validation and test rows.</summary>
internal static class SplitNotes
{
    /// <summary>Rows have texts that are near-copies of others.</summary>
    public static Note NearCopies(int rows, string column) => new("near-copies", ("rows", rows), ("column", column));

    /// <summary>A column has more distinct texts than are compared.</summary>
    public static Note NearCopiesNotSought(string column, int texts, int most) =>
        new("near-copies-not-sought", ("column", column), ("texts", texts), ("most", most));

    /// <summary>Classes have few rows.</summary>
    /// <param name="classes">Their names, the rarest first.</param>
    /// <param name="rows">The rows of each.</param>
    /// <param name="all">All rows.</param>
    /// <param name="least">Fewer than so many are few.</param>
    public static Note RareClasses(IReadOnlyList<string> classes, IReadOnlyList<int> rows, int all, int least) =>
        new(
            "rare-classes",
            ("classes", Kept(classes)),
            ("rows", rows.Take(Most)),
            ("count", classes.Count),
            ("all", all),
            ("least", least)
        );

    /// <summary>Classes have no training row.</summary>
    /// <param name="classes">Their names.</param>
    /// <param name="all">How many classes there are.</param>
    public static Note UnlearnedClasses(IReadOnlyList<string> classes, int all) =>
        new("unlearned-classes", ("classes", Kept(classes)), ("count", classes.Count), ("all", all));

    /// <summary>Classes have no test row.</summary>
    /// <param name="classes">Their names.</param>
    /// <param name="all">How many classes there are.</param>
    public static Note UntestedClasses(IReadOnlyList<string> classes, int all) =>
        new("untested-classes", ("classes", Kept(classes)), ("count", classes.Count), ("all", all));

    /// <summary>The file's own split is used.</summary>
    /// <param name="column">The column that gives it.</param>
    /// <param name="learned">Training and validation rows.</param>
    /// <param name="test">Test rows.</param>
    public static Note OwnSplit(string column, int learned, int test) =>
        new("own-split", ("column", column), ("learned", learned), ("test", test));

    /// <summary>Test rows of the file's own split are copies of training rows.</summary>
    public static Note TestCopies(int rows) => new("test-copies", ("rows", rows));

    /// <summary>The latest training rows of the file's own split became the validation rows.</summary>
    public static Note LatestValidate(string time) => new("latest-validate", ("time", time));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "near-copies" => Invariant(
                $"The texts of {note.Number("rows"):N0} rows in column {Quote(note.Text("column"))} are near-copies "
            ) + "of earlier ones, with most words the same; near-copies stay on one side of the split.",
            "near-copies-not-sought" => Invariant(
                $"Column {Quote(note.Text("column"))} has {note.Number("texts"):N0} different texts, more "
            )
                + Invariant($"than the {note.Number("most"):N0} among which near-copies are looked for; ")
                + "near-copies may stand on both sides of the split.",
            "rare-classes" => RareClasses(note),
            "unlearned-classes" => Invariant($"Of {note.Number("all")} classes {note.Number("count")} have no training row, so the model ")
                + $"cannot predict them; the split leaves them to validation or test: {Classes(note)}.",
            "untested-classes" => Invariant(
                $"Of {note.Number("all")} classes {note.Number("count")} have no test row, so nothing is known "
            ) + $"of how well they are predicted: {Classes(note)}.",
            "own-split" => $"The file's own split in {Quote(note.Text("column"))} is used: "
                + Invariant($"{note.Number("learned"):N0} rows to learn from and to choose by, {note.Number("test"):N0} to judge by."),
            "test-copies" => Invariant($"{note.Number("rows"):N0} of the test rows are copies of rows that are learned from: ")
                + "on them a model shows what it remembers, not what it has understood.",
            "latest-validate" => $"The rows to choose by are the latest of those that the file gives for learning, by "
                + $"{Quote(note.Text("time"))}, because its test rows are later still.",
            _ => null,
        };

    private static string RareClasses(Note note)
    {
        var (isOne, rows) = (note.Number("count") == 1, note.Numbers("rows"));
        var listed = note.Texts("classes")
            .Zip(rows, (name, own) => Invariant($"{Quote(name)} {own:N0} of {note.Number("all"):N0}"))
            .ToList();
        return Invariant($"{(isOne ? "A class has" : Invariant($"{note.Number("count"):N0} classes have"))} fewer than ")
            + Invariant($"{note.Number("least")} rows: {Plain(listed, note.Number("count"))}. ")
            + $"How well {(isOne ? "it is" : "they are")} predicted can hardly be measured; the card shows the metrics of each class.";
    }

    private static string Classes(Note note) => Quoted(note.Texts("classes"), note.Number("count"));
}
