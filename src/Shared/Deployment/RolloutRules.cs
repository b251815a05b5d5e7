using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Deployment.DeploymentCommand;
using static MLOpsFunctions.Deployment.DeploymentEvent;

namespace MLOpsFunctions.Deployment;

/// <summary>
/// The rules of rollouts, as pure functions: shadow, the steps of the canary, the swap, the bake. A stage has one end. No
/// stage in which a version answers is reached without the blessing of its gates, and no decision that no person took
/// changes what is pinned.
/// </summary>
internal static class RolloutRules
{
    public static Decision Decide(DeploymentState state, Begin begin)
    {
        var (version, terms) = (begin.Version, begin.Terms);
        if (DeploymentRules.CheckChampion(state, version, begin.ExpectedLive) is { } refusal)
        {
            return refusal;
        }

        if (state.Control == ChangeControl.Frozen)
        {
            return Decision.No(RefusalReason.Frozen, DeploymentNotes.Frozen());
        }

        if (state.Rollout is { Paused: true } held)
        {
            return Decision.No(RefusalReason.RolloutPaused, DeploymentNotes.RolloutPaused(held.Version));
        }

        var startsInShadow = terms.Plan.Strategy is RolloutStrategy.Shadow or RolloutStrategy.ShadowThenCanary;
        if (!terms.Blessed && !(startsInShadow && state.LiveVersion is not null))
        {
            return Decision.No(RefusalReason.NotBlessed, DeploymentNotes.NotBlessed(version));
        }

        var loaded = new Loaded(version, state.Idle);
        return (state.LiveVersion, terms.Plan.Strategy) switch
        {
            (null, _) or (_, RolloutStrategy.Immediate) => GoLive(state, version, terms, begin.At, loaded),
            ({ } live, RolloutStrategy.Canary) => Decision.Of(loaded, Enter(state, version, live, RolloutStage.Canary, 0, terms, begin.At)),
            ({ } live, _) => Decision.Of(loaded, Enter(state, version, live, RolloutStage.Shadow, 0, terms, begin.At)),
        };
    }

    public static Decision Decide(DeploymentState state, Advance advance)
    {
        if (state.Rollout is not { } rollout || rollout.Number != advance.Stage)
        {
            return Decision.No(RefusalReason.StageOver, DeploymentNotes.StageOver(advance.Stage));
        }

        if (rollout.Paused)
        {
            return Decision.No(RefusalReason.RolloutPaused, DeploymentNotes.RolloutPaused(rollout.Version));
        }

        if (state.Control == ChangeControl.Frozen)
        {
            return Decision.No(RefusalReason.Frozen, DeploymentNotes.Frozen());
        }

        var terms = rollout.Terms;
        if (rollout.Stage == RolloutStage.Bake)
        {
            return Decision.Of(new Baked(rollout.Version));
        }

        if (!terms.Blessed)
        {
            return Decision.No(RefusalReason.NotBlessed, DeploymentNotes.NotBlessed(rollout.Version));
        }

        var next = rollout.Stage == RolloutStage.Canary ? rollout.Step + 1 : 0;
        return terms.Plan.Strategy is RolloutStrategy.Canary or RolloutStrategy.ShadowThenCanary && next < terms.Plan.Canary.Steps.Count
            ? Decision.Of(Enter(state, rollout.Version, rollout.Baseline, RolloutStage.Canary, next, terms, advance.At))
            : GoLive(state, rollout.Version, terms, advance.At);
    }

    public static Decision Decide(DeploymentState state, Fail fail) =>
        state.Rollout is not { } rollout || rollout.Number != fail.Stage
            ? Decision.No(RefusalReason.StageOver, DeploymentNotes.StageOver(fail.Stage))
        : rollout.Stage != RolloutStage.Bake ? Decision.Of(new Abandoned(rollout.Version))
        : state.Control == ChangeControl.Pinned ? Decision.No(RefusalReason.Pinned, DeploymentNotes.Pinned())
        : Decision.Of(new RolledBack(rollout.Version, rollout.Baseline, state.Idle));

    public static Decision Decide(DeploymentState state, Abandon abandon) =>
        state.Rollout is not { Stage: not RolloutStage.Bake } rollout ? Decision.No(RefusalReason.NoRollout, DeploymentNotes.NoRollout())
        : rollout.Version != (abandon.Version ?? rollout.Version)
            ? Decision.No(RefusalReason.NoRollout, DeploymentNotes.OtherRollout(rollout.Version, abandon.Version!.Value))
        : Decision.Of(new Abandoned(rollout.Version));

    public static Decision Decide(DeploymentState state, Pause pause) =>
        state.Rollout is not { } rollout ? Decision.No(RefusalReason.NoRollout, DeploymentNotes.NoRollout())
        : rollout.Version != (pause.Version ?? rollout.Version)
            ? Decision.No(RefusalReason.NoRollout, DeploymentNotes.OtherRollout(rollout.Version, pause.Version!.Value))
        : rollout.Paused ? Decision.No(RefusalReason.RolloutPaused, DeploymentNotes.RolloutPaused(rollout.Version))
        : Decision.Of(new Paused(rollout.Version));

    /// <summary>Lifts what a person has set, all at once.</summary>
    public static Decision Decide(DeploymentState state, Release _) =>
        (state.Control, state.Rollout) switch
        {
            (ChangeControl.Archived, _) => Decision.No(RefusalReason.Archived, DeploymentNotes.Archived()),
            (null, { Paused: true } rollout) => Decision.Of(new Resumed(rollout.Version)),
            ({ }, { Paused: true } rollout) => Decision.Of(new Resumed(rollout.Version), new Controlled(null)),
            ({ }, _) => Decision.Of(new Controlled(null)),
            _ => Decision.No(RefusalReason.NothingSet, DeploymentNotes.NothingSet()),
        };

    public static Decision Decide(DeploymentState state, Control control) =>
        state.LiveVersion is null ? Decision.No(RefusalReason.NoPrevious, DeploymentNotes.NothingServed())
        : state.Control == control.To ? Decision.No(RefusalReason.NothingSet, DeploymentNotes.SetAlready(control.To.JsonName()))
        : Decision.Of(new Controlled(control.To));

    /// <summary>The swap and, where there is a version to go back to, the beginning of the bake.</summary>
    public static Decision GoLive(
        DeploymentState state,
        int version,
        RolloutTerms terms,
        DateTimeOffset at,
        DeploymentEvent? before = null,
        bool byHand = false
    )
    {
        if (state.LiveVersion is not null && state.Control == ChangeControl.Pinned && !byHand)
        {
            return Decision.No(RefusalReason.Pinned, DeploymentNotes.Pinned());
        }

        var swapped = new Swapped(state.LiveVersion, version, state.Idle);
        IReadOnlyList<DeploymentEvent> events =
            state.LiveVersion is { } live && terms.BakeHours > 0
                ? [swapped, Enter(state, version, live, RolloutStage.Bake, 0, terms, at)]
                : [swapped];
        return new(before is null ? events : [before, .. events], null);
    }

    private static StageEntered Enter(
        DeploymentState state,
        int version,
        int baseline,
        RolloutStage stage,
        int step,
        RolloutTerms terms,
        DateTimeOffset at
    ) => new(new(version, baseline, stage, step, state.Stages + 1, at, terms));
}
