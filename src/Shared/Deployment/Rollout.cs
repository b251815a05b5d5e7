using System.Text.Json.Serialization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Deployment;

/// <summary>Where a rollout stands.</summary>
public enum RolloutStage
{
    /// <summary>The version scores a share of the requests outside of their answers.</summary>
    Shadow,

    /// <summary>The version answers a share of the requests.</summary>
    Canary,

    /// <summary>The version serves; the one before stays loaded.</summary>
    Bake,
}

/// <summary>A version on its way into the live slot, or in its first time there.</summary>
/// <param name="Baseline">The version that it is compared with: the champion or, in a bake, the one that served before.</param>
/// <param name="Step">The step of a canary, from 0; 0 otherwise.</param>
/// <param name="Number">
/// The stage's number among all stages of the model. It names the stage's statistics and the one decision that ends it.
/// </param>
/// <param name="Since">When the stage began.</param>
/// <param name="Terms">What was agreed as the rollout began.</param>
public sealed record Rollout(int Version, int Baseline, RolloutStage Stage, int Step, int Number, DateTimeOffset Since, RolloutTerms Terms)
{
    /// <summary>Whether a person holds it where it is; guardrails still end it.</summary>
    public bool Paused { get; init; }

    /// <summary>Share of the requests that the version scores or answers.</summary>
    [JsonIgnore]
    public double Share =>
        Stage switch
        {
            RolloutStage.Shadow => Terms.Plan.Shadow.Share,
            RolloutStage.Canary => Terms.Plan.Canary.Steps[Step],
            _ => 1,
        };

    /// <summary>Share of the requests that the version which did not answer scores too, to compare with.</summary>
    [JsonIgnore]
    public double ShadowShare => Stage == RolloutStage.Shadow ? Terms.Plan.Shadow.Share : Terms.Plan.Bake.Share;
}

/// <summary>What holds for a rollout from its beginning to its end, whatever the definition says by then.</summary>
/// <param name="Plan">The stages and their bounds.</param>
/// <param name="Blessed">Whether the version's gates blessed it. What they did not bless never answers without a person.</param>
/// <param name="BakeHours">Hours of the time after the swap; 0: none.</param>
public sealed record RolloutTerms(RolloutDefinition Plan, bool Blessed, double BakeHours)
{
    /// <summary>
    /// Edges of the bins in which numeric predictions of both versions are counted, ascending; null where predictions are
    /// classes.
    /// </summary>
    public IReadOnlyList<double>? Edges { get; init; }

    /// <summary>The terms of a definition.</summary>
    /// <param name="plan">What it says of rollouts.</param>
    /// <param name="blessed">Whether the gates blessed the version.</param>
    /// <param name="byHand">Whether a person promotes it.</param>
    public static RolloutTerms Of(RolloutDefinition plan, bool blessed, bool byHand = false) =>
        new(plan, blessed, plan.Bake.Hours ?? (byHand || plan.Strategy != RolloutStrategy.Immediate ? DefinitionDefaults.BakeHours : 0));
}

/// <summary>What a person has forbidden to happen by itself.</summary>
public enum ChangeControl
{
    /// <summary>Another version does not take the place of the champion, in no direction.</summary>
    Pinned,

    /// <summary>No rollout begins or goes on, and nothing is trained. A guardrail still ends what has begun.</summary>
    Frozen,

    /// <summary>Nothing serves, and files are refused. Everything that lineage needs is kept.</summary>
    Archived,
}
