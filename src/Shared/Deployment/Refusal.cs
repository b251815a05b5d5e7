using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Deployment;

/// <summary>Why a command was refused.</summary>
/// <param name="Reason">The reason, for code.</param>
/// <param name="Finding">The reason, for a person.</param>
public sealed record Refusal(RefusalReason Reason, Note Finding)
{
    /// <summary>The reason in words.</summary>
    public string Sentence => Finding.Sentence();
}

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
