using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// What a team says of one model: the problem, the columns, how to split, train, gate, roll out, watch and retrain. Every part has a default;
/// <see cref="DefinitionDefaults"/> gives each with its reason. Immutable; read from <c>definitions/{model}.json</c>.
/// </summary>
public sealed record ModelDefinition
{
    /// <summary>Link to the published JSON Schema, for editors; not used.</summary>
    [JsonPropertyName("$schema"), StringLength(DefinitionLimits.Url)]
    public string? Schema { get; init; }

    /// <summary>True where the product wrote this definition from the first file.</summary>
    public bool Inferred { get; init; }

    /// <summary>Who answers for the model.</summary>
    [StringLength(DefinitionLimits.Line)]
    public string? Owner { get; init; }

    /// <summary>The problem, in words.</summary>
    [StringLength(DefinitionLimits.Text)]
    public string? Purpose { get; init; }

    /// <summary>What is learned; null until inferred from the label's values.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>The label's column; null until inferred.</summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? Label { get; init; }

    /// <summary>What is declared of single columns, by name. Columns not named are features of inferred type.</summary>
    public IReadOnlyDictionary<string, ColumnDefinition> Columns { get; init; } = new Dictionary<string, ColumnDefinition>();

    /// <summary>Rules that the rows must meet.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>How rows are held out.</summary>
    public SplitDefinition Split { get; init; } = new();

    /// <summary>How columns become features.</summary>
    public FeatureDefinition Features { get; init; } = new();

    /// <summary>For the task forecast: how far ahead, and what is known by then.</summary>
    public ForecastDefinition Forecast { get; init; } = new();

    /// <summary>Which candidates compete, by which metric, within which budget.</summary>
    public TrainingDefinition Training { get; init; } = new();

    /// <summary>What a model must show before it serves; empty: the task's default gates.</summary>
    [MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyList<GateDefinition> Gates { get; init; } = [];

    /// <summary>How a blessed version takes over the traffic.</summary>
    public RolloutDefinition Rollout { get; init; } = new();

    /// <summary>When incoming data counts as drifted.</summary>
    public DriftDefinition Drift { get; init; } = new();

    /// <summary>When the pipeline trains again by itself.</summary>
    public RetrainDefinition Retrain { get; init; } = new();

    /// <summary>Whom to tell of news, e.g. addresses by name. Kept with each version for other tools to read; the product itself sends nothing.</summary>
    [MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.Url)]
    public IReadOnlyDictionary<string, string> Notify { get; init; } = new Dictionary<string, string>();

    /// <summary>Promises about the service, e.g. <c>freshnessHours</c>, in units that their names say; shown on the card.</summary>
    [MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyDictionary<string, double> Sla { get; init; } = new Dictionary<string, double>();
}

/// <summary>What is learned.</summary>
public enum ModelTask
{
    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,

    /// <summary>A number at a later time.</summary>
    Forecast,

    /// <summary>Groups, without a label.</summary>
    Clustering,

    /// <summary>How unusual a row is, without a label.</summary>
    Anomaly,
}

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>Input of the model.</summary>
    Feature,

    /// <summary>What the model predicts.</summary>
    Label,

    /// <summary>Names a row; never an input.</summary>
    Id,

    /// <summary>When the row happened; orders a time split and gives date features.</summary>
    Time,

    /// <summary>Rows of one group stay on one side of a group split; names the series of a forecast. Never an input.</summary>
    Group,

    /// <summary>How much a row counts, zero or more.</summary>
    Weight,

    /// <summary>Read, profiled, never used.</summary>
    Ignore,
}

/// <summary>What a column holds.</summary>
public enum ColumnType
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Texts: categories and identifiers, or prose.</summary>
    Text,

    /// <summary>Dates or instants.</summary>
    Time,
}

/// <summary>How the texts of a column are read.</summary>
public enum TextKind
{
    /// <summary>As a whole: two texts are the same or they are not.</summary>
    Category,

    /// <summary>For their words: reviews, messages, titles. What is read of one ends after 32,768 characters.</summary>
    Prose,
}

/// <summary>How a private column is protected before anything is stored.</summary>
public enum PiiHandling
{
    /// <summary>Replaced by a keyed hash: equal values stay equal.</summary>
    Hash,

    /// <summary>Replaced by a fixed mask.</summary>
    Mask,

    /// <summary>Left out.</summary>
    Drop,
}

/// <summary>What is declared of one column; null: inferred.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Pii">How it is protected.</param>
/// <param name="Text">How its texts are read, where it is a feature; those of a private column only as a whole.</param>
public sealed record ColumnDefinition(ColumnType? Type = null, ColumnRole? Role = null, PiiHandling? Pii = null, TextKind? Text = null);

