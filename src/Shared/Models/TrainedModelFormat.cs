using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models.Calibration;

namespace MLOpsFunctions.Models;

/// <summary>
/// A trained model as sections of a <see cref="ModelFile"/>: task, plan and payload; then, if present, the decision
/// rule, and the series, last values and interval of a forecast. Reading checks that the parts fit together, so that no
/// fault is first met while the model serves.
/// </summary>
internal static class TrainedModelFormat
{
    private const int MaxHeadBytes = 64 * 1024 * 1024;

    /// <summary>The largest section of a line: one with the most knots takes a third of this.</summary>
    private const int MaxRuleBytes = 64 * 1024;

    /// <summary>Most features of a plan: reading allocates memory for them, whatever the number of bytes.</summary>
    private const int MaxFeatures = 1 << 20;

    /// <summary>A tree's categories and their missing code share a byte.</summary>
    private const int MaxNativeCodes = 254;

    /// <summary>
    /// Documents in a model file are read more strictly than others: required parts must be present and not null.
    /// </summary>
    private static readonly JsonSerializerOptions Strict = new(Json.Compact) { RespectNullableAnnotations = true };

    public static void Write(TrainedModel model, Stream stream)
    {
        var head = new ModelHeader(model.Task, model.Classes, model.Label, model.Signature, model.Model.Kind);
        ModelFile.Write(
            stream,
            [
                ("head", JsonSerializer.SerializeToUtf8Bytes(head, Json.Compact)),
                ("plan", JsonSerializer.SerializeToUtf8Bytes(model.Plan, Json.Compact)),
                ("model", Payload(model.Model)),
                .. model.Rule is { } rule
                    ? [("rule", JsonSerializer.SerializeToUtf8Bytes(rule, Json.Compact))]
                    : (IReadOnlyList<(string, byte[])>)[],
                .. model.Levels is { } levels
                    ? [("levels", JsonSerializer.SerializeToUtf8Bytes(levels.Columns, Json.Compact))]
                    : (IReadOnlyList<(string, byte[])>)[],
                .. model.Series is { } series
                    ?
                    [
                        ("series", JsonSerializer.SerializeToUtf8Bytes(series.Plan, Json.Compact)),
                        ("history", ForecastStateFormat.Write(series.History)),
                    ]
                    : (IReadOnlyList<(string, byte[])>)[],
                .. Sections(model.Series?.Interval),
            ]
        );
    }

    public static TrainedModel Read(byte[] file, ModelKinds kinds)
    {
        var sections = ModelFile.Read(file);
        if (
            sections.Keys.FirstOrDefault(name =>
                name is not ("head" or "plan" or "model" or "rule" or "levels" or "series" or "history" or "interval" or "low" or "high")
            ) is
            { } unknown
        )
        {
            throw new InvalidModelException($"The model file has a section '{unknown}', which this program does not know.");
        }

        var (head, plan) = (Section<ModelHeader>(sections, "head"), Section<FeaturePlan>(sections, "plan"));
        var model = kinds.Read(head.Kind, Find(sections, "model"));
        Require(head.Signature is not null, "its head lacks a part");
        var series = ReadSeries(sections, head);
        Check(head, ColumnsOf(head, series?.Plan), plan, model);
        var rule = sections.ContainsKey("rule") ? Section<DecisionRule>(sections, "rule", MaxRuleBytes) : null;
        Require(rule is null || rule.IsValid(head.Task, model.OutputCount), "its scores cannot be read as the rule says");
        var levels = sections.ContainsKey("levels") ? Section<IReadOnlyList<ColumnLevels>>(sections, "levels") : null;
        var known = levels is null ? null : KnownLevels.Read(levels);
        Require((levels is null) == (known is null), "the levels of its columns are damaged");
        return new()
        {
            Levels = known,
            Task = head.Task,
            Classes = head.Classes,
            Label = head.Label,
            Signature = head.Signature,
            Plan = plan,
            Model = model,
            Rule = rule,
            Series = series,
        };
    }

    private static ForecastState? ReadSeries(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, ModelHeader head)
    {
        var has = sections.ContainsKey("series");
        Require(
            has == sections.ContainsKey("history") && (!has || head.Task == ModelTask.Forecast),
            "only a forecast goes on from the history of series"
        );
        Require(has || !sections.Keys.Any(name => name is "interval" or "low" or "high"), "an interval is of a forecast");
        if (!has)
        {
            return null;
        }

        var plan = Section<SeriesPlan>(sections, "series");
        Require(plan.IsValid, "the recipe of the series is incomplete, or out of bounds");
        var history = ForecastStateFormat.Read(new(Find(sections, "history")));
        if (!sections.ContainsKey("interval"))
        {
            Require(!sections.ContainsKey("low") && !sections.ContainsKey("high"), "an interval lacks a part");
            return new(plan, history);
        }

        return new(plan, history, ReadInterval(sections, head, plan));
    }

