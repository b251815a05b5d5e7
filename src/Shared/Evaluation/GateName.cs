using System.Text.Json;
using System.Text.Json.Serialization;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// What a gate holds a candidate to. In documents it is one text, such as <c>rmse vsChampion maxRelative</c>. A text that
/// is none of these, such as that of a later version of the product, is kept as it is.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed record GateName
{
    private const string Slices = "slices";

    /// <summary>A gate without a bound.</summary>
    private const string Unbounded = "gate";

    private static readonly Dictionary<GateKind, string> Bounds = new()
    {
        [GateKind.Min] = "min",
        [GateKind.Max] = "max",
        [GateKind.MaxRelative] = "maxRelative",
        [GateKind.MinRelative] = "minRelative",
        [GateKind.MinGain] = "minGain",
        [GateKind.MaxGap] = "maxGap",
        [GateKind.DemographicParity] = "demographicParity",
        [GateKind.EqualOpportunity] = "equalOpportunity",
    };

    private static readonly Dictionary<GateKind, string> Conditions = new()
    {
        [GateKind.EnoughRows] = "rows to judge by",
        [GateKind.BetterThanMean] = "r2 against the mean",
        [GateKind.BetterThanNaive] = "series worse than naive",
        [GateKind.SeasonOfYears] = "season of yearly steps",
        [GateKind.BetterThanSingle] = "ensemble against single",
        [GateKind.LabelConfirmed] = "label confirmed",
    };

    private readonly string _text;

    private GateName(string text, GateKind kind) => (_text, Kind) = (text, kind);

    /// <summary>The kind of bound or condition.</summary>
    public GateKind Kind { get; }

    /// <summary>The metric; null: the gate is not about one.</summary>
    public string? Metric { get; private init; }

    /// <summary>What the metric is compared with; null: a fixed bound.</summary>
    public GateRival? Rival { get; private init; }

    /// <summary>Whether each slice is judged by itself.</summary>
    public bool IsOfSlices { get; private init; }

    /// <summary>A condition that must hold, whatever the definition says.</summary>
    public static GateName Of(GateKind condition) => new(Conditions[condition], condition);

    /// <summary>A bound on a metric.</summary>
    public static GateName Of(string? metric, GateKind kind, GateRival? rival = null, bool isOfSlices = false)
    {
        string?[] words =
        [
            metric,
            isOfSlices ? Slices : null,
            rival is null ? null : $"vs{rival}",
            Bounds.GetValueOrDefault(kind) ?? (isOfSlices || rival is not null ? null : Unbounded),
        ];
        return new(string.Join(' ', words.OfType<string>()), kind)
        {
            Metric = metric,
            Rival = rival,
            IsOfSlices = isOfSlices,
        };
    }

    /// <summary>Reads a name as documents have it.</summary>
    public static GateName Parse(string text)
    {
        if (Conditions.FirstOrDefault(condition => condition.Value == text) is { Value: not null } known)
        {
            return Of(known.Key);
        }

        var words = new Queue<string>(text.Split(' '));
        var metric = words.Peek() == Slices ? null : words.Dequeue();
        var isOfSlices = words.TryPeek(out var next) && next == Slices && words.Dequeue() is not null;
        GateRival? rival =
            words.TryPeek(out next) && next.StartsWith("vs", StringComparison.Ordinal) && Enum.TryParse<GateRival>(next[2..], out var found)
                ? found
                : null;
        var bound = words.LastOrDefault();
        var name = Of(metric, Bounds.FirstOrDefault(entry => entry.Value == bound).Key, rival, isOfSlices);
        return name._text == text
            ? name
            : new(text, GateKind.Other) { Metric = metric is not null && MetricNames.All.Contains(metric) ? metric : null };
    }

    /// <summary>The name as documents have it.</summary>
    public override string ToString() => _text;

    private sealed class Converter : JsonConverter<GateName>
    {
        /// <inheritdoc/>
        public override GateName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? throw new JsonException("A gate has no name."));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, GateName value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}

/// <summary>The kinds of gates: bounds that a definition sets, and conditions that hold whatever it says.</summary>
public enum GateKind
{
    /// <summary>A gate that sets no bound, or could not be judged.</summary>
    Unbounded,

    /// <summary>The least value.</summary>
    Min,

    /// <summary>The greatest value.</summary>
    Max,

    /// <summary>The greatest ratio to the rival's value.</summary>
    MaxRelative,

    /// <summary>The least ratio to the rival's value.</summary>
    MinRelative,

    /// <summary>The least gain over the rival.</summary>
    MinGain,

    /// <summary>How far two slices may lie apart by the metric.</summary>
    MaxGap,

    /// <summary>How far two slices may lie apart by the share of positive answers.</summary>
    DemographicParity,

    /// <summary>How far two slices may lie apart by the recall.</summary>
    EqualOpportunity,

    /// <summary>A forecast has rows enough to be judged by.</summary>
    EnoughRows,

    /// <summary>A forecast is no farther off than the mean of the rows that judge.</summary>
    BetterThanMean,

    /// <summary>A forecast beats the naive one for most series.</summary>
    BetterThanNaive,

    /// <summary>A forecast by years uses no season.</summary>
    SeasonOfYears,

    /// <summary>An ensemble is better than its best part by more than it costs.</summary>
    BetterThanSingle,

    /// <summary>Somebody has confirmed a label that was guessed.</summary>
    LabelConfirmed,

    /// <summary>None that this version of the product knows.</summary>
    Other,
}

/// <summary>What a gate compares a candidate with.</summary>
public enum GateRival
{
    /// <summary>The version that serves.</summary>
    Champion,

    /// <summary>The simplest guess.</summary>
    Baseline,

    /// <summary>Of a slice: the candidate itself on all rows.</summary>
    Whole,
}
