using static System.FormattableString;

namespace MLOpsFunctions.Notes;

/// <summary>Notes on a search for the best candidate.</summary>
internal static class SearchNotes
{
    /// <summary>The time of the budget ended the search.</summary>
    /// <param name="minutes">The budget.</param>
    /// <param name="done">Trials that were done.</param>
    /// <param name="trials">Trials of the budget.</param>
    public static Note TimeIsUp(double minutes, int done, int trials) =>
        new("time-is-up", ("minutes", minutes), ("done", done), ("trials", trials));

    /// <summary>A person ended the search.</summary>
    /// <param name="done">Trials that were done.</param>
    /// <param name="trials">Trials of the budget.</param>
    public static Note EndedByHand(int done, int trials) => new("ended-by-hand", ("done", done), ("trials", trials));

    /// <summary>The time of the budget cut a trial.</summary>
    /// <param name="minutes">The budget.</param>
    /// <param name="number">The trial.</param>
    /// <param name="seconds">How long it took until then; null: not known.</param>
    public static Note Cut(double minutes, int number, string trainer, double? seconds) =>
        new("trial-cut", ("minutes", minutes), ("number", number), ("trainer", trainer), ("seconds", seconds));

    /// <summary>No trial was better than the baseline.</summary>
    /// <param name="counted">Trials that counted.</param>
    public static Note BaselineIsBest(int counted) => new("baseline-is-best", ("counted", counted));

    /// <summary>There are more candidates than trials in the budget.</summary>
    /// <param name="trials">The budget.</param>
    public static Note BudgetRaised(int trials, IReadOnlyList<string> candidates) =>
        new("budget-raised", ("trials", trials), ("candidates", candidates));

    /// <summary>Trainers that fit the task do not compete.</summary>
    /// <param name="trainers">Their names.</param>
    /// <param name="why">Why not, without a point.</param>
    public static Note Absent(IReadOnlyList<string> trainers, string why) => new("absent", ("trainers", trainers), ("why", why));

    /// <summary>An ensemble won.</summary>
    /// <param name="members">The trainers of its members, the weightiest first.</param>
    /// <param name="single">The trainer of the best single trial.</param>
    public static Note Ensemble(IReadOnlyList<string> members, string single) => new("ensemble", ("members", members), ("single", single));

    internal static string? Sentence(Note note) =>
        note.Code switch
        {
            "time-is-up" => Invariant($"The {Minutes(note)} of the budget ended the search after {Done(note)} trials."),
            "ended-by-hand" => $"The search was ended by hand after {Done(note)} trials; the best of them went on.",
            "trial-cut" => Invariant($"The {Minutes(note)} of the budget cut trial {note.Number("number")} ({note.Text("trainer")}) after ")
                + Invariant($"{note.Number("seconds"):0} s; it does not count."),
            "baseline-is-best" => note.Number("counted") == 1
                ? "The one trial that counted is the simplest guess, the baseline."
                : Invariant($"Of {note.Number("counted")} trials that counted none was better than the simplest guess, the baseline."),
            "budget-raised" => Invariant($"The budget of {note.Number("trials")} is raised to {note.Texts("candidates").Count} trials: ")
                + $"{string.Join(", ", note.Texts("candidates"))} are each tried once.",
            "ensemble" => Invariant(
                $"The weighted mean of {note.Texts("members").Count} models ({string.Join(", ", note.Texts("members"))}) "
            ) + $"was better than the best single one ({note.Text("single")}) by more than it costs.",
            "absent" => $"Without the candidates {string.Join(", ", note.Texts("trainers"))}: {note.Text("why")}.",
            _ => null,
        };

    /// <summary>So many minutes, in words.</summary>
    public static string Minutes(double minutes) => $"{NumberFormat.Format(minutes)} {(minutes == 1 ? "minute" : "minutes")}";

    private static string Minutes(Note note) => Minutes(note.Number("minutes"));

    private static string Done(Note note) => Invariant($"{note.Number("done")} of {note.Number("trials")}");
}
