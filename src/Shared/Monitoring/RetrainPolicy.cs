using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

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
        if (triggers.Length == 0)
        {
            var calm = situation.Drift is { Conclusive: false } ? RetrainReason.Inconclusive : RetrainReason.Stable;
            return new(false, calm, null) { Reasons = [calm], Findings = situation.Drift?.Findings ?? [RetrainNotes.Nothing()] };
        }

        var why = Why(triggers[0], situation, policy);
        return Blocked(triggers, situation, policy) is { } blocked
            ? new(false, blocked.Reason, blocked.Until) { Reasons = [.. triggers, blocked.Reason], Findings = [.. why, blocked.Finding] }
            : new(true, triggers[0], null) { Reasons = triggers, Findings = why };
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

    private static IReadOnlyList<Note> Why(RetrainReason trigger, RetrainSituation situation, RetrainDefinition policy) =>
        trigger switch
        {
            RetrainReason.Request => [RetrainNotes.Requested()],
            RetrainReason.Schedule => [RetrainNotes.Scheduled()],
            RetrainReason.Decay => [situation.Decay!.Finding],
            RetrainReason.EstimatedDecay => [situation.EstimatedDecay!.Finding],
            RetrainReason.Drift => situation.Drift!.Findings,
            _ => [RetrainNotes.EnoughRows(situation.NewRows, policy.AfterRows!.Value)],
        };

    /// <summary>What stands in the way, if anything does.</summary>
    private static Blocker? Blocked(RetrainReason[] triggers, RetrainSituation situation, RetrainDefinition policy)
    {
        if (situation.IsFrozen && !situation.IsRequested)
        {
            return new(RetrainReason.Frozen, RetrainNotes.Frozen());
        }

        // What a person or the clock wants is not questioned: it learns the newest data there are.
        var isAsked = triggers.Contains(RetrainReason.Request) || triggers.Contains(RetrainReason.Schedule);
        return (isAsked ? null : BlockedByRows(situation, policy) ?? BlockedByTime(situation, policy))
            ?? (situation.Running is { } run ? new(RetrainReason.Queued, RetrainNotes.UnderWay(run)) : null);
    }

    private static Blocker? BlockedByRows(RetrainSituation situation, RetrainDefinition policy) =>
        situation.NewRows == 0 ? new(RetrainReason.NoNewRows, RetrainNotes.NoNewRows())
        : situation.NewRows < policy.MinRows ? new(RetrainReason.TooFewRows, RetrainNotes.FewRows(situation.NewRows, policy.MinRows))
        : null;

    private static Blocker? BlockedByTime(RetrainSituation situation, RetrainDefinition policy)
    {
        if (situation.LastRun is not { } last)
        {
            return null;
        }

        var (cooldown, failures) = (policy.Cooldown.Value, situation.Failures);
        var wait = failures == 0 ? cooldown : Max(cooldown, LeastBackOff) * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return last + wait <= situation.Now ? null
            : failures == 0 ? new(RetrainReason.Cooldown, RetrainNotes.Cooldown(policy.Cooldown.ToString()), last + wait)
            : new(RetrainReason.BackOff, RetrainNotes.Failures(failures), last + wait);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>What stands in the way of a run.</summary>
    /// <param name="Reason">What it is, for code.</param>
    /// <param name="Finding">What it is, for a person.</param>
    /// <param name="Until">When it ends, if only time stands in the way.</param>
    private sealed record Blocker(RetrainReason Reason, Note Finding, DateTimeOffset? Until = null);
}
