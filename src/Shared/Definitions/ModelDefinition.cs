using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// What users declare of one model: the problem, the columns, how to split, train, gate, roll out, watch and retrain.
/// Every part has a default; <see cref="DefinitionDefaults"/> gives each with its reason. Immutable; read from
/// <c>definitions/{model}.json</c>.
/// </summary>
public sealed record ModelDefinition
{
    /// <summary>Link to the published JSON Schema, for editors; not used.</summary>
    [JsonPropertyName("$schema"), StringLength(DefinitionLimits.Url)]
    public string? Schema { get; init; }

    /// <summary>True where the product wrote this definition from the first file.</summary>
    public bool Inferred { get; init; }

    /// <summary>Who is responsible for the model.</summary>
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

    /// <summary>
    /// The label, where it was guessed because it is the last column. No version serves until somebody confirms it: by
    /// another label, or by leaving this key out.
    /// </summary>
    [StringLength(DefinitionLimits.ColumnName, MinimumLength = 1)]
    public string? GuessedLabel { get; init; }

    /// <summary>How often a person reviews the model (mlops review MODEL --done); null: no review is ever due.</summary>
    public Duration? Review { get; init; }

    /// <summary>Where new data are pulled from by the clock; null: data are dropped.</summary>
    public SourceDefinition? Source { get; init; }

    /// <summary>How files are read.</summary>
    public IngestDefinition Ingest { get; init; } = new();

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

    /// <summary>How rows are answered that are not as the training data were.</summary>
    public ServingDefinition Serving { get; init; } = new();

    /// <summary>When incoming data counts as drifted.</summary>
    public DriftDefinition Drift { get; init; } = new();

    /// <summary>When the pipeline trains again by itself.</summary>
    public RetrainDefinition Retrain { get; init; } = new();

    /// <summary>How long records of predictions and checks are kept.</summary>
    public RetentionDefinition Retention { get; init; } = new();

    /// <summary>
    /// Where notifications of the model go, by channel: failed and held back runs, approvals, deployments, rollbacks, drift, decay,
    /// set aside rows, missed promises. A text in place of a part is the address of a webhook.
    /// </summary>
    [MaxLength(DefinitionLimits.Channels), JsonConverter(typeof(NotifyConverter))]
    public IReadOnlyDictionary<string, NotifyChannel> Notify { get; init; } = new Dictionary<string, NotifyChannel>();

    /// <summary>
    /// Promises about the service, each with its greatest value. Measured and alarmed: trainMinutes, deployMinutes,
    /// modelAgeDays, latencyP99Ms and quarantineShare (0 to 1; without it 0.05). Others are shown on the card.
    /// </summary>
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
