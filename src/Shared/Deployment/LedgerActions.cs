using MLOpsFunctions.Registry;
using static MLOpsFunctions.Deployment.DeploymentEvent;

namespace MLOpsFunctions.Deployment;

/// <summary>What the ledger says of the events of one change.</summary>
internal static class LedgerActions
{
    /// <summary>What happened; of several events the one that a reader looks for.</summary>
    public static LedgerAction Of(IReadOnlyList<DeploymentEvent> happened) =>
        happened switch
        {
            _ when happened.OfType<Swapped>().Any() => LedgerAction.Promoted,
            _ when happened.OfType<RolledBack>().Any() => LedgerAction.RolledBack,
            _ when happened.OfType<StageEntered>().FirstOrDefault() is { } entered => entered.Rollout.Stage == RolloutStage.Shadow
                ? LedgerAction.Shadowed
                : LedgerAction.CanaryStepped,
            _ when happened.OfType<Controlled>().LastOrDefault() is { } controlled => controlled.Control switch
            {
                ChangeControl.Pinned => LedgerAction.Pinned,
                ChangeControl.Frozen => LedgerAction.Frozen,
                ChangeControl.Archived => LedgerAction.Archived,
                _ => LedgerAction.Released,
            },
            [.., Baked] => LedgerAction.Baked,
            [.., Abandoned] => LedgerAction.Abandoned,
            [.., Paused] => LedgerAction.Paused,
            [.., Resumed] => LedgerAction.Resumed,
            _ => LedgerAction.Held,
        };

    /// <summary>The stage that the events begin or, where they begin none, end; null where they do neither.</summary>
    public static LedgerStage? StageOf(DeploymentState before, IReadOnlyList<DeploymentEvent> happened) =>
        (happened.OfType<StageEntered>().FirstOrDefault()?.Rollout ?? (happened is [Controlled or Held] ? null : before.Rollout))
            is { } rollout
            ? new(rollout.Stage.JsonName(), rollout.Number, rollout.Share)
            : null;
}
