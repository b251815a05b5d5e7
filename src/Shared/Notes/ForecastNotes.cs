using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on the series of a forecast, and on rows that ask for more than was learned.</summary>
internal static class ForecastNotes
{
    /// <summary>What is forecast.</summary>
    /// <param name="series">How many series.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <param name="seasons">Seasons, in steps.</param>
    public static Note Series(int series, int horizon, IReadOnlyList<int> seasons) =>
        new("series", ("series", series), ("horizon", horizon), ("seasons", seasons));

    /// <summary>The rows lie on no regular step.</summary>
    /// <param name="time">The column of times.</param>
    /// <param name="share">The share of rows that lie on the commonest step.</param>
    public static Note IrregularSteps(string time, double share) => new("irregular-steps", ("time", time), ("share", share));

    /// <summary>The test rows span fewer steps than are forecast.</summary>
    public static Note ShortTest(int steps) => new("short-test", ("steps", steps));

    /// <summary>Seasons are too long for the series.</summary>
    /// <param name="seasons">The seasons, in steps.</param>
    /// <param name="longest">Steps of the longest series.</param>
    public static Note SeasonsSeenOnce(IReadOnlyList<int> seasons, long longest) =>
        new("seasons-seen-once", ("seasons", seasons), ("longest", longest));

    /// <summary>Columns whose values are not known ahead are not learned from.</summary>
    public static Note NotKnownAhead(IReadOnlyList<string> columns) =>
        new("not-known-ahead", ("columns", Kept(columns)), ("count", columns.Count));

    /// <summary>How well the interval holds the test rows.</summary>
    /// <param name="wanted">The share that it is to hold.</param>
    /// <param name="rows">Test rows.</param>
    /// <param name="held">The share that it held.</param>
    /// <param name="width">Its mean width.</param>
    public static Note IntervalHeld(double wanted, int rows, double held, double width) =>
        new("interval-held", ("wanted", wanted), ("rows", rows), ("held", held), ("width", width));

    /// <summary>Rows lie farther ahead than was learned.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="horizon">Steps that were learned.</param>
    /// <param name="way">How they are answered.</param>
    public static Note BeyondHorizon(int rows, int horizon, BeyondHorizon way) =>
        new("beyond-horizon", ("rows", rows), ("horizon", horizon), ("way", way.JsonName()));

    /// <summary>Rows lie at or before the last known value.</summary>
    public static Note NotAhead(int rows) => new("not-ahead", ("rows", rows));

    /// <summary>Rows lie before everything that the model keeps of a series.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="kept">The steps that it keeps.</param>
    public static Note Forgotten(int rows, long kept) => new("forgotten", ("rows", rows), ("kept", kept));

    /// <summary>Rows are of a series that the model does not know.</summary>
    public static Note UnknownSeries(int rows) => new("unknown-series", ("rows", rows));

    /// <summary>More than half of the values are 0.</summary>
    /// <param name="share">Their share.</param>
    /// <param name="metric">The metric that chooses.</param>
    public static Note RareDemand(double share, string metric) => new("rare-demand", ("share", share), ("metric", metric));

    /// <summary>Hours, days and seasons follow the clocks of a time zone.</summary>
    public static Note ClockOf(string zone) => new("clock-of", ("zone", zone));