/// <summary>A rule on one column; a row that breaks it goes to quarantine.</summary>
/// <param name="Column">The column.</param>
/// <param name="Required">A missing value breaks the rule.</param>
/// <param name="Min">Least number allowed.</param>
/// <param name="Max">Greatest number allowed.</param>
/// <param name="In">The only texts allowed.</param>
public sealed record Expectation(
    [property: StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)] string Column,
    bool Required = false, double? Min = null, double? Max = null,
    [property: MinLength(1), ItemLength(DefinitionLimits.Text)] IReadOnlyList<string>? In = null);

/// <summary>How columns become features.</summary>
public sealed record FeatureDefinition
{
    /// <summary>A level of a text column seen on fewer training rows than this joins the rare level.</summary>
    [Range(1, 1_000_000)]
    public int MinLevelCount { get; init; } = DefinitionDefaults.MinLevelCount;

    /// <summary>Of a text column with more levels than this the frequent ones keep a feature each and the others are hashed.</summary>
    [Range(1, DefinitionLimits.Levels)]
    public int MaxLevels { get; init; } = DefinitionDefaults.MaxLevels;

    /// <summary>Buckets of a hashed column.</summary>
    [Range(2, 4096)]
    public int HashBuckets { get; init; } = DefinitionDefaults.HashBuckets;
}

/// <summary>For the task forecast: how far ahead, and what is known by then. Steps are those in which the series are written: hours, days, months.</summary>
public sealed record ForecastDefinition
{
    /// <summary>Greatest <see cref="Horizon"/>.</summary>
    internal const int MaxHorizon = 10_000;

    /// <summary>Greatest number of seasons.</summary>
    internal const int MaxSeasons = 4;

    /// <summary>Longest season, in steps.</summary>
    internal const int MaxSeason = 10_000;

    /// <summary>Steps ahead that are learned and measured; null: what is usual for such steps (18 months, 14 days, 48 hours), at most as many as the test rows span.</summary>
    [Range(1, MaxHorizon)]
    public int? Horizon { get; init; }

    /// <summary>After how many steps the series repeat themselves, 2 to 10000 each, e.g. 24 and 168 for hours; empty: what the calendar or the first file suggests.</summary>
    [MaxLength(MaxSeasons)]
    public IReadOnlyList<int> Seasons { get; init; } = [];

    /// <summary>Columns whose values are known for the time to be forecast, such as holidays and planned prices. Others are left out, unless they never change within a series.</summary>
    [MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.ColumnName)]
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Share of the truths that the interval around an answer is to hold, 0.1 to 0.99: farther out no usual file has rows enough to tell.</summary>
    [Range(0.1d, 0.99d)]
    public double Interval { get; init; } = DefinitionDefaults.Interval;
}

/// <summary>Which candidates compete, by which metric, within which budget.</summary>
public sealed record TrainingDefinition
{
    /// <summary>Trainers by name; empty: all that fit the task. The baseline always competes.</summary>
    [MaxLength(DefinitionLimits.Entries), ItemLength(DefinitionLimits.Line)]
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>The metric that chooses; null: the task's default.</summary>
    [MetricName]
    public string? Metric { get; init; }

    /// <summary>The loss of boosted trees for a number: squared, absolute, poisson, tweedie or quantile; null: squared or, for a forecast that is judged by mae, mape or pinball, absolute.</summary>
    [AllowedValues("squared", "absolute", "poisson", "tweedie", "quantile")]
    public string? Objective { get; init; }

    /// <summary>For the objective quantile, which one is predicted, and measured by pinball: 0.9 is what nine in ten do not exceed; null: 0.5, the median.</summary>
    [Range(0.001, 0.999)]
    public double? Quantile { get; init; }

    /// <summary>For the objective tweedie, how the variance grows with the mean: from 1.01, close to counts, to 1.99, close to gamma; null: 1.5.</summary>
    [Range(1.01, 1.99)]
    public double? TweediePower { get; init; }

