using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on the rows and models that the gates judge by, and on which model serves.</summary>
internal static class EvaluationNotes
{
    /// <summary>Characters of a fault that a note keeps.</summary>
    private const int MostOfFault = 200;

    /// <summary>The gates judge by all rows.</summary>
    /// <param name="rows">All rows that were answered.</param>
    /// <param name="test">Test rows among them.</param>
    public static Note AllRowsJudge(int rows, int test) => new("all-rows-judge", ("rows", rows), ("test", test));

    /// <summary>The gates of a forecast judge by earlier stretches too.</summary>
    /// <param name="rows">All rows that were answered.</param>
    /// <param name="test">Test rows among them.</param>
    public static Note EarlierStretchesJudge(int rows, int test) => new("earlier-stretches-judge", ("rows", rows), ("test", test));

    /// <summary>The gates judge by the test rows, which are few.</summary>
    public static Note FewTestRows(int test) => new("few-test-rows", ("test", test));

    /// <summary>Metrics have no value on the test rows.</summary>
    /// <param name="metrics">Their names.</param>
    /// <param name="test">Test rows.</param>
    public static Note Unmeasured(IReadOnlyList<string> metrics, int test) => new("unmeasured", ("metrics", metrics), ("test", test));

    /// <summary>Without labels the metric is separation.</summary>
    public static Note Separation() => new("separation");

    /// <summary>The version that serves was compared as it serves: what was judged of it cannot be read.</summary>
    /// <param name="fault">Why not.</param>
    public static Note ComparedAsItServes(int version, string fault) =>
        new("compared-as-it-serves", ("version", version), ("fault", PlainText.Cut(fault, MostOfFault)));

    /// <summary>The version that serves cannot be read.</summary>
    /// <param name="fault">Why not.</param>
    public static Note NothingCompared(int version, string fault) =>
        new("nothing-compared", ("version", version), ("fault", PlainText.Cut(fault, MostOfFault)));

    /// <summary>The version that is to serve is not registered.</summary>
    public static Note NotRegistered(int version) => new("not-registered", ("version", version));

    /// <summary>The version that serves was judged on other data.</summary>
    public static Note ComparedAsJudged(int version) => new("compared-as-judged", ("version", version));

    /// <summary>The version has learned the test rows too.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="test">Test rows among them.</param>
    public static Note LearnedAllRows(int rows, int test) => new("learned-all-rows", ("rows", rows), ("test", test));

    /// <summary>A model with the test rows learned was not taken: it answers them worse.</summary>
    /// <param name="value">Its value with the test rows learned.</param>
    /// <param name="before">Its value before.</param>
    public static Note RefitDeclined(string metric, double value, double before) =>
        new("refit-declined", ("metric", metric), ("value", value), ("before", before));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "all-rows-judge" => $"The gates judge by all {Count(note, "rows")} rows, because {Count(note, "test")} test rows alone decide "
                + $"nothing: {Others(note)} were answered in five parts, each by a model that had not learned it. "
                + $"A 95% interval of so few rows holds the truth about {Coverage(note)} times in 100.",
            "earlier-stretches-judge" => $"The gates judge by {Count(note, "rows")} rows, because {Count(note, "test")} test rows alone "
                + $"decide nothing: {Others(note)} lie in earlier stretches of a horizon, each forecast from what came before it. "
                + $"A 95% interval of so few rows holds the truth at most {Coverage(note)} times in 100: neighbours in time err alike.",
            "few-test-rows" => $"The gates judge by {Count(note, "test")} test rows only: what they say of so few is largely chance.",
            "unmeasured" => $"{string.Join(", ", note.Texts("metrics"))} could not be measured on the {Count(note, "test")} test rows, and "
                + $"{(note.Texts("metrics").Count == 1 ? "is" : "are")} left out.",
            "separation" => "No row is labelled, so the metric is separation: how well the model tells the rows held out from as many "
                + "made-up ones, spread evenly over the same ranges; 0.5 is chance, 1 all of them.",
            "compared-as-it-serves" => Invariant(
                $"Version {note.Number("version")} cannot be read as it was judged, and was compared as it "
            ) + $"serves, which favours it: it may have learned these rows. {Fault(note)}",
            "nothing-compared" => Invariant($"Version {note.Number("version")}, which is to serve, cannot be read, and so nothing was ")
                + $"compared with it: {Fault(note)}",
            "not-registered" => Invariant($"Version {note.Number("version")}, which is to serve, is not registered, and so nothing was ")
                + "compared with it.",
            "compared-as-judged" => Invariant(
                $"Version {note.Number("version")} was compared as it was judged, before it learned the rows "
            )
                + "that were held out then; the new version has learned from data that came later. A gain is that of its recipe and of "
                + "those rows together.",
            "learned-all-rows" =>
                $"The version has learned all {Count(note, "rows")} rows by the recipe that was judged; the metrics are of "
                    + $"the model that had not seen the {Count(note, "test")} test rows.",
            "refit-declined" => "The version is the judged model: learned with the test rows too, its recipe answers them worse ("
                + Invariant($"{note.Text("metric")} {note.Number("value"):G4}, {note.Number("before"):G4} before)."),
            _ => null,
        };

    private static string Count(Note note, string name) => Invariant($"{note.Number(name):N0}");

    private static string Others(Note note) => Invariant($"{note.Number("rows") - note.Number("test"):N0}");

    private static string Fault(Note note) => note.Text("fault") is { } fault && fault.EndsWith('.') ? fault : $"{note.Text("fault")}.";

    /// <summary>
    /// How often the interval mean ± 1.96 standard errors, which a percentile bootstrap of a mean comes close to, holds
    /// the mean of normal values: Student's t with n - 1 degrees of freedom at 1.96 times the root of (n - 1) / n.
    /// </summary>
    private static int Coverage(Note note) =>
        note.Number("rows") switch
        {
            < 13 => 90,
            < 18 => 92,
            < 30 => 93,
            < 100 => 94,
            _ => 95,
        };
}
