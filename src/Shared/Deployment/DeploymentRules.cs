using MLOpsFunctions.Notes;
using static MLOpsFunctions.Deployment.DeploymentCommand;
using static MLOpsFunctions.Deployment.DeploymentEvent;

namespace MLOpsFunctions.Deployment;

/// <summary>
/// The rules of blue/green deployment, as pure functions: the events of a command, and the state after an event.
/// </summary>
public static class DeploymentRules
{
    /// <summary>Decides about a command. Only the returned events change anything.</summary>
    public static Decision Decide(DeploymentState state, DeploymentCommand command) =>
        command switch
        {
            Load or Swap or Rollback or Restore or Begin or Advance or Control when state.IsArchived => Decision.No(
                RefusalReason.Archived,
                DeploymentNotes.Archived()
            ),
            Load load => Decide(state, load),
            Swap swap => Decide(state, swap),
            Rollback rollback => Decide(state, rollback),
            Restore back => Decide(state, back),
            Hold hold => Decide(state, hold),
            Begin begin => RolloutRules.Decide(state, begin),
            Advance advance => RolloutRules.Decide(state, advance),
            Fail fail => RolloutRules.Decide(state, fail),
            Abandon abandon => RolloutRules.Decide(state, abandon),
            Pause pause => RolloutRules.Decide(state, pause),
            Release release => RolloutRules.Decide(state, release),
            Control control => RolloutRules.Decide(state, control),
            Unarchive => state.IsArchived
                ? Decision.Of(new Controlled(null))
                : Decision.No(RefusalReason.NothingSet, DeploymentNotes.NotArchived()),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };

    /// <summary>The state after an event.</summary>
    public static DeploymentState Apply(DeploymentState state, DeploymentEvent happened) =>
        happened switch
        {
            Loaded loaded => state.With(loaded.Slot, loaded.Version) with
            {
                Challenger = loaded.Version,
                Rollout = state.Rollout is { Stage: RolloutStage.Bake } ? state.Rollout : null,
            },
            Swapped swapped => state with
            {
                Live = swapped.Slot,
                Challenger = null,
                History = swapped.From is { } from ? Remember(state.History, from) : state.History,
                Generation = state.Generation + 1,
                Rollout = null,
            },
            RolledBack back => state.With(back.Slot, back.To) with
            {
                Live = back.Slot,
                Challenger = null,
                History = HistoryAfter(state.History, back.From, back.To),
                Generation = state.Generation + 1,
                Rollout = null,
            },
            Held held => state.Challenger == held.Version ? WithoutChallenger(state) : state,
            Abandoned => WithoutChallenger(state),
            StageEntered entered => state with { Rollout = entered.Rollout, Stages = entered.Rollout.Number },
            Baked => state with { Rollout = null },
            Paused => state with { Rollout = state.Rollout! with { Paused = true } },
            Resumed => state with { Rollout = state.Rollout! with { Paused = false } },
            Controlled controlled => state with { Control = controlled.Control },
            _ => throw new ArgumentOutOfRangeException(nameof(happened)),
        };

    private static Decision Decide(DeploymentState state, Load load) =>
        state.LiveVersion == load.Version
            ? Decision.No(RefusalReason.AlreadyLive, DeploymentNotes.AlreadyLive(load.Version))
            : Decision.Of(new Loaded(load.Version, state.Idle));

    /// <summary>A version on its way ends with its challenger; one that serves already goes on with its bake.</summary>
    private static DeploymentState WithoutChallenger(DeploymentState state) =>
        state with
        {
            Challenger = null,
            Rollout = state.Rollout is { Stage: RolloutStage.Bake } ? state.Rollout : null,
        };

    /// <summary>The refusal of a version that serves, or that was compared with another one than the one that serves.</summary>
    internal static Decision? CheckChampion(DeploymentState state, int version, int? expectedLive) =>
        state.LiveVersion == version ? Decision.No(RefusalReason.AlreadyLive, DeploymentNotes.AlreadyLive(version))
        : state.LiveVersion != expectedLive
            ? Decision.No(RefusalReason.ChampionChanged, DeploymentNotes.ChampionChanged(version, state.LiveVersion, expectedLive))
        : null;

    private static Decision Decide(DeploymentState state, Swap swap)
    {
        if (CheckChampion(state, swap.Version, swap.ExpectedLive) is { } refusal)
        {
            return refusal;
        }

        if (state.Challenger != swap.Version)
        {
            return Decision.No(RefusalReason.NotLoaded, DeploymentNotes.NotLoaded(swap.Version, state.Challenger));
        }

        if (!swap.Blessed && swap.Override is null)
        {
            return Decision.No(RefusalReason.NotBlessed, DeploymentNotes.NotBlessed(swap.Version));
        }

        if (swap.Override is { } person && (string.IsNullOrWhiteSpace(person.By) || string.IsNullOrWhiteSpace(person.Reason)))
        {
            return Decision.No(RefusalReason.OverrideIncomplete, DeploymentNotes.OverrideIncomplete());
        }

        return state.Control == ChangeControl.Frozen ? Decision.No(RefusalReason.Frozen, DeploymentNotes.Frozen())
            : swap.Bake is { } bake ? RolloutRules.GoLive(state, swap.Version, bake.Terms, bake.At, byHand: swap.Override is not null)
            : state.Control == ChangeControl.Pinned && swap.Override is null ? Decision.No(RefusalReason.Pinned, DeploymentNotes.Pinned())
            : Decision.Of(new Swapped(state.LiveVersion, swap.Version, state.Idle));
    }

    private static Decision Decide(DeploymentState state, Rollback rollback) =>
        (state.LiveVersion, state.Previous) switch
        {
            ({ } live, { } previous) when previous == rollback.To => Decision.Of(new RolledBack(live, previous, state.Idle)),
            (_, { } previous) => Decision.No(RefusalReason.NoPrevious, DeploymentNotes.OtherRollback(previous, rollback.To)),
            _ => Decision.No(RefusalReason.NoPrevious, DeploymentNotes.NoEarlier(null)),
        };

    private static Decision Decide(DeploymentState state, Restore back) =>
        state.LiveVersion is not { } live ? Decision.No(RefusalReason.NoPrevious, DeploymentNotes.NothingServed())
        : live == back.To ? Decision.No(RefusalReason.AlreadyLive, DeploymentNotes.AlreadyLive(live))
        : Decision.Of(new RolledBack(live, back.To, state.Idle));

    /// <summary>
    /// Whether a return from one version to another goes backwards, to a version that served before it. Forwards, it
    /// brings back what a rollback removed.
    /// </summary>
    internal static bool IsBackwards(IReadOnlyList<int> history, int from, int to) => history.Contains(to) || to < from;

    /// <summary>
    /// The versions to which a rollback leads after a return. Backwards, later versions are removed, so no rollback
    /// leads to a version that a rollback removed. Forwards, the version that is left is added.
    /// </summary>
    internal static IReadOnlyList<int> HistoryAfter(IReadOnlyList<int> history, int from, int to) =>
        history.Contains(to) ? [.. history.TakeWhile(version => version != to)]
        : IsBackwards(history, from, to) ? [.. history.Where(version => version < to)]
        : Remember(history, from);

    private static IReadOnlyList<int> Remember(IReadOnlyList<int> history, int version) =>
        [.. history.TakeLast(DeploymentState.MaxHistory - 1), version];

    private static Decision Decide(DeploymentState state, Hold hold) =>
        state.LiveVersion == hold.Version
            ? Decision.No(RefusalReason.AlreadyLive, DeploymentNotes.LiveNotHeld(hold.Version))
            : Decision.Of(new Held(hold.Version));
}