    private static ForecastInterval ReadInterval(
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections,
        ModelHeader head,
        SeriesPlan plan
    )
    {
        var interval = Section<IntervalHead>(sections, "interval");
        Require(
            interval.Share is > 0 and < 1 && double.IsFinite(interval.Margin) && interval.Unknown is null or (>= 0 and <= double.MaxValue),
            "the interval is out of bounds"
        );
        if (interval.Widths is { } widths)
        {
            Require(
                interval.Plan is null && !sections.ContainsKey("low") && !sections.ContainsKey("high"),
                "the interval is of two kinds at once"
            );
            Require(
                widths.Length == plan.Horizon && Array.TrueForAll(widths, width => width >= 0 && double.IsFinite(width)),
                "the interval has no width for each step ahead"
            );
            return new ErrorInterval(interval.Share, widths) { Unknown = interval.Unknown };
        }

        Require(interval.Plan?.Columns is not null, "the interval lacks a part");
        var (low, high) = (
            ModelKinds.BuiltIn.Read(MLOpsFunctions.Learning.Boosting.Forest.KindName, Find(sections, "low")),
            ModelKinds.BuiltIn.Read(MLOpsFunctions.Learning.Boosting.Forest.KindName, Find(sections, "high"))
        );
        CheckPlan(ColumnsOf(head, plan), interval.Plan, low);
        Require(
            interval.Plan.Encoding == FeatureEncoding.Native
                && high.FeatureCount == low.FeatureCount
                && low.OutputCount == 1
                && high.OutputCount == 1,
            "the ends of the interval differ"
        );
        return new QuantileInterval(interval.Plan, low, high, interval.Share, interval.Margin) { Unknown = interval.Unknown };
    }

    /// <summary>The columns that a plan can encode: those of the rows, and those made of a series' past.</summary>
    private static IReadOnlyList<ColumnSchema> ColumnsOf(ModelHeader head, SeriesPlan? series) =>
        series is null
            ? head.Signature
            : [.. head.Signature, .. series.Added.Select(name => new ColumnSchema(name, ColumnType.Number, ColumnRole.Feature))];

    private static IReadOnlyList<(string, byte[])> Sections(ForecastInterval? interval) =>
        interval switch
        {
            QuantileInterval quantiles =>
            [
                (
                    "interval",
                    JsonSerializer.SerializeToUtf8Bytes(
                        new IntervalHead(quantiles.Share, quantiles.Margin, quantiles.Plan, Unknown: quantiles.Unknown),
                        Json.Compact
                    )
                ),
                ("low", Payload(quantiles.Low)),
                ("high", Payload(quantiles.High)),
            ],
            ErrorInterval errors =>
            [
                (
                    "interval",
                    JsonSerializer.SerializeToUtf8Bytes(
                        new IntervalHead(errors.Share, 0, null, [.. errors.Widths], errors.Unknown),
                        Json.Compact
                    )
                ),
            ],
            _ => [],
        };

