using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>What gates found: what was measured, what was expected and what that means.</summary>
internal static class GateNotes
{
    /// <summary>There is no metric of this name.</summary>
    public static Note UnknownMetric(string metric) => new("gate-unknown-metric", ("metric", metric));

    /// <summary>A gate sets no bound.</summary>
    public static Note NoThreshold(string metric) => new("gate-no-threshold", ("metric", metric));

    /// <summary>A gate against another model sets no bound.</summary>
    /// <param name="metric">The metric of the gate.</param>
    /// <param name="rival">The other model: champion or baseline.</param>
    public static Note NoRelativeThreshold(string metric, string rival) =>
        new("gate-no-relative-threshold", ("metric", metric), ("rival", rival));

    /// <summary>No version serves that the candidate could be compared with.</summary>
    public static Note NoChampion(string metric) => new("gate-no-champion", ("metric", metric));

    /// <summary>A metric against a fixed bound.</summary>
    /// <param name="metric">The metric of the gate.</param>
    /// <param name="value">The measured value; null: it could not be measured.</param>
    /// <param name="rows">The rows held out.</param>
    /// <param name="threshold">The bound.</param>
    /// <param name="isLeast">Whether it is the least value that passes; otherwise the greatest.</param>
    public static Note Absolute(string metric, double? value, int rows, double threshold, bool isLeast) =>
        new("gate-absolute", ("metric", metric), ("value", value), ("rows", rows), ("threshold", threshold), ("least", isLeast));

    /// <summary>A metric could not be compared with another model's.</summary>
    /// <param name="metric">The metric of the gate.</param>
    /// <param name="rival">The other model: champion or baseline.</param>
    public static Note NotCompared(string metric, string rival) => new("gate-not-compared", ("metric", metric), ("rival", rival));

    /// <summary>The ratio of a metric to that of another model on the same rows.</summary>
    /// <param name="metric">The metric of the gate.</param>
    /// <param name="rival">The other model: champion, baseline or, for clusters without one, rows without groups.</param>
    /// <param name="value">The candidate's value.</param>
    /// <param name="other">The other model's value.</param>
    /// <param name="rows">The rows measured.</param>
    /// <param name="ratio">The ratio of the values; null: they have none.</param>
    /// <param name="threshold">The bound of the ratio.</param>
    /// <param name="isLeast">Whether it is the least ratio that passes; otherwise the greatest.</param>
    public static Note Ratio(
        string metric,
        string rival,
        double value,
        double other,
        int rows,
        double? ratio,
        double threshold,
        bool isLeast
    ) =>
        new(
            "gate-ratio",
            ("metric", metric),
            ("rival", rival),
            ("value", value),
            ("other", other),
            ("rows", rows),
            ("ratio", ratio),
            ("threshold", threshold),
            ("least", isLeast)
        );

    /// <summary>How much better a candidate is than another model on the same rows.</summary>
    /// <param name="metric">The metric of the gate.</param>
    /// <param name="rival">As in <see cref="Ratio"/>.</param>
    /// <param name="value">The candidate's value.</param>
    /// <param name="other">The other model's value.</param>
    /// <param name="rows">The rows measured.</param>
    /// <param name="gain">How much better the candidate is.</param>
    /// <param name="threshold">The least gain that passes.</param>
    public static Note Gain(string metric, string rival, double value, double other, int rows, double gain, double threshold) =>
        new(
            "gate-gain",
            ("metric", metric),
            ("rival", rival),
            ("value", value),
            ("other", other),
            ("rows", rows),
            ("gain", gain),
            ("threshold", threshold)
        );

    /// <summary>The same gain with its 95% interval, all of which must lie above the bound.</summary>
    /// <param name="gain">A note on the gain.</param>
    /// <param name="low">The interval's lower end.</param>
    /// <param name="high">The interval's upper end.</param>
    /// <param name="isKnown">Whether there are rows enough for an interval.</param>
    /// <param name="isRounding">Whether it lies above the bound by no more than rounding.</param>
    public static Note WithInterval(Note gain, double low, double high, bool isKnown, bool isRounding) =>
        new(
            "gate-interval",
            [
                .. gain.Arguments.Select(argument => (argument.Key, (object?)argument.Value)),
                ("low", low),
                ("high", high),
                ("known", isKnown),
                ("rounding", isRounding),
            ]
        );

    /// <summary>A forecast has too few rows to be judged by.</summary>
    /// <param name="rows">The rows there are.</param>
    /// <param name="needed">The rows that it needs.</param>
    public static Note FewForecastRows(int rows, int needed) => new("gate-few-forecast-rows", ("rows", rows), ("needed", needed));

    /// <summary>A forecast against the mean of the rows that judge.</summary>
    /// <param name="r2">The share of the variance that it explains.</param>
    /// <param name="rows">The rows measured.</param>
    public static Note AgainstMean(double r2, int rows) => new("gate-against-mean", ("r2", r2), ("rows", rows));

    /// <summary>How an ensemble compares with the best single trial, on rows by which neither was chosen.</summary>
    /// <param name="ensemble">Its loss.</param>
    /// <param name="single">The other's.</param>
    /// <param name="trainer">The other's trainer.</param>
    /// <param name="most">The greatest loss that earns the cost.</param>
    public static Note AgainstSingle(double ensemble, double single, string trainer, double most) =>
        new("gate-against-single", ("ensemble", ensemble), ("single", single), ("trainer", trainer), ("most", most));

