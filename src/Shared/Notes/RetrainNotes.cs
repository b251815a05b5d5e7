using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on what asks for a training, and on what stands in its way.</summary>
internal static class RetrainNotes
{
    /// <summary>Nothing asks for a training.</summary>
    public static Note Nothing() => new("retrain-nothing");

    /// <summary>A person asked.</summary>
    public static Note Requested() => new("retrain-requested");

    /// <summary>The schedule has come.</summary>
    public static Note Scheduled() => new("retrain-scheduled");

    /// <summary>Enough new rows have come.</summary>
    /// <param name="rows">Labelled rows that were not learned.</param>
    /// <param name="enough">As many as are enough.</param>
    public static Note EnoughRows(long rows, long enough) => new("retrain-enough-rows", ("rows", rows), ("enough", enough));

    /// <summary>What serves does worse than when it was judged.</summary>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="live">Its value on predictions whose truth is known.</param>
    /// <param name="low">The lower end of that value's 95% interval.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="rows">How many predictions those are.</param>
    /// <param name="judged">The value by which the version was let in.</param>
    /// <param name="judgedLow">The lower end of that value's 95% interval.</param>
    /// <param name="judgedHigh">The upper end.</param>
    /// <param name="isEstimated">Whether the truth is not known, and the value is an estimate.</param>
    public static Note Decayed(
        string metric,
        double live,
        double low,
        double high,
        long rows,
        double judged,
        double judgedLow,
        double judgedHigh,
        bool isEstimated
    ) =>
        new(
            "retrain-decayed",
            ("metric", metric),
            ("live", live),
            ("low", low),
            ("high", high),
            ("rows", rows),
            ("judged", judged),
            ("judgedLow", judgedLow),
            ("judgedHigh", judgedHigh),
            ("estimated", isEstimated)
        );

    /// <summary>A person has frozen the model.</summary>
    public static Note Frozen() => new("retrain-frozen");

    /// <summary>There are no rows to learn from that were not learned.</summary>
    public static Note NoNewRows() => new("retrain-no-new-rows");

    /// <summary>There are too few of them.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="least">How many are needed.</param>
    public static Note FewRows(long rows, long least) => new("retrain-few-rows", ("rows", rows), ("least", least));

    /// <summary>The last automatic run is too recent.</summary>
    /// <param name="pause">The pause between two, such as <c>6h</c>.</param>
    public static Note Cooldown(string pause) => new("retrain-cooldown", ("pause", pause));

    /// <summary>The last automatic runs failed.</summary>
    /// <param name="failures">How many.</param>
    public static Note Failures(int failures) => new("retrain-failures", ("failures", failures));

    /// <summary>A run is under way.</summary>
    /// <param name="run">Its id.</param>
    public static Note UnderWay(string run) => new("retrain-under-way", ("run", run));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "retrain-nothing" => "nothing asks for it.",
            "retrain-requested" => "somebody asked for it.",
            "retrain-scheduled" => "the schedule has come.",
            "retrain-enough-rows" => Invariant($"{note.Number("rows")} newer labelled rows have come; {note.Number("enough")} are enough ")
                + "for a run.",
            "retrain-decayed" => Decayed(note),
            "retrain-frozen" => "The model is frozen, so that nothing is trained.",
            "retrain-no-new-rows" => "But there are no labelled rows to learn from that are newer than those already learned; drop a file "
                + "that has some, or send feedback with retrain.fromFeedback in the definition.",
            "retrain-few-rows" => Invariant($"But {note.Number("rows")} newer labelled rows are fewer than the {note.Number("least")} ")
                + "asked for.",
            "retrain-cooldown" => $"The last automatic run began less than {note.Text("pause")} ago.",
            "retrain-failures" => Invariant($"The last {note.Number("failures")} automatic runs failed, so the next one waits longer."),
            "retrain-under-way" => $"Run {note.Text("run")} is under way; this one waits for its end.",
            _ => null,
        };

    private static string Decayed(Note note)
    {
        var rows = NumberFormat.Count((long)note.Number("rows"));
        var value = $"{Format(note, "live")} (95% interval {Format(note, "low")} to {Format(note, "high")})";
        return (
                note.Is("estimated")
                    ? $"{note.Text("metric")} is estimated at {value} on {rows} predictions without actual values"
                    : $"{note.Text("metric")} is {value} on the newest {rows} predictions whose truth is known"
            )
            + $"; it was {Format(note, "judged")} ({Format(note, "judgedLow")} to {Format(note, "judgedHigh")}) when the version was "
            + "judged.";
    }

    private static string Format(Note note, string name) => NumberFormat.Format(note.Number(name));
}
