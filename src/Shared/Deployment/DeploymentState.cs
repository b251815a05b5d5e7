using System.Text.Json.Serialization;

namespace MLOpsFunctions.Deployment;

/// <summary>One of the two slots for a loaded version; one of them serves.</summary>
public enum Slot
{
    /// <summary>The first slot.</summary>
    Blue,

    /// <summary>The second slot.</summary>
    Green,
}

/// <summary>
/// The version that serves, the version in the other slot, and the versions that served before. Immutable; only the
/// events of <see cref="DeploymentRules"/> change it.
/// </summary>
/// <param name="Blue">The version in the blue slot.</param>
/// <param name="Green">The version in the green slot.</param>
/// <param name="Live">The slot that serves; null until the first promotion.</param>
/// <param name="Challenger">The version in the idle slot that may be promoted; null if the slot is empty or has a
/// version that served.</param>
/// <param name="History">The versions to which rollbacks lead, the next one last.</param>
/// <param name="Generation">Grows by one whenever another version begins to serve.</param>
public sealed record DeploymentState(int? Blue, int? Green, Slot? Live, int? Challenger, IReadOnlyList<int> History, long Generation)
{
    /// <summary>Most versions in the history: nobody goes further back without retraining.</summary>
    public const int MaxHistory = 20;

    /// <summary>No version is loaded, and none has served.</summary>
    public static readonly DeploymentState Empty = new(null, null, null, null, [], 0);

    /// <summary>The rollout under way; null where there is none.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>What a person has forbidden to happen by itself; null: nothing.</summary>
    public ChangeControl? Control { get; init; }

    /// <summary>Stages of rollouts that have begun so far.</summary>
    public int Stages { get; init; }

    /// <summary>The version that serves; null where none does.</summary>
    [JsonIgnore]
    public int? LiveVersion => Live is { } slot ? this[slot] : null;

    /// <summary>The version that a rollback brings back; null where there is none.</summary>
    [JsonIgnore]
    public int? Previous => History.Count == 0 ? null : History[^1];

    /// <summary>Whether a person has archived the model: the live version answers nobody.</summary>
    [JsonIgnore]
    public bool IsArchived => Control == ChangeControl.Archived;

    /// <summary>The slot that does not serve.</summary>
    [JsonIgnore]
    public Slot Idle => Live == Slot.Blue ? Slot.Green : Slot.Blue;

    /// <summary>The version in a slot.</summary>
    public int? this[Slot slot] => slot == Slot.Blue ? Blue : Green;

    internal DeploymentState With(Slot slot, int version) =>
        slot == Slot.Blue ? this with { Blue = version } : this with { Green = version };
}
