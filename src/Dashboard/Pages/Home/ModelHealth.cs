using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Pages.Home;

/// <summary>How a model is, in one word and one colour. The first that applies counts.</summary>
/// <param name="Word">The word.</param>
/// <param name="Tone">The colour.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record ModelHealth(string Word, Tone Tone, string Reason)
{
    /// <summary>The health of a model.</summary>
    public static ModelHealth Of(ModelGlance glance) =>
        glance.Overview switch
        {
            { Control: ChangeControl.Archived } => new("Archived", Tone.Neutral, "A person has archived it; it answers nobody."),
            { Champion: null, Waiting: not null } => new("Waiting", Tone.Warn, "A version waits for a person; none serves yet."),
            { Champion: null } when glance.Newest is { Ended: null } => new("Training", Tone.Active, "Its first version is on its way."),
            { Champion: null } => new("Not serving", Tone.Bad, "No version serves."),
            _ when glance.Drift is { Drifted: true } drift && drift.Version == glance.Overview.Champion => new(
                "Drifting",
                Tone.Warn,
                "What it is asked is not like what it has learned."
            ),
            { Rollout: not null } => new("Rolling out", Tone.Active, "A new version is on its way into the live slot."),
            _ when glance.Newest is { Status: RunStatus.Failed } => new("Serving", Tone.Warn, "It serves; its newest run failed."),
            { Control: ChangeControl.Frozen } => new("Frozen", Tone.Neutral, "It serves; a person has frozen it."),
            { Control: ChangeControl.Pinned } => new("Pinned", Tone.Good, "It serves; a person has pinned this version."),
            _ => new("Healthy", Tone.Good, "It serves, and nothing speaks against it."),
        };
}