    private static byte[] Payload(IModel model)
    {
        var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload);
        model.Write(writer);
        writer.Flush();
        return payload.ToArray();
    }

    private static void Check(ModelHeader head, IReadOnlyList<ColumnSchema> columns, FeaturePlan plan, IModel model)
    {
        Require(
            Enum.IsDefined(head.Task) && head.Classes is not null && head.Signature is not null && plan.Columns is not null,
            "its head or plan lacks a part"
        );
        Require(
            head.Classes.All(name => name is not null) && head.Classes.Distinct(StringComparer.Ordinal).Count() == head.Classes.Count,
            "class names are missing or repeated"
        );
        CheckPlan(columns, plan, model);
        var (classes, outputs) = head.Task switch
        {
            ModelTask.Binary => (2, 1),
            ModelTask.Multiclass => (model.OutputCount, head.Classes.Count),
            ModelTask.Clustering => (0, 2),
            _ => (0, 1),
        };
        Require(
            head.Classes.Count == classes && model.OutputCount == outputs,
            $"there are {model.OutputCount} outputs and {head.Classes.Count} classes"
        );
    }

    private static void CheckPlan(IReadOnlyList<ColumnSchema> columns, FeaturePlan plan, IModel model)
    {
        Require(columns.All(column => column is { Name: not null }), "a column has no name");
        var known = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        Require(columns.All(column => known.TryAdd(column.Name, column.Type)), "a column's name is repeated");
        Require(
            plan.Columns.All(column =>
                column is { Column: not null }
                && known.TryGetValue(column.Column, out var type)
                && type == column.Type
                && IsComplete(column, plan.Encoding)
            ),
            "a column's recipe is incomplete, or of a column that the signature lacks"
        );
        Require(
            plan.Columns.Sum(column => FeaturesAtMost(column, plan.Encoding)) <= MaxFeatures,
            $"the plan gives more than {MaxFeatures:N0} features"
        );
        Require(
            plan.Features.Count + plan.BlockWidths.Sum() == model.FeatureCount && plan.BlockWidths.SequenceEqual(model.BlockWidths),
            $"{plan.Features.Count} features and {plan.BlockWidths.Sum()} n-grams are encoded and {model.FeatureCount} expected"
        );
    }

    private static bool IsComplete(ColumnPlan column, FeatureEncoding encoding) =>
        column.Type switch
        {
            ColumnType.Number => column.Number is { } number
                && double.IsFinite(number.Median)
                && double.IsFinite(number.Origin)
                && (encoding == FeatureEncoding.Native ? !number.Indicator : IsSpread(number.Scale)),
            ColumnType.Text => (column.Text is not null || column.Prose is not null)
                && (column.Text is null || IsComplete(column.Text, encoding))
                && (column.Prose is null || IsComplete(column.Prose, encoding)),
            ColumnType.Time => column.Time is { Parts: not null } time
                && time.Parts.All(Enum.IsDefined)
                && (
                    encoding == FeatureEncoding.Native
                        ? time is { Indicator: false, Medians: null }
                        : IsSpread(time.Scale) && AreMedians(time)
                ),
            _ => false,
        };

    private static bool AreMedians(TimePlan time) =>
        time.Medians is not { } medians
        || (
            medians.Count == time.Parts.Count
            && medians
                .Zip(time.Parts)
                .All(pair => pair.First?.Count == Features.Encoders.TimeParts.Features(pair.Second) && pair.First.All(double.IsFinite))
        );

    private static bool IsComplete(TextPlan text, FeatureEncoding encoding) =>
        text is { Buckets: >= 0 and <= 65_536, Levels: { Count: <= 65_536 } levels }
        && (encoding != FeatureEncoding.Native || text.Codes <= MaxNativeCodes)
        && levels.All(level => level is not null)
        && levels.Distinct(StringComparer.Ordinal).Count() == levels.Count;

    private static bool IsComplete(TfidfPlan prose, FeatureEncoding encoding) =>
        prose is { Texts: >= 0, Tables: { Count: <= 3 } tables }
        && (encoding == FeatureEncoding.Sparse || tables.Count == 0)
        && (encoding == FeatureEncoding.Native ? prose.Length is null : IsSpread(prose.Length))
        && AreTables(tables, prose.Texts)
        && (
            prose.Scores is not { } scores
            || (
                encoding == FeatureEncoding.Native
                && scores is { Tables: { Count: >= 1 and <= 3 } own, Weights: not null }
                && AreTables(own, prose.Texts)
                && scores.IsComplete
            )
        );

    private static bool AreTables(IReadOnlyList<NgramTable> tables, int texts) =>
        tables.All(table =>
            table is { Keys: not null, Counts: not null }
            && Enum.IsDefined(table.Kind)
            && table.Keys.Count > 0
            && table.Keys.Count == table.Counts.Count
            && table.Counts.All(count => count > 0 && count <= texts)
            && table.Keys.Zip(table.Keys.Skip(1)).All(pair => pair.First < pair.Second)
        );

    private static bool IsSpread(Scale? scale) => scale is { Deviation: > 0 and <= double.MaxValue } && double.IsFinite(scale.Mean);

    private static long FeaturesAtMost(ColumnPlan column, FeatureEncoding encoding) =>
        encoding == FeatureEncoding.Native
            ? 2L + (column.Prose?.Scores?.Outputs ?? 0) + (column.Time?.Parts.Count ?? 0)
            : 3L
                + (column.Prose?.Width ?? 0)
                + (column.Text?.Buckets ?? 0)
                + (column.Text?.Levels.Count ?? 0)
                + (2L * (column.Time?.Parts.Count ?? 0));

    private static void Require([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidModelException($"The parts of the model file do not fit together: {otherwise}.");
        }
    }

    private static T Section<T>(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string name, int most = MaxHeadBytes)
    {
        var bytes = Find(sections, name);
        if (bytes.Length > most)
        {
            throw new InvalidModelException($"Section '{name}' has {bytes.Length:N0} bytes; at most {most:N0} are read.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, Strict) ?? throw new InvalidModelException($"Section '{name}' is empty.");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidModelException($"Section '{name}' cannot be read: {fault.Message}", fault);
        }
    }

    private static ReadOnlyMemory<byte> Find(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, string name) =>
        sections.TryGetValue(name, out var bytes) ? bytes : throw new InvalidModelException($"The model file has no section '{name}'.");

    /// <summary>
    /// An interval: either quantiles, with their plan and margin, or a width for each step ahead; and the width for
    /// unknown series, if known.
    /// </summary>
    private sealed record IntervalHead(
        double Share,
        double Margin,
        FeaturePlan? Plan = null,
        double[]? Widths = null,
        double? Unknown = null
    );

    private sealed record ModelHeader(
        ModelTask Task,
        IReadOnlyList<string> Classes,
        string? Label,
        IReadOnlyList<ColumnSchema> Signature,
        string Kind
    );
}
