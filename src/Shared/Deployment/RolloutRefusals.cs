using System.Globalization;

namespace MLOpsFunctions.Deployment;

/// <summary>The sentences of refusals of rollouts.</summary>
internal static class RolloutRefusals
{
    public const string None = "No version is on its way to the live slot.";

    public const string Pinned = "The champion is pinned: it changes by a person's promotion or rollback only.";

    public const string Frozen = "The model is frozen: nothing changes until a person releases it.";

    public const string Archived = "The model is archived: nothing serves or changes until a person brings it back.";

    public const string NotArchived = "The model is not archived.";

    public const string NothingSet = "Nothing is held, pinned or frozen.";

    public static string SetAlready(ChangeControl control) => $"The model is {control.JsonName()} already.";

    public static string Paused(Rollout rollout) => Text($"The rollout of version {rollout.Version} is held by a person.");

    public static string NotBlessed(int version) =>
        Text($"The gates did not bless version {version}; promoting it takes a person's override with name and reason.");

    public static string StageOver(int stage) => Text($"Stage {stage} of the rollouts is over.");

    public static string Other(Rollout rollout, int version) =>
        Text($"Version {rollout.Version} is on its way to the live slot, not version {version}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
