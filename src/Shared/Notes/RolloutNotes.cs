using static System.FormattableString;
using static MLOpsFunctions.Notes.Wording;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on why a stage of a rollout goes on or ends.</summary>
internal static class RolloutNotes
{
    /// <summary>A guardrail failed.</summary>
    /// <param name="guardrail">The guardrail, as it is spelt in definitions.</param>
    /// <param name="value">What was measured of the version.</param>
    /// <param name="other">What was measured of the other version.</param>
    /// <param name="bound">What is allowed.</param>
    /// <param name="rows">What the version was measured on.</param>
    /// <param name="otherRows">What the other version was measured on.</param>
    public static Note Failed(StageName stage, string guardrail, double value, double other, double bound, long rows, long otherRows) =>
        new(
            "rollout-failed",
            [
                .. stage.Arguments,
                ("guardrail", guardrail),
                ("value", value),
                ("other", other),
                ("bound", bound),
                ("rows", rows),
                ("otherRows", otherRows),
            ]
        );

    /// <summary>All numbers suffice.</summary>
    /// <param name="rows">Rows of the version.</param>
    /// <param name="otherRows">Rows of the other version.</param>
    public static Note Passed(StageName stage, long rows, long otherRows) =>
        new("rollout-passed", [.. stage.Arguments, ("rows", rows), ("otherRows", otherRows)]);

    /// <summary>The time after the swap is over.</summary>
    /// <param name="hours">How long it took.</param>
    public static Note Baked(int version, double hours) => new("rollout-baked", ("version", version), ("hours", hours));

    /// <summary>The stage has not yet taken as long as it should.</summary>
    /// <param name="hours">The least time it takes.</param>
    public static Note TooEarly(StageName stage, double hours) => new("rollout-too-early", [.. stage.Arguments, ("hours", hours)]);

    /// <summary>More rows are needed.</summary>
    /// <param name="rows">Rows of the version.</param>
    /// <param name="least">The rows that are needed.</param>
    /// <param name="open">Guardrails that cannot be decided yet.</param>
    public static Note TooFew(StageName stage, long rows, int least, IReadOnlyList<string> open) =>
        new("rollout-too-few", [.. stage.Arguments, ("rows", rows), ("least", least), ("open", open)]);

    /// <summary>The longest time has passed without a decision.</summary>
    /// <param name="rows">Rows of the version.</param>
    /// <param name="least">The rows that are needed.</param>
    /// <param name="open">Guardrails that could not be decided.</param>
    public static Note NoEvidence(StageName stage, long rows, int least, IReadOnlyList<string> open) =>
        new("rollout-no-evidence", [.. stage.Arguments, ("rows", rows), ("least", least), ("open", open)]);

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "rollout-failed" => Failed(note),
            "rollout-passed" => $"Version {Number(note, "version")} is not worse than version {Number(note, "baseline")} in its "
                + $"{StageName.Words(note)}, over {Count(note, "rows")} and {Count(note, "otherRows")} rows.",
            "rollout-baked" => Invariant($"No guardrail failed in the {note.Number("hours"):0.##} hours after version ")
                + $"{Number(note, "version")} began to serve.",
            "rollout-too-early" => $"The {StageName.Words(note)} of version {Number(note, "version")} takes at least "
                + Invariant($"{note.Number("hours"):0.##} hours."),
            "rollout-too-few" => $"The {StageName.Words(note)} of version {Number(note, "version")} goes on: {Count(note, "rows")} of "
                + $"{Count(note, "least")} rows{Open(note, "not yet decided")}.",
            "rollout-no-evidence" =>
                $"The {StageName.Words(note)} of version {Number(note, "version")} saw {Count(note, "rows")} rows, of at "
                    + $"least {Count(note, "least")}, in the longest time that it may take{Open(note, "not decided")}.",
            _ => null,
        };

    private static string Failed(Note note)
    {
        var value = NumberFormat.FormatDistinct(note.Number("value"), note.Number("other"));
        var (other, bound) = (NumberFormat.Format(note.Number("other")), NumberFormat.Format(note.Number("bound")));
        var baseline = Number(note, "baseline");
        var what = note.Text("guardrail") switch
        {
            "errorRate" => $"failed on a share of {value} of the requests, version {baseline} on {other}; {bound} more is allowed",
            "refusedShare" => $"refused a share of {value} of the rows, version {baseline} {other}; {bound} more is allowed",
            "p99Relative" => $"took {value} s for 99 of 100 requests, version {baseline} {other} s; {bound} times as long is allowed",
            "predictionShift" => $"predicts otherwise than version {baseline}: a stability index of {value}; {bound} is allowed",
            _ => $"has a live metric of {value}, version {baseline} of {other}; a share of {bound} worse is allowed",
        };
        return $"Guardrail {note.Text("guardrail")}: in its {StageName.Words(note)} version {Number(note, "version")} {what} (of "
            + $"{Count(note, "rows")} and {Count(note, "otherRows")}).";
    }

    private static string Open(Note note, string words) =>
        note.Texts("open") is { Count: > 0 } open ? $"; {words}: {Plain(open, open.Count)}" : "";

    private static string Number(Note note, string name) => Invariant($"{note.Number(name)}");

    private static string Count(Note note, string name) => NumberFormat.Count((long)note.Number(name));
}

/// <summary>A stage of a version's rollout, as arguments of a note.</summary>
/// <param name="Baseline">The version that it is held against.</param>
/// <param name="Stage">The stage, as it is spelt in documents.</param>
/// <param name="Share">Of a canary: its share of the requests, 0 to 1; null otherwise.</param>
internal sealed record StageName(int Version, int Baseline, string Stage, double? Share)
{
    public (string Name, object? Value)[] Arguments => [("version", Version), ("baseline", Baseline), ("stage", Stage), ("share", Share)];

    /// <summary>The stage in words: <c>canary of 5%</c>.</summary>
    public static string Words(Note note) =>
        note.Has("share") ? Invariant($"{note.Text("stage")} of {note.Number("share"):0.##%}") : note.Text("stage");
}
