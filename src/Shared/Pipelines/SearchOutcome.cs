using System.Globalization;

namespace MLOpsFunctions.Pipelines;

/// <summary>How a search went.</summary>
/// <param name="Trials">Trials that were proposed, those that were cut among them.</param>
/// <param name="Counted">Trials that counted.</param>
/// <param name="Ended">What ended it before its budget of trials was used up, a sentence each.</param>
internal sealed record SearchOutcome(int Trials, int Counted, IReadOnlyList<string> Ended);

/// <summary>What is told of a search that ended early.</summary>
internal static class SearchNotes
{
    public static string TimeIsUp(TrainingPlan plan, int completed) =>
        $"The {Minutes(plan)} of the budget ended the search after {completed} of {plan.Trials} trials.";

    public static string EndedByHand(TrainingPlan plan, int completed) =>
        $"The search was ended by hand after {completed} of {plan.Trials} trials; the best of them went on.";

    public static string Cut(TrainingPlan plan, TrialResult trial) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The {Minutes(plan)} of the budget cut trial {trial.Number} ({trial.Trainer}) after "
                + $"{trial.Seconds:0} s; it does not count."
        );

    private static string Minutes(TrainingPlan plan) => $"{NumberFormat.Format(plan.Minutes)} {(plan.Minutes == 1 ? "minute" : "minutes")}";

    public static Problem NothingCounted(TrainingPlan plan) =>
        new(
            "The time budget ended before any trial did",
            Minutes(plan),
            "minutes enough for one trial",
            "training.budget.minutes",
            "allow more minutes, or name faster candidates",
            422
        );
}
