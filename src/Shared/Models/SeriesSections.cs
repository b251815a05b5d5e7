using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning.Boosting;

namespace MLOpsFunctions.Models;

/// <summary>The sections of a model file that a forecast has: the recipe and the past of its series, and its interval.</summary>
internal static class SeriesSections
{
    /// <summary>The sections; none where the model is no forecast.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Write(ForecastState? series) =>
        series is null
            ? []
            :
            [
                ("series", JsonSerializer.SerializeToUtf8Bytes(series.Plan, Json.Compact)),
                ("history", ForecastStateFormat.Write(series.History)),
                .. Sections(series.Interval),
            ];

    public static ForecastState? Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> sections, ModelHeader head)
    {
        var has = sections.ContainsKey("series");
        TrainedModelCheck.Require(
            has == sections.ContainsKey("history") && (!has || head.Task == ModelTask.Forecast),
            "only a forecast goes on from the history of series"
        );
        TrainedModelCheck.Require(has || !sections.Keys.Any(name => name is "interval" or "low" or "high"), "an interval is of a forecast");
        if (!has)
        {
            return null;
        }

        var plan = ModelSections.Parse<SeriesPlan>(sections, "series");
        TrainedModelCheck.Require(plan.IsValid, "the recipe of the series is incomplete, or out of bounds");
        var history = ForecastStateFormat.Read(new(ModelSections.Find(sections, "history")));
        if (!sections.ContainsKey("interval"))
        {
            TrainedModelCheck.Require(!sections.ContainsKey("low") && !sections.ContainsKey("high"), "an interval lacks a part");
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
        var interval = ModelSections.Parse<IntervalHead>(sections, "interval");
        TrainedModelCheck.Require(
            interval.Share is > 0 and < 1 && double.IsFinite(interval.Margin) && interval.Unknown is null or (>= 0 and <= double.MaxValue),
            "the interval is out of bounds"
        );
        if (interval.Widths is { } widths)
        {
            TrainedModelCheck.Require(
                interval.Plan is null && !sections.ContainsKey("low") && !sections.ContainsKey("high"),
                "the interval is of two kinds at once"
            );
            TrainedModelCheck.Require(
                widths.Length == plan.Horizon && Array.TrueForAll(widths, width => width >= 0 && double.IsFinite(width)),
                "the interval has no width for each step ahead"
            );
            TrainedModelCheck.Require(
                interval.BySeries is null || interval.BySeries.Values.All(wider => wider >= 0 && double.IsFinite(wider)),
                "the width of a series is out of bounds"
            );
            return new ErrorInterval(interval.Share, widths) { Unknown = interval.Unknown, BySeries = interval.BySeries };
        }

        TrainedModelCheck.Require(interval.Plan?.Columns is not null, "the interval lacks a part");
        var (low, high) = (
            ModelKinds.BuiltIn.Read(Forest.KindName, ModelSections.Find(sections, "low")),
            ModelKinds.BuiltIn.Read(Forest.KindName, ModelSections.Find(sections, "high"))
        );
        TrainedModelCheck.CheckPlan(ColumnsOf(head, plan), interval.Plan, low);
        TrainedModelCheck.Require(
            interval.Plan.Encoding == FeatureEncoding.Native
                && high.FeatureCount == low.FeatureCount
                && low.OutputCount == 1
                && high.OutputCount == 1,
            "the ends of the interval differ"
        );
        return new QuantileInterval(interval.Plan, low, high, interval.Share, interval.Margin) { Unknown = interval.Unknown };
    }

    /// <summary>The columns that a plan can encode: those of the rows, and those made of a series' past.</summary>
    public static IReadOnlyList<ColumnSchema> ColumnsOf(ModelHeader head, SeriesPlan? series) =>
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
                ("low", ModelSections.Payload(quantiles.Low)),
                ("high", ModelSections.Payload(quantiles.High)),
            ],
            ErrorInterval errors =>
            [
                (
                    "interval",
                    JsonSerializer.SerializeToUtf8Bytes(
                        new IntervalHead(errors.Share, 0, null, [.. errors.Widths], errors.Unknown, errors.BySeries),
                        Json.Compact
                    )
                ),
            ],
            _ => [],
        };

    /// <summary>
    /// An interval: either quantiles, with their plan and margin, or a width for each step ahead, and how many times as
    /// wide each series is; and the width for unknown series, if known.
    /// </summary>
    private sealed record IntervalHead(
        double Share,
        double Margin,
        FeaturePlan? Plan = null,
        double[]? Widths = null,
        double? Unknown = null,
        IReadOnlyDictionary<string, double>? BySeries = null
    );
}
