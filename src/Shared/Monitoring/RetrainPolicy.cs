using System.Globalization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Decides whether a model is trained again. Pure: the same situation and definition give the same decision. First it
/// collects what asks for a run; then what stands in its way, a queue behind a run that is under way last.
/// </summary>
public static class RetrainPolicy
{
    /// <summary>Doublings of the cooldown after failures: from 6 hours to 8 days.</summary>
    private const int MaxDoublings = 5;

    /// <summary>Where the definition wants no cooldown, failures are still not repeated without pause.</summary>
    private static readonly TimeSpan LeastBackOff = TimeSpan.FromMinutes(10);

    /// <summary>The decision.</summary>
    /// <param name="situation">What is known.</param>
    /// <param name="policy">The declared policy.</param>
    public static RetrainDecision Decide(RetrainSituation situation, RetrainDefinition policy)
    {
        RetrainReason[] triggers = [.. Triggers(situation, policy)];
        var why = Why(triggers, situation, policy);
        if (triggers.Length == 0)
        {
            var calm = situation.Drift is { Conclusive: false } ? RetrainReason.Inconclusive : RetrainReason.Stable;
            return new(false, calm, $"No retraining: {why}", null) { Reasons = [calm] };
        }

        // What a person or the clock wants is not questioned: it learns the newest data there are.
        var isAsked = triggers.Contains(RetrainReason.Request) || triggers.Contains(RetrainReason.Schedule);
        if (situation.IsFrozen && !situation.IsRequested)
        {
            return new(false, RetrainReason.Frozen, $"No retraining: {why} The model is frozen, so that nothing is trained.", null)
            {
                Reasons = [.. triggers, RetrainReason.Frozen],
            };
        }

        return (isAsked ? null : BlockedByRows(situation, policy, why) ?? BlockedByTime(situation, policy, why)) is { } blocked
                ? blocked with
                {
                    Reasons = [.. triggers, blocked.Reason],
                }
            : situation.Running is { } run
                ? new(false, RetrainReason.Queued, $"No retraining yet: {why} Run {run} is under way; this one waits for its end.", null)
                {
                    Reasons = [.. triggers, RetrainReason.Queued],
                }
            : new(true, triggers[0], $"Retraining: {why}", null) { Reasons = triggers };
    }

    /// <summary>What asks for a run, the weightiest first.</summary>
    private static IEnumerable<RetrainReason> Triggers(RetrainSituation situation, RetrainDefinition policy)
    {
        (bool Is, RetrainReason Reason)[] all =
        [
            (situation.IsRequested, RetrainReason.Request),
            (situation.IsScheduled, RetrainReason.Schedule),
            (situation.Decay is not null, RetrainReason.Decay),
            (situation.EstimatedDecay is not null, RetrainReason.EstimatedDecay),
            (situation.Drift is { Conclusive: true, Drifted: true }, RetrainReason.Drift),
            (policy.AfterRows is { } rows && situation.NewRows >= rows, RetrainReason.DataVolume),
        ];
        return all.Where(trigger => trigger.Is).Select(trigger => trigger.Reason);
    }

    private static string Why(RetrainReason[] triggers, RetrainSituation situation, RetrainDefinition policy) =>
        triggers.Length == 0
            ? situation.Drift?.Sentence ?? "nothing asks for it."
            : triggers[0] switch
            {
                RetrainReason.Request => "somebody asked for it.",
                RetrainReason.Schedule => "the schedule has come.",
                RetrainReason.Decay => situation.Decay!.Sentence,
                RetrainReason.EstimatedDecay => situation.EstimatedDecay!.Sentence,
                RetrainReason.Drift => situation.Drift!.Sentence,
                _ => Invariant($"{situation.NewRows} newer labelled rows have come; {policy.AfterRows} are enough for a run."),
            };

    private static RetrainDecision? BlockedByRows(RetrainSituation situation, RetrainDefinition policy, string why) =>
        situation.NewRows == 0
            ? new(
                false,
                RetrainReason.NoNewRows,
                $"No retraining: {why} But there are no labelled rows to learn from that are newer "
                    + "than those already learned; drop a file that has some, or send feedback with "
                    + "retrain.fromFeedback in the definition.",
                null
            )
        : situation.NewRows < policy.MinRows
            ? new(
                false,
                RetrainReason.TooFewRows,
                $"No retraining yet: {why} But "
                    + Invariant($"{situation.NewRows} newer labelled rows are fewer than the {policy.MinRows} asked for."),
                null
            )
        : null;

    private static RetrainDecision? BlockedByTime(RetrainSituation situation, RetrainDefinition policy, string why)
    {
        if (situation.LastRun is not { } last)
        {
            return null;
        }

        var (cooldown, failures) = (policy.Cooldown.Value, situation.Failures);
        var wait = failures == 0 ? cooldown : Max(cooldown, LeastBackOff) * Math.Pow(2, Math.Min(failures, MaxDoublings));
        if (last + wait is var earliest && earliest <= situation.Now)
        {
            return null;
        }

        var reason = failures == 0 ? RetrainReason.Cooldown : RetrainReason.BackOff;
        var because =
            failures == 0
                ? $"The last automatic run began less than {policy.Cooldown} ago."
                : Invariant($"The last {failures} automatic runs failed, so the next one waits longer.");
        return new(
            false,
            reason,
            Invariant($"No retraining before {earliest.UtcDateTime:yyyy-MM-dd HH:mm} UTC: ") + $"{why} {because}",
            earliest
        );
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