    /// <summary>For how many series a forecast beats the naive one.</summary>
    /// <param name="better">Series that it beats it for.</param>
    /// <param name="series">All series.</param>
    /// <param name="season">The steps of the season; 1: none.</param>
    /// <param name="isLost">Whether it loses for most of them.</param>
    public static Note AgainstNaive(int better, int series, int season, bool isLost) =>
        new("gate-against-naive", ("better", better), ("series", series), ("season", season), ("lost", isLost));

    /// <summary>Steps of a year have no season, and the definition sets one.</summary>
    public static Note SeasonOfYears(IReadOnlyList<int> seasons) => new("gate-season-of-years", ("seasons", seasons));

    /// <summary>Nobody has confirmed a label that was guessed.</summary>
    public static Note UnconfirmedLabel(string label) => new("gate-unconfirmed-label", ("label", label));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "gate-unknown-metric" => $"There is no metric {Metric(note)}, so nothing could be measured.",
            "gate-no-threshold" => $"The gate on {Metric(note)} has no threshold, so nothing can pass it.",
            "gate-no-relative-threshold" =>
                $"The gate on {Metric(note)} against the {note.Text("rival")} has no threshold, so nothing can pass it.",
            "gate-no-champion" => $"No version with this target serves yet, so {Metric(note)} had no champion to be compared with.",
            "gate-absolute" => $"{Metric(note)} {AbsoluteValue(note)} held-out rows; {Bound(note)} required.",
            "gate-not-compared" =>
                $"{Metric(note)} could not be compared with the {note.Text("rival")}'s on the same rows, and without that nothing passes.",
            "gate-ratio" when note.Has("ratio") =>
                $"{Metric(note)} {Format(note, "value")} is {Distinct(note, "ratio", "threshold")} times "
                    + $"{Its(note)}; {Bound(note)} allowed.",
            "gate-ratio" => $"{Measured(note)}, which is no ratio that a bound of {Format(note, "threshold")} could be held against.",
            "gate-gain" =>
                $"{Measured(note)}, a gain of {Distinct(note, "gain", "threshold")}; at least {Format(note, "threshold")} required.",
            "gate-interval" => $"{Measured(note)}, a gain of {Format(note, "gain")} with {Interval(note)}; all of it must lie above "
                + $"{Format(note, "threshold")}{(note.Is("rounding") ? " by more than rounding" : "")}.",
            "gate-few-forecast-rows" => $"{Rows(note)} rows can be judged by, those of earlier stretches among them, and a forecast needs "
                + Invariant($"{note.Number("needed")} at least: bring a longer history."),
            "gate-against-mean" =>
                $"r2 {Format(note, "r2")}: the forecast is {(note.Number("r2") >= 0 ? "no farther" : "farther")} off than "
                    + $"the mean of the {Rows(note)} rows would have been.",
            "gate-against-single" =>
                $"The ensemble's loss is {Format(note, "ensemble")} and that of the best single model ({note.Text("trainer")}) "
                    + $"{Format(note, "single")}, each on held-out rows by which it was not chosen; to earn its cost it must be at most "
                    + $"{Format(note, "most")}.",
            "gate-against-naive" => $"The model beats the {Naive(note)}, for {Count(note, "better")} of {Count(note, "series")} series"
                + $"{(note.Is("lost") ? "; it loses for most of them, which is not allowed" : "")}.",
            "gate-season-of-years" => "The steps are years, which have no season, but one of "
                + $"{string.Join(" and ", note.Numbers("seasons"))} steps is used; leave forecast.seasons out.",
            "gate-unconfirmed-label" =>
                $"Nobody has confirmed the label '{note.Text("label")}', which was guessed because it is the last column.",
            _ => null,
        };

    private static string AbsoluteValue(Note note) =>
        note.Has("value") ? $"{Distinct(note, "value", "threshold")} on {Rows(note)}" : $"could not be measured on the {Rows(note)}";

    private static string Bound(Note note) => $"{(note.Is("least") ? "at least" : "at most")} {Format(note, "threshold")}";

    private static string Measured(Note note) =>
        $"{Metric(note)} {Format(note, "value")}{(IsWithoutGroups(note) ? " of all rows" : "")} against {Its(note)}";

    private static string Its(Note note) =>
        IsWithoutGroups(note)
            ? $"the {Distinct(note, "other", "value")} of as many clusters in rows of the same columns and no groups"
            : $"the {note.Text("rival")}'s {Distinct(note, "other", "value")} on the same {Rows(note)} rows";

    private static bool IsWithoutGroups(Note note) => note.Text("rival") == WithoutGroups;

    private static string Interval(Note note) =>
        note.Is("known")
            ? $"a 95% interval of {Distinct(note, "low", "threshold")} to {Format(note, "high")}"
            : "an interval that these rows are too few for";

    private static string Naive(Note note) =>
        note.Number("season") > 1
            ? $"seasonal naive forecast, which repeats the value of {Count(note, "season")} steps before"
            : "naive forecast, which repeats the last value";

    private static string Metric(Note note) => note.Text("metric");

    private static string Rows(Note note) => Count(note, "rows");

    private static string Count(Note note, string name) => NumberFormat.Count((long)note.Number(name));

    private static string Format(Note note, string name) => NumberFormat.Format(note.Number(name));

    private static string Distinct(Note note, string name, string other) =>
        NumberFormat.FormatDistinct(note.Number(name), note.Number(other));

    /// <summary>The rival of clusters: as many clusters in rows of the same columns without groups.</summary>
    internal const string WithoutGroups = "rows without groups";
}
