namespace MLOpsFunctions.Deployment;

/// <summary>A command to a deployment.</summary>
public abstract record DeploymentCommand
{
    private DeploymentCommand() { }

    /// <summary>Puts a version into the idle slot as challenger.</summary>
    public sealed record Load(int Version) : DeploymentCommand;

    /// <summary>Lets the challenger serve.</summary>
    /// <param name="Version">The challenger.</param>
    /// <param name="ExpectedLive">The version that it was compared with and may replace; null: none served.</param>
    /// <param name="Blessed">Whether its gates blessed it.</param>
    /// <param name="Override">A person's decision to promote it against the gates.</param>
    public sealed record Swap(int Version, int? ExpectedLive, bool Blessed, Override? Override = null) : DeploymentCommand;

    /// <summary>Lets the version that served before serve again.</summary>
    /// <param name="To">The version to go back to: the state's <see cref="DeploymentState.Previous"/>, as it was when
    /// it was verified.</param>
    public sealed record Rollback(int To) : DeploymentCommand;

    /// <summary>Lets any version that has served before serve again, forwards or back.</summary>
    /// <param name="To">The version; the caller checks that it has served.</param>
    public sealed record Restore(int To) : DeploymentCommand;

    /// <summary>Keeps a version from serving.</summary>
    public sealed record Hold(int Version) : DeploymentCommand;
}

/// <summary>A person's decision against the gates. Both parts are required.</summary>
/// <param name="By">The person's name.</param>
public sealed record Override(string By, string Reason);

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
}

/// <summary>The result of a command: events, or a refusal and no events.</summary>
/// <param name="Events">What happens, in order.</param>
/// <param name="Refusal">Why nothing happens.</param>
public sealed record Decision(IReadOnlyList<DeploymentEvent> Events, Refusal? Refusal)
{
    internal static Decision Of(DeploymentEvent happened) => new([happened], null);

    internal static Decision No(RefusalReason reason, string sentence) => new([], new(reason, sentence));
}

/// <summary>Why a command was refused.</summary>
/// <param name="Reason">The reason, for code.</param>
/// <param name="Sentence">The reason, for a person.</param>
public sealed record Refusal(RefusalReason Reason, string Sentence);

/// <summary>Why a command was refused.</summary>
public enum RefusalReason
{
    /// <summary>The version serves already.</summary>
    AlreadyLive,

    /// <summary>The version is not the challenger in the idle slot.</summary>
    NotLoaded,

    /// <summary>Another version serves than the one that the challenger was compared with.</summary>
    ChampionChanged,

    /// <summary>The gates did not bless the version, and there is no override.</summary>
    NotBlessed,

    /// <summary>An override without a name or without a reason.</summary>
    OverrideIncomplete,

    /// <summary>There is no version to go back to, or it is not the one that was verified.</summary>
    NoPrevious,

    /// <summary>The version has never served, so nobody can go back to it.</summary>
    NeverServed,

    /// <summary>There is no such version.</summary>
    UnknownVersion,

    /// <summary>The version's artifact is missing, damaged or does not score.</summary>
    ArtifactBroken,
}
