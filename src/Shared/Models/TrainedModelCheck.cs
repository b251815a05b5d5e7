using System.Diagnostics.CodeAnalysis;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Encoders;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Ensembles;

namespace MLOpsFunctions.Models;

/// <summary>Whether the parts of a model file fit together.</summary>
internal static class TrainedModelCheck
{
    /// <summary>Most features of a plan: reading allocates memory for them, whatever the number of bytes.</summary>
    private const int MaxFeatures = 1 << 20;

    /// <summary>A tree's categories and their missing code share a byte.</summary>
    private const int MaxNativeCodes = 254;

    public static void Check(ModelHeader head, IReadOnlyList<ColumnSchema> columns, FeaturePlan plan, IModel model)
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

    public static void CheckPlan(IReadOnlyList<ColumnSchema> columns, FeaturePlan plan, IModel model)
    {
        CheckColumns(columns, plan);
        var isCombined = plan.Encoding == FeatureEncoding.Combined;
        Require(isCombined == plan.Beside is not null, "its plan lacks one of two forms, or has one too many");
        if (plan.Beside is { } beside)
        {
            Require(
                beside is { Encoding: FeatureEncoding.Dense, Beside: null, Columns: not null },
                "the second form of its rows is not dense"
            );
            CheckColumns(columns, beside);
        }

        Require(
            plan.Features.Count + plan.BlockWidths.Sum() == model.FeatureCount && plan.BlockWidths.SequenceEqual(model.BlockWidths),
            $"{plan.Features.Count} features and {plan.BlockWidths.Sum()} n-grams are encoded and {model.FeatureCount} expected"
        );
        Require(
            !isCombined || (model is EnsembleModel ensemble && ensemble.NativeCount == plan.Features.Count(feature => !feature.IsBeside)),
            "two forms of rows are for ensembles"
        );
    }

    private static void CheckColumns(IReadOnlyList<ColumnSchema> columns, FeaturePlan plan)
    {
        Require(columns.All(column => column is { Name: not null }), "a column has no name");
        var known = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        Require(columns.All(column => known.TryAdd(column.Name, column.Type)), "a column's name is repeated");
        Require(
            plan.Columns.All(column =>
                column is { Column: not null }
                && known.TryGetValue(column.Column, out var type)
                && type == column.Type
                && IsComplete(column, plan.Form)
            ),
            "a column's recipe is incomplete, or of a column that the signature lacks"
        );
        Require(
            plan.Columns.Sum(column => FeaturesAtMost(column, plan.Form)) <= MaxFeatures,
            $"the plan gives more than {MaxFeatures:N0} features"
        );
    }

    private static bool IsComplete(ColumnPlan column, FeatureEncoding encoding) =>
        column.Type switch
        {
            _ when encoding == FeatureEncoding.Raw => column is { Number: null, Text: null, Time: null, Prose: null },
            ColumnType.Number => column.Number is { } number
                && double.IsFinite(number.Median)
                && double.IsFinite(number.Origin)
                && AreQuantiles(number.Quantiles, encoding)
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

    private static bool AreQuantiles(double[]? quantiles, FeatureEncoding encoding) =>
        quantiles is null
        || (
            encoding is FeatureEncoding.Native or FeatureEncoding.DenseRanked
            && quantiles.Length is > 0 and <= RankCoding.MaxQuantiles
            && Array.TrueForAll(quantiles, double.IsFinite)
            && quantiles.Zip(quantiles.Skip(1)).All(pair => pair.First < pair.Second)
        );

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
        encoding == FeatureEncoding.Raw ? 0
        : encoding == FeatureEncoding.Native ? 2L + (column.Prose?.Scores?.Outputs ?? 0) + (column.Time?.Parts.Count ?? 0)
        : 3L
            + (column.Prose?.Width ?? 0)
            + (column.Text?.Buckets ?? 0)
            + (column.Text?.Levels.Count ?? 0)
            + (2L * (column.Time?.Parts.Count ?? 0));

    public static void Require([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidModelException($"The parts of the model file do not fit together: {otherwise}.");
        }
    }
}
