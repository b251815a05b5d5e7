using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>Which candidates compete, by which metric, within which budget.</summary>
public sealed record TrainingDefinition
{
    /// <summary>Trainers by name; empty: all that fit the task. The baseline always competes.</summary>
    [MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.Line)]
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>
    /// The metric that chooses and stands in the default gates; null: the task's default. Classes are chosen by logloss of
    /// calibrated probabilities; the default gates of two classes use auc.
    /// </summary>
    [MetricName]
    public string? Metric { get; init; }

    /// <summary>
    /// The loss of boosted trees for a number: squared, absolute, poisson, tweedie or quantile; null: squared or, for a
    /// forecast that is judged by mase, mae, smape, mape or pinball, absolute; for one of rare demand, poisson.
    /// </summary>
    [AllowedValues("squared", "absolute", "poisson", "tweedie", "quantile")]
    public string? Objective { get; init; }

    /// <summary>
    /// For the objective quantile: the quantile that is predicted, and measured by pinball. 0.9 is the value that
    /// nine in ten do not exceed. Null: 0.5, the median.
    /// </summary>
    [Range(0.001, 0.999)]
    public double? Quantile { get; init; }

    /// <summary>
    /// For the objective tweedie, how the variance grows with the mean: from 1.01, close to counts, to 1.99, close to
    /// gamma; null: 1.5.
    /// </summary>
    [Range(1.01, 1.99)]
    public double? TweediePower { get; init; }

    /// <summary>
    /// Number columns that may move the prediction, or the second class's probability, in one direction only.
    /// Candidates that cannot guarantee it do not compete.
    /// </summary>
    [MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyDictionary<string, MonotoneDirection> Monotone { get; init; } = new Dictionary<string, MonotoneDirection>();

    /// <summary>
    /// How much a training row counts by its class, above 0; classes not named count 1. Multiplies the column with the
    /// role weight, where there is one.
    /// </summary>
    [MaxLength(DefinitionLimits.Entries), ItemRange(0, DefinitionLimits.ClassWeight, MinimumIsExclusive = true)]
    public IReadOnlyDictionary<string, double> ClassWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// What the threshold is to optimise: the probability from which the second of two classes is the answer. Null:
    /// the more probable class is the answer.
    /// </summary>
    public ThresholdDefinition? Threshold { get; init; }

    /// <summary>
    /// The share of training rows that count as anomalies, above 0 and at most 0.5. Rows that score as high as these
    /// are anomalies. Null: the share of the label where there is one, else what lies beyond Tukey's fence.
    /// </summary>
    [Range(0d, 0.5, MinimumIsExclusive = true)]
    public double? Contamination { get; init; }

    /// <summary>How many clusters there are; null: the number of 2 to 15 whose clusters are furthest apart.</summary>
    [Range(2, 1_000)]
    public int? Clusters { get; init; }

    /// <summary>
    /// Whether the winner is trained once more before it serves, by the same recipe, on the held-out rows too: they
    /// are newer, and a quarter more. The metrics, and every comparison with later versions, stay those of the model
    /// that had not seen them. False: the judged model itself serves. Clusters and anomalies are never trained again.
    /// </summary>
    public bool Refit { get; init; } = true;

    /// <summary>Seed of everything drawn.</summary>
    public int Seed { get; init; } = DefinitionDefaults.Seed;

    /// <summary>What the search may spend.</summary>
    public BudgetDefinition Budget { get; init; } = new();
}

/// <summary>Which way a rising column may move the prediction, all else equal.</summary>
public enum MonotoneDirection
{
    /// <summary>Never down.</summary>
    Rising,

    /// <summary>Never up.</summary>
    Falling,
}

/// <summary>
/// What a threshold is to optimise on the validation rows. For two classes; the second one, in order of the names, is
/// the positive class.
/// </summary>
/// <param name="Objective">What is to be maximised or minimised.</param>
/// <param name="Precision">For recall: the least precision, above 0 and at most 1.</param>
/// <param name="Costs">For cost: what mistakes cost.</param>
public sealed record ThresholdDefinition(
    ThresholdObjective Objective,
    [property: Range(0d, 1d, MinimumIsExclusive = true)] double? Precision = null,
    CostDefinition? Costs = null
);

/// <summary>What a threshold is to optimise.</summary>
public enum ThresholdObjective
{
    /// <summary>The harmonic mean of precision and recall.</summary>
    F1,

    /// <summary>The least cost of mistakes.</summary>
    Cost,

    /// <summary>The greatest recall of the second class at a precision.</summary>
    Recall,
}

/// <summary>What mistakes cost, in any unit; at least one of them costs something.</summary>
/// <param name="FalsePositive">The first class called the second, zero or more.</param>
/// <param name="FalseNegative">The second class called the first, zero or more.</param>
public sealed record CostDefinition(
    [property: Range(0d, DefinitionLimits.Cost)] double FalsePositive,
    [property: Range(0d, DefinitionLimits.Cost)] double FalseNegative
);

/// <summary>What a search may spend; whichever ends first ends it.</summary>
public sealed record BudgetDefinition
{
    /// <summary>Trials, baseline included.</summary>
    [Range(1, 100_000)]
    public int Trials { get; init; } = DefinitionDefaults.Trials;

    /// <summary>
    /// Minutes of wall time after which no new round of trials begins and trials that are under way are cut; what is
    /// cut does not count.
    /// </summary>
    [Range(0d, DefinitionLimits.Minutes, MinimumIsExclusive = true)]
    public double Minutes { get; init; } = DefinitionDefaults.Minutes;
}
