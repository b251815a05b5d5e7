namespace MLOpsFunctions.Deployment;

/// <summary>An event of a deployment.</summary>
public abstract record DeploymentEvent
{
    private DeploymentEvent() { }

    /// <summary>A version was put into a slot as challenger.</summary>
    public sealed record Loaded(int Version, Slot Slot) : DeploymentEvent;

    /// <summary>A version began to serve.</summary>
    public sealed record Swapped(int? From, int To, Slot Slot) : DeploymentEvent;

    /// <summary>A version that had served before began to serve again.</summary>
    public sealed record RolledBack(int From, int To, Slot Slot) : DeploymentEvent;

    /// <summary>A version was kept from serving.</summary>
    public sealed record Held(int Version) : DeploymentEvent;

    /// <summary>A rollout has reached a stage.</summary>
    public sealed record StageEntered(Rollout Rollout) : DeploymentEvent;

    /// <summary>A version came through the time after its swap.</summary>
    public sealed record Baked(int Version) : DeploymentEvent;

    /// <summary>A rollout ended before its version served.</summary>
    public sealed record Abandoned(int Version) : DeploymentEvent;

    /// <summary>A rollout was held where it is.</summary>
    public sealed record Paused(int Version) : DeploymentEvent;

    /// <summary>A held rollout goes on.</summary>
    public sealed record Resumed(int Version) : DeploymentEvent;

    /// <summary>A person has forbidden, or allowed again, what happens by itself.</summary>
    public sealed record Controlled(ChangeControl? Control) : DeploymentEvent;
}
