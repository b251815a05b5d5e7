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
/// <param name="At">When it begins.</param>
public sealed record Bake(RolloutTerms Terms, DateTimeOffset At);

/// <summary>A person's decision against the gates. Both parts are required.</summary>
/// <param name="By">The person's name.</param>
public sealed record Override(string By, string Reason);