    /// <summary>Rows to forecast lack values of a column that is known ahead.</summary>
    /// <param name="rows">How many.</param>
    public static Note KnownMissing(string column, int rows) => new("known-missing", ("column", column), ("rows", rows));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "series" => Series(note),
            "irregular-steps" => $"The rows follow each other in no regular step: of those with a {Quote(note.Text("time"))} "
                + Invariant($"{note.Number("share"):0.#%} lie on the commonest one. Steps, seasons and distances mean little then; ")
                + "bring one row an hour, a day or a month.",
            "short-test" => Invariant($"The test rows span {note.Number("steps")} steps: what is forecast farther ahead than that is not ")
                + "measured.",
            "seasons-seen-once" => Invariant($"A season of {Joined(note.Numbers("seasons"))} steps has not come twice in the ")
                + Invariant($"{note.Number("longest"):N0} steps of the longest series, and so nothing can be learned of it."),
            "not-known-ahead" => "Not known ahead, and so not learned from: "
                + $"{Quoted(note.Texts("columns"), note.Number("count"))}. Name what is known for the time to be forecast in "
                + "forecast.known.",
            "interval-held" => Invariant($"The interval around each answer is to hold {note.Number("wanted"):0.##%} of the truths; of ")
                + Invariant($"{note.Number("rows"):N0} test rows it held {note.Number("held"):0.#%}, and was {note.Number("width"):G4} ")
                + "wide on average.",
            "beyond-horizon" => Invariant(
                $"{Rows(note)} more than {note.Number("horizon")} steps after the last known value of {Its(note)} "
            )
                + Invariant($"series, farther than was learned: answered {Way(note)}, in intervals that are no narrower than at step ")
                + Invariant($"{note.Number("horizon")} and that nothing has measured."),
            "not-ahead" => $"{Rows(note)} not after the last known value of {Its(note)} series: answered as a forecast of the step before "
                + "would have been, whatever is known since.",
            "forgotten" => Invariant($"{Rows(note)} before all that the model remembers of {Its(note)} series, of which it keeps the last ")
                + Invariant(
                    $"{note.Number("kept"):N0} steps: answered by what is usual among the series, and their intervals tell little. "
                )
                + "Ask for a later time, or look the past up in the data.",
            "unknown-series" => $"{Rows(note)} in a series that the model does not know: answered by what is usual among the others, in "
                + "intervals as wide as such answers were off.",
            "rare-demand" => Invariant($"{note.Number("share"):0.#%} of the values are 0. By absolute errors, such as mase and mae, 0 ")
                + "would be the best answer, and answers would add up to nothing. "
                + (
                    note.Text("metric") is "rmsse" or "rmse"
                        ? $"Candidates are compared by {note.Text("metric")}, which favours the mean."
                        : $"Candidates are compared by {note.Text("metric")}; rmsse favours the mean."
                ),
            "clock-of" => $"Hours, days and seasons follow the clocks of {note.Text("zone")}, across the changes of daylight-saving time.",
            "known-missing" => $"{Counted(note.Number("rows"), "row lacks", "rows lack")} a value of {Quote(note.Text("column"))}, which "
                + "a forecast is to know ahead: answered as if nothing were known of it, and in intervals that do not show that.",
            _ => null,
        };

    private static string Series(Note note)
    {
        var (series, seasons) = (note.Number("series"), note.Numbers("seasons"));
        return Invariant($"{series:N0} series {(series == 1 ? "is" : "are")} forecast up to {note.Number("horizon")} steps ahead")
            + $"{(seasons.Count > 0 ? $"; seasons of {Joined(seasons)} steps" : "")}.";
    }

    private static string Joined(IReadOnlyList<double> numbers) => string.Join(" and ", numbers.Select(number => Invariant($"{number}")));

    private static string Rows(Note note) => Counted(note.Number("rows"), "row lies", "rows lie");

    private static string Its(Note note) => note.Number("rows") == 1 ? "its" : "their";

    private static string Way(Note note) =>
        note.Text("way") switch
        {
            "smoothed" => "by the smoothed series gone on",
            "season" => "as the same place of the season within the learned steps",
            _ => Invariant($"as step {note.Number("horizon")} is"),
        };
}

/// <summary>How rows beyond the horizon are answered.</summary>
internal enum BeyondHorizon
{
    /// <summary>As the last step that was learned.</summary>
    LastStep,

    /// <summary>As the same step of the season.</summary>
    Season,

    /// <summary>By smoothing, which has no end.</summary>
    Smoothed,
}
