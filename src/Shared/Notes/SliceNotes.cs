namespace MLOpsFunctions.Notes;

/// <summary>What gates found on slices of the rows.</summary>
internal static class SliceNotes
{
    /// <summary>The share of answers that are the second class.</summary>
    public const string PositiveShare = "the share of positive answers";

    /// <summary>The recall of the second class.</summary>
    public const string Recall = "the recall";

    /// <summary>Too few slices could be judged.</summary>
    /// <param name="measure">What was to be measured.</param>
    /// <param name="column">The column that cuts the slices; null: all columns.</param>
    /// <param name="small">The slices that are too small.</param>
    /// <param name="minRows">The rows that a slice needs.</param>
    /// <param name="needed">The slices that are needed.</param>
    public static Note NoSlice(string measure, string? column, IReadOnlyList<string> small, int minRows, int needed) =>
        new("slice-none", [("measure", measure), ("column", column), ("minRows", minRows), ("needed", needed), .. Small(small)]);

    /// <summary>The worst slice against a bound.</summary>
    /// <param name="bound">The name of the bound.</param>
    /// <param name="threshold">The bound.</param>
    /// <param name="slice">The slice, with its rows.</param>
    /// <param name="low">The lower end of its interval.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="other">The rival's value; null: the bound is a number.</param>
    /// <param name="failed">The slices that fail, worst first.</param>
    /// <param name="judged">How many were judged.</param>
    /// <param name="small">Those that were not.</param>
    public static Note Worst(
        string metric,
        string bound,
        double threshold,
        string slice,
        double value,
        double low,
        double high,
        double? other,
        IReadOnlyList<string> failed,
        int judged,
        IReadOnlyList<string> small
    ) =>
        new(
            "slice-worst",
            [
                ("metric", metric),
                ("bound", bound),
                ("threshold", threshold),
                ("slice", slice),
                ("value", value),
                ("low", low),
                ("high", high),
                ("other", other),
                ("failed", Wording.Kept(failed)),
                ("failures", failed.Count),
                ("judged", judged),
                .. Small(small),
            ]
        );

    /// <summary>The two slices of a column that lie furthest apart.</summary>
    /// <param name="measure">What was measured.</param>
    /// <param name="greater">The slice with the greater value, with its rows.</param>
    /// <param name="less">The slice with the lesser value, with its rows.</param>
    /// <param name="low">The lower end of the interval of the gap.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="most">The greatest gap that passes.</param>
    /// <param name="failed">Pairs that fail.</param>
    /// <param name="pairs">Pairs that were judged.</param>
    /// <param name="small">The slices that were not.</param>
    public static Note Gap(
        string measure,
        string greater,
        double greaterValue,
        string less,
        double lessValue,
        double low,
        double high,
        double most,
        int failed,
        int pairs,
        IReadOnlyList<string> small
    ) =>
        new(
            "slice-gap",
            [
                ("measure", measure),
                ("greater", greater),
                ("greaterValue", greaterValue),
                ("less", less),
                ("lessValue", lessValue),
                ("low", low),
                ("high", high),
                ("threshold", most),
                ("failures", failed),
                ("judged", pairs),
                .. Small(small),
            ]
        );

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "slice-none" => $"{Capital(note.Text("measure"))} could be judged on no {(note.Number("needed") > 1 ? "two slices" : "slice")}"
                + $"{(note.Has("column") ? $" by {Wording.Quote(note.Text("column"))}" : "")} with "
                + $"{Count(note, "minRows")} rows, and without that nothing passes.{SmallNames(note)}",
            "slice-worst" => $"{note.Text("metric")} {Number(note, "value")} on {Name(note, "slice")}, the worst of "
                + $"{Wording.Counted(note.Number("judged"), "slice", "slices")}, with an interval of {Number(note, "low")} to "
                + $"{Number(note, "high")}{(note.Has("other") ? $", against {Number(note, "other")}" : "")}; "
                + $"{note.Text("bound")} {Number(note, "threshold")} required.{Failures(note)}{SmallNames(note)}",
            "slice-gap" => $"{Capital(note.Text("measure"))} is {Number(note, "greaterValue")} on {Name(note, "greater")} and "
                + $"{Number(note, "lessValue")} on {Name(note, "less")}: a gap with an interval of {Number(note, "low")} to "
                + $"{Number(note, "high")}; at most {Number(note, "threshold")} allowed.{PairFailures(note)}{SmallNames(note)}",
            _ => null,
        };

    private static (string, object?)[] Small(IReadOnlyList<string> names) => [("small", Wording.Kept(names)), ("smallCount", names.Count)];

    private static string Failures(Note note) =>
        note.Number("failures") is var failed and > 0
            ? $" The interval says that {(failed == 1 ? "this slice fails." : $"these fail: {Names(note, "failed", failed)}.")}"
            : "";

    private static string PairFailures(Note note) =>
        note.Number("failures") is var failed and > 0
            ? $" The interval says so of {Wording.Counted(failed, "pair", "pairs")} of {Count(note, "judged")}."
            : "";

    private static string SmallNames(Note note) =>
        note.Number("smallCount") is var small and > 0 ? $" Too few rows to judge: {Names(note, "small", small)}." : "";

    private static string Names(Note note, string list, double count) => Wording.Plain([.. note.Texts(list).Select(PlainText.Name)], count);

    private static string Name(Note note, string name) => PlainText.Name(note.Text(name));

    private static string Capital(string words) => words.StartsWith("the ", StringComparison.Ordinal) ? $"T{words[1..]}" : words;

    private static string Number(Note note, string name) => NumberFormat.Format(note.Number(name));

    private static string Count(Note note, string name) => NumberFormat.Count((long)note.Number(name));
}