    /// <summary>Number columns that may move the prediction, or the second class's probability, one way only. Candidates that cannot promise it do not compete.</summary>
    [MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyDictionary<string, MonotoneDirection> Monotone { get; init; } = new Dictionary<string, MonotoneDirection>();

    /// <summary>How much a training row counts by its class, above 0; classes not named count 1. Multiplies the column with the role weight, where there is one.</summary>
    [MaxLength(DefinitionLimits.Entries)]
    public IReadOnlyDictionary<string, double> ClassWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>What the probability from which on the second of two classes is answered is to serve; null: the more probable class is answered.</summary>
    public ThresholdDefinition? Threshold { get; init; }

    /// <summary>
    /// The share of training rows that is called anomalies, above 0 and at most 0.5: what scores higher than so many of them is one. Null: the label's share where there is a label, else what lies as far
    /// outside as Tukey's fence says.
    /// </summary>
    [Range(0d, 0.5, MinimumIsExclusive = true)]
    public double? Contamination { get; init; }

    /// <summary>
    /// Whether the winner, once judged, learns the held-out rows too, by the same recipe, before it serves: newer rows, and a quarter more of them. The figures, and every comparison with later versions, stay
    /// those of the model that had not seen them. False: the very model that was judged serves. Clusters and anomalies are never learned anew.
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

/// <summary>What a threshold is to serve, on the validation rows. For two classes; the second one, in order of the names, is the one that is looked for.</summary>
/// <param name="Objective">What is to be as great, or as small, as can be.</param>
/// <param name="Precision">For recall: the least share of right ones among those called so, above 0 and at most 1.</param>
/// <param name="Costs">For cost: what mistakes cost.</param>
public sealed record ThresholdDefinition(
    ThresholdObjective Objective, [property: Range(0d, 1d, MinimumIsExclusive = true)] double? Precision = null, CostDefinition? Costs = null);

/// <summary>What a threshold is to serve.</summary>
public enum ThresholdObjective
{
    /// <summary>The harmonic mean of precision and recall.</summary>
    F1,

    /// <summary>The least cost of mistakes.</summary>
    Cost,

    /// <summary>The greatest share of the second class that is found, at a precision.</summary>
    Recall,
}

/// <summary>What mistakes cost, in any unit; at least one of them costs something.</summary>
/// <param name="FalsePositive">The first class called the second, zero or more.</param>
/// <param name="FalseNegative">The second class called the first, zero or more.</param>
public sealed record CostDefinition([property: Range(0d, DefinitionLimits.Cost)] double FalsePositive, [property: Range(0d, DefinitionLimits.Cost)] double FalseNegative);

/// <summary>What a search may spend; whichever ends first ends it.</summary>
public sealed record BudgetDefinition
{
    /// <summary>Trials, baseline included.</summary>
    [Range(1, 100_000)]
    public int Trials { get; init; } = DefinitionDefaults.Trials;

    /// <summary>Minutes of wall time after which no new round of trials begins; one that has begun is finished, so that a rebuild can repeat it.</summary>
    [Range(0d, DefinitionLimits.Minutes, MinimumIsExclusive = true)]
    public double Minutes { get; init; } = DefinitionDefaults.Minutes;
}

/// <summary>One condition on a metric. Without a threshold, or without data, it does not pass.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Min">Least value allowed on the test set.</param>
/// <param name="Max">Greatest value allowed on the test set.</param>
/// <param name="VsChampion">Condition relative to the champion on the same rows; passes where there is no champion yet.</param>
/// <param name="VsBaseline">Condition relative to the baseline on the same rows.</param>
public sealed record GateDefinition(
    [property: MetricName] string Metric, double? Min = null, double? Max = null, RelativeGate? VsChampion = null, RelativeGate? VsBaseline = null);

/// <summary>A bound relative to another model's metric on the same rows.</summary>
/// <param name="MaxRelative">For metrics where less is better: at most this many times the other's.</param>
/// <param name="MinRelative">For metrics where more is better: at least this many times the other's.</param>
/// <param name="MinGain">At least this much better than the other, in the metric's unit (negative: this much worse is tolerated).</param>
/// <param name="Significant">The whole 95% interval of the paired gain, not only its value, must lie above <paramref name="MinGain"/> (where null: above 0).</param>
public sealed record RelativeGate(
    [property: Range(0d, DefinitionLimits.Ratio, MinimumIsExclusive = true)] double? MaxRelative = null,
    [property: Range(0d, DefinitionLimits.Ratio, MinimumIsExclusive = true)] double? MinRelative = null,
    double? MinGain = null, bool Significant = false);

/// <summary>How a blessed version takes over the traffic.</summary>
public sealed record RolloutDefinition
{
    /// <summary>A person must approve before the swap.</summary>
    public bool Approval { get; init; }

    /// <summary>How long to wait for that person before the run is held back.</summary>
    public Duration ApprovalTimeout { get; init; } = DefinitionDefaults.ApprovalTimeout;
}

/// <summary>When incoming data counts as drifted.</summary>
public sealed record DriftDefinition
{
    /// <summary>Population stability index of a column from which it counts as drifted.</summary>
    [Range(0d, 100d, MinimumIsExclusive = true)]
    public double Psi { get; init; } = DefinitionDefaults.Psi;

    /// <summary>Share of features that must drift before the data set counts as drifted.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double Share { get; init; } = DefinitionDefaults.DriftShare;

    /// <summary>Fewest current rows for a check to mean anything.</summary>
    [Range(1, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.DriftMinRows;
}

/// <summary>When the pipeline trains again by itself.</summary>
public sealed record RetrainDefinition
{
    /// <summary>NCRONTAB with six fields, UTC; null: not by the clock.</summary>
    [StringLength(DefinitionLimits.Line, MinimumLength = 1)]
    public string? Schedule { get; init; }

    /// <summary>Least time between two automatic runs.</summary>
    public Duration Cooldown { get; init; } = DefinitionDefaults.Cooldown;

    /// <summary>Fewest new rows for a drift-triggered run.</summary>
    [Range(0, int.MaxValue)]
    public int MinRows { get; init; } = DefinitionDefaults.RetrainMinRows;

    /// <summary>What an automatic run may spend; null: the training budget.</summary>
    public BudgetDefinition? Budget { get; init; }
}
