using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>How a blessed version takes over the traffic.</summary>
public sealed record RolloutDefinition
{
    /// <summary>A person must approve before the rollout begins.</summary>
    public bool Approval { get; init; }

    /// <summary>How long to wait for that person before the run is held back.</summary>
    public Duration ApprovalTimeout { get; init; } = DefinitionDefaults.ApprovalTimeout;

    /// <summary>That person must be another than the one who started the run.</summary>
    public bool OtherApprover { get; init; }

    /// <summary>The stages before the swap. The first version of a model serves at once.</summary>
    public RolloutStrategy Strategy { get; init; }

    /// <summary>The stage in which the version scores requests and answers none.</summary>
    public ShadowDefinition Shadow { get; init; } = new();

    /// <summary>The stage in which the version answers a part of the requests.</summary>
    public CanaryDefinition Canary { get; init; } = new();

    /// <summary>The stage after the swap, in which the version before stays loaded.</summary>
    public BakeDefinition Bake { get; init; } = new();

    /// <summary>What ends a rollout: the version against the one that it replaces, over the same time.</summary>
    public GuardrailDefinition Guardrails { get; init; } = new();
}

/// <summary>The stages of a rollout before the swap.</summary>
public enum RolloutStrategy
{
    /// <summary>None: the version serves at once.</summary>
    Immediate,

    /// <summary>Shadow.</summary>
    Shadow,

    /// <summary>Canary, step by step.</summary>
    Canary,

    /// <summary>Shadow, then canary.</summary>
    ShadowThenCanary,
}

/// <summary>A version scores a share of the requests outside of their answers; nobody sees its predictions.</summary>
public sealed record ShadowDefinition
{
    /// <summary>Share of the requests that are scored, above 0 and at most 1.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = DefinitionDefaults.ShadowShare;

    /// <summary>Fewest rows that the version must have scored before the stage can end well.</summary>
    [Range(1, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.ShadowMinRows;

    /// <summary>Hours that the stage takes at least.</summary>
    [Range(0d, DefinitionLimits.StageHours)]
    public double MinHours { get; init; } = DefinitionDefaults.ShadowMinHours;

    /// <summary>Hours after which the rollout is given up if the rows do not suffice for a decision.</summary>
    [Range(0d, DefinitionLimits.StageHours, MinimumIsExclusive = true)]
    public double MaxHours { get; init; } = DefinitionDefaults.StageMaxHours;

    /// <summary>
    /// How much worse than the champion on the held-out rows a version may be, as a share of the metric's value, to go to
    /// shadow although its gates against the champion did not pass; all other gates must. A person then decides about
    /// its promotion. Null: it is held back.
    /// </summary>
    [Range(0d, 1d)]
    public double? Tolerance { get; init; }
}

/// <summary>A version answers a part of the requests, which grows step by step.</summary>
public sealed record CanaryDefinition
{
    /// <summary>
    /// The column whose value decides which version answers, so that a customer always meets the same one; of a request of
    /// several rows the first row's. Null: the bytes of the request decide.
    /// </summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? Key { get; init; }

    /// <summary>The share of the requests at each step, above 0 and at most 1, ascending.</summary>
    [MinLength(1), MaxLength(20), ItemRange(0, 1, MinimumIsExclusive = true)]
    public IReadOnlyList<double> Steps { get; init; } = DefinitionDefaults.CanarySteps;

    /// <summary>How long each step takes at least.</summary>
    public Duration Hold { get; init; } = DefinitionDefaults.CanaryHold;

    /// <summary>Fewest rows that the version must have answered in a step before the next one.</summary>
    [Range(1, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.CanaryMinRows;

    /// <summary>Hours after which the rollout is given up if a step's rows do not suffice for a decision.</summary>
    [Range(0d, DefinitionLimits.StageHours, MinimumIsExclusive = true)]
    public double MaxHours { get; init; } = DefinitionDefaults.StageMaxHours;
}

/// <summary>After the swap the version before stays loaded and scores a share of the requests, to compare with.</summary>
public sealed record BakeDefinition
{
    /// <summary>
    /// Share of the requests that the version before scores outside of their answers, above 0 and at most 1; in a canary, too.
    /// </summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = DefinitionDefaults.BakeShare;

    /// <summary>
    /// Hours in which a guardrail that fails brings the version before back; 0: none. Null: 24 after a shadow, a canary or a
    /// promotion by hand, else 0.
    /// </summary>
    [Range(0d, DefinitionLimits.StageHours)]
    public double? Hours { get; init; }
}

/// <summary>
/// What a version may do worse than the one it replaces. A bound that is as wide as it can be switches its guardrail off.
/// </summary>
public sealed record GuardrailDefinition
{
    /// <summary>How much greater its share of failed requests may be.</summary>
    [Range(0d, 1d)]
    public double ErrorRate { get; init; } = DefinitionDefaults.GuardrailErrorRate;

    /// <summary>How many times as long it may take to score 99 of 100 requests.</summary>
    [Range(1d, DefinitionLimits.Ratio)]
    public double P99Relative { get; init; } = DefinitionDefaults.GuardrailP99Relative;

    /// <summary>How far its predictions may be distributed otherwise: a population stability index.</summary>
    [Range(0d, 100d, MinimumIsExclusive = true)]
    public double PredictionShift { get; init; } = DefinitionDefaults.GuardrailPredictionShift;

    /// <summary>How much worse its metric on labels from feedback may be, as a share of the other's value.</summary>
    [Range(0d, DefinitionLimits.Ratio)]
    public double LiveMetric { get; init; } = DefinitionDefaults.GuardrailLiveMetric;

    /// <summary>How much greater its share of refused rows may be.</summary>
    [Range(0d, 1d)]
    public double RefusedShare { get; init; } = DefinitionDefaults.GuardrailRefusedShare;
}
