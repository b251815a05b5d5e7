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
    /// <param name="Bake">The time after the swap in which guardrails watch; null: none.</param>
    public sealed record Swap(int Version, int? ExpectedLive, bool Blessed, Override? Override = null, Bake? Bake = null)
        : DeploymentCommand;

    /// <summary>Lets the version that served before serve again.</summary>
    /// <param name="To">The version to go back to: the state's <see cref="DeploymentState.Previous"/>, as it was when
    /// it was verified.</param>
    public sealed record Rollback(int To) : DeploymentCommand;

    /// <summary>Lets any version that has served before serve again, forwards or back.</summary>
    /// <param name="To">The version; the caller checks that it has served.</param>
    public sealed record Restore(int To) : DeploymentCommand;

    /// <summary>Keeps a version from serving.</summary>
    public sealed record Hold(int Version) : DeploymentCommand;

    /// <summary>Loads a version and lets it take its first stage towards the live slot; the newest rollout is the only one.</summary>
    /// <param name="Version">The version.</param>
    /// <param name="ExpectedLive">The version that it was compared with and may replace; null: none served.</param>
    /// <param name="Terms">What holds to its end.</param>
    /// <param name="At">When.</param>
    public sealed record Begin(int Version, int? ExpectedLive, RolloutTerms Terms, DateTimeOffset At) : DeploymentCommand;

    /// <summary>Ends a stage well: the next one begins.</summary>
    /// <param name="Stage">The stage's number.</param>
    /// <param name="At">When.</param>
    public sealed record Advance(int Stage, DateTimeOffset At) : DeploymentCommand;

    /// <summary>Ends a rollout because a guardrail failed or its numbers do not suffice.</summary>
    /// <param name="Stage">The stage's number.</param>
    public sealed record Fail(int Stage) : DeploymentCommand;

    /// <summary>Ends a rollout before its version serves.</summary>
    /// <param name="Version">Its version; null: whichever it is.</param>
    public sealed record Abandon(int? Version) : DeploymentCommand;

    /// <summary>Holds a rollout where it is.</summary>
    /// <param name="Version">Its version; null: whichever it is.</param>
    public sealed record Pause(int? Version) : DeploymentCommand;

    /// <summary>Lifts a hold, a pin and a freeze.</summary>
    public sealed record Release : DeploymentCommand;

    /// <summary>Lets an archived model serve and learn again.</summary>
    public sealed record Unarchive : DeploymentCommand;

    /// <summary>Forbids what would happen by itself.</summary>
    public sealed record Control(ChangeControl To) : DeploymentCommand;
}

/// <summary>The time after a swap in which guardrails watch.</summary>
/// <param name="Terms">Its terms.</param>
/// <param name="At">When it begins.</param>
public sealed record Bake(RolloutTerms Terms, DateTimeOffset At);

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

/// <summary>The result of a command: events, or a refusal and no events.</summary>
/// <param name="Events">What happens, in order.</param>
/// <param name="Refusal">Why nothing happens.</param>
public sealed record Decision(IReadOnlyList<DeploymentEvent> Events, Refusal? Refusal)
{
    internal static Decision Of(params IReadOnlyList<DeploymentEvent> happened) => new(happened, null);

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

    /// <summary>The stage that the decision is about has ended.</summary>
    StageOver,

    /// <summary>No such rollout is under way.</summary>
    NoRollout,

    /// <summary>A person holds the rollout where it is.</summary>
    RolloutPaused,

    /// <summary>A person has pinned the champion.</summary>
    Pinned,

    /// <summary>A person has frozen the model.</summary>
    Frozen,

    /// <summary>A person has archived the model.</summary>
    Archived,

    /// <summary>There is nothing to lift, or what is asked for is set already.</summary>
    NothingSet,
}
