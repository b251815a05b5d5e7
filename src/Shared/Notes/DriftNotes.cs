using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on what current rows are compared with, and on what a drift check concludes.</summary>
internal static class DriftNotes
{
    /// <summary>Most columns in a sentence; the table beside it has them all.</summary>
    private const int MaxNamed = 3;

    /// <summary>Only training rows of the same weekdays or season are compared with.</summary>
    /// <param name="reference">What is the same: <c>weekday</c> or <c>season</c>.</param>
    /// <param name="rows">How many they are.</param>
    public static Note Reference(string reference, int rows) => new("drift-reference", ("reference", reference), ("rows", rows));

    /// <summary>Too few training rows are of the same weekdays or season, so all are compared with.</summary>
    /// <param name="reference">What should be the same: <c>weekday</c> or <c>season</c>.</param>
    /// <param name="rows">How many there are; 0 also where the times of the rows are not known.</param>
    /// <param name="least">How many are needed.</param>
    public static Note FewReferenceRows(string reference, int rows, int least) =>
        new("drift-reference-few", ("reference", reference), ("rows", rows), ("least", least));

    /// <summary>There are too few current rows for a conclusion.</summary>
    /// <param name="rows">The current rows.</param>
    /// <param name="least">How many are needed.</param>
    public static Note FewRows(long rows, int least) => new("drift-few-rows", ("rows", rows), ("least", least));

    /// <summary>The model takes no column that can be compared.</summary>
    public static Note NothingToCompare() => new("drift-nothing-to-compare");

    /// <summary>How many features drifted.</summary>
    /// <param name="drifted">Those that drifted, the greatest drift first.</param>
    /// <param name="compared">How many were compared.</param>
    /// <param name="importance">The share of the model's importance that they carry, 0 to 1; null: not known.</param>
    public static Note Features(IReadOnlyList<DriftSize> drifted, int compared, double? importance) =>
        new(
            "drift-features",
            [
                ("drifted", drifted.Count),
                ("compared", compared),
                ("importance", drifted.Count > 0 ? importance : null),
                .. drifted.Take(MaxNamed).SelectMany((size, i) => size.Arguments(i)),
            ]
        );

    /// <summary>Whether the data count as drifted.</summary>
    /// <param name="drifted">Whether they do.</param>
    /// <param name="share">The share of drifted features from which they do, 0 to 1.</param>
    public static Note Bound(bool drifted, double share) => new("drift-bound", ("drifted", drifted), ("share", share));

    /// <summary>Most rows have categories that training seldom or never had.</summary>
    public static Note Replaced(IReadOnlyList<string> columns) => Named("drift-replaced", columns);

    /// <summary>The model's answers drifted.</summary>
    public static Note Predictions(DriftSize size) => new("drift-predictions", [.. size.Arguments(0)]);

    /// <summary>The actual values drifted.</summary>
    /// <param name="size">How much.</param>
    /// <param name="counts">Whether enough rows have one for that to count.</param>
    public static Note Label(DriftSize size, bool counts) => new("drift-label", [("counts", counts), .. size.Arguments(0)]);

    /// <summary>A classifier tells current rows from training rows by all features together.</summary>
    /// <param name="low">The lower end of the AUC's 95% interval.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="counts">Whether it counts, because no single feature drifted.</param>
    public static Note Together(double auc, double low, double high, bool counts) =>
        new("drift-together", ("auc", auc), ("low", low), ("high", high), ("counts", counts));

    /// <summary>The current rows lack columns.</summary>
    public static Note Lacking(IReadOnlyList<string> columns) => Named("drift-lacking", columns);

    /// <summary>The training profile lacks what some tests of columns need.</summary>
    public static Note NotRun(IReadOnlyList<string> columns) => Named("drift-not-run", columns);

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "drift-reference" => Invariant(
                $"Compared with the {note.Number("rows"):N0} training rows of the same {note.Text("reference")}."
            ),
            "drift-reference-few" => Invariant($"Compared with all training rows: {note.Number("rows"):N0} are known to be of the ")
                + Invariant($"same {note.Text("reference")}, and {note.Number("least"):N0} are needed."),
            "drift-few-rows" => Invariant($"{note.Number("rows")} rows are too few to tell; {note.Number("least")} are needed."),
            "drift-nothing-to-compare" => "The model takes no column but times and names of series, whose coming values are not those of "
                + "before; there is nothing to compare.",
            "drift-features" => Features(note),
            "drift-bound" => $"The data {(note.Is("drifted") ? "have" : "have not")} drifted; the bound is "
                + Invariant($"{note.Number("share") * 100:0.##}% of the features."),
            "drift-replaced" =>
                $"Most rows have categories of {Columns(note)} that training seldom or never had; that alone counts as drift.",
            "drift-predictions" => $"The predictions drifted {DriftSize.Words(note, 0)}: that alone counts as drift.",
            "drift-label" => $"The label drifted {DriftSize.Words(note, 0)}: "
                + (note.Is("counts") ? "that alone counts as drift." : "too few rows have one for that to count as drift."),
            "drift-together" => Invariant($"All features together tell current rows from training rows with an AUC of ")
                + Invariant($"{note.Number("auc"):0.###} (95% interval {note.Number("low"):0.###} to {note.Number("high"):0.###})")
                + (note.Is("counts") ? ": no single feature shows it, and it counts as drift." : "."),
            "drift-lacking" => $"The current rows lack {Columns(note)}.",
            "drift-not-run" => $"Some tests of {Columns(note)} were not run, because the training profile lacks what they need; a profile "
                + "that is made now has it.",
            _ => null,
        };

    private static string Features(Note note)
    {
        var drifted = note.Number("drifted");
        string[] sizes =
        [
            .. Enumerable
                .Range(0, (int)Math.Min(drifted, MaxNamed))
                .Select(i => $"{Quote(DriftSize.ColumnOf(note, i))} {DriftSize.Words(note, i)}"),
        ];
        var named = sizes.Length == 0 ? "" : $" ({Plain(sizes, drifted)})";
        return Invariant($"{drifted} of {note.Number("compared")} features drifted{named}: a change above the threshold of a test that ")
            + "chance does not explain."
            + (
                note.Has("importance")
                    ? $" {(drifted == 1 ? "It carries" : "They carry")} "
                        + Invariant($"{note.Number("importance") * 100:0.#}% of the model's importance.")
                    : ""
            );
    }

    private static Note Named(string code, IReadOnlyList<string> columns) =>
        new(code, ("columns", Kept(columns, MaxNamed)), ("count", columns.Count));

    private static string Columns(Note note) => Quoted(note.Texts("columns"), note.Number("count"));
}
