using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Pipelines;

/// <summary>How a search went.</summary>
/// <param name="Trials">Trials that were proposed, those that were cut among them.</param>
/// <param name="Counted">Trials that counted.</param>
/// <param name="Ended">What ended it before its budget of trials was used up.</param>
internal sealed record SearchOutcome(int Trials, int Counted, IReadOnlyList<Note> Ended)
{
    /// <summary>The refusal of a search in which no trial counted.</summary>
    public static Problem NothingCounted(TrainingPlan plan) =>
        new(
            "The time budget ended before any trial did",
            SearchNotes.Minutes(plan.Minutes),
            "minutes enough for one trial",
            "training.budget.minutes",
            "allow more minutes, or name faster candidates",
            422
        );
}
