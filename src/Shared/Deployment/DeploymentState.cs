using System.Text.Json.Serialization;

namespace MLOpsFunctions.Deployment;

/// <summary>One of the two places that hold a loaded version; one of them serves.</summary>
public enum Slot
{
    /// <summary>The first place.</summary>
    Blue,

    /// <summary>The second place.</summary>
    Green,
}

/// <summary>
/// Which version serves, what the other slot holds and what served before. Immutable; changed only by applying the events that
/// <see cref="DeploymentRules"/> decides on.
/// </summary>
/// <param name="Blue">The version in the blue slot.</param>
/// <param name="Green">The version in the green slot.</param>
/// <param name="Live">The slot that serves; null until the first promotion.</param>
/// <param name="Challenger">The version in the idle slot that is up for promotion; null where the idle slot is empty or
/// keeps a version that served.</param>
/// <param name="History">Versions to which a rollback leads, the last one first to be taken.</param>
/// <param name="Generation">Grows by one whenever another version begins to serve.</param>
public sealed record DeploymentState(int? Blue, int? Green, Slot? Live, int? Challenger, IReadOnlyList<int> History, long Generation)
{
    /// <summary>Rollbacks that a model remembers: nobody goes further back than this without retraining.</summary>
    public const int MaxHistory = 20;

    /// <summary>Nothing loaded, nothing served yet.</summary>
    public static readonly DeploymentState Empty = new(null, null, null, null, [], 0);

    /// <summary>The version that serves; null where none does.</summary>
    [JsonIgnore]
    public int? LiveVersion => Live is { } slot ? this[slot] : null;

    /// <summary>The version that a rollback brings back; null where there is none.</summary>
    [JsonIgnore]
    public int? Previous => History.Count == 0 ? null : History[^1];

    /// <summary>The slot that does not serve.</summary>
    [JsonIgnore]
    public Slot Idle => Live == Slot.Blue ? Slot.Green : Slot.Blue;

    /// <summary>The version in a slot.</summary>
    public int? this[Slot slot] => slot == Slot.Blue ? Blue : Green;

    internal DeploymentState With(Slot slot, int version) =>
        slot == Slot.Blue ? this with { Blue = version } : this with { Green = version };
}
