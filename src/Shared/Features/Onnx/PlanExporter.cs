using MLOpsFunctions.Definitions;
using MLOpsFunctions.Onnx;

namespace MLOpsFunctions.Features.Onnx;

/// <summary>Writes a feature plan as ONNX nodes, from the columns as they are to the features that a model takes.</summary>
internal static class PlanExporter
{
    /// <summary>Declares the plan's columns as inputs of rows x 1, and encodes them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="graph">The model to add to; it has no nodes yet.</param>
    /// <returns>The features, rows x features.</returns>
    /// <exception cref="ProblemException">A column cannot be encoded in ONNX; the problem names it and says why.</exception>
    public static string Export(FeaturePlan plan, OnnxGraph graph)
    {
        foreach (var column in plan.Columns.Concat(plan.Beside?.Columns ?? []))
        {
            Check(column);
        }

        foreach (var column in Inputs(plan))
        {
            graph.Input(column.Column, TypeOf(column.Type));
        }

        return graph.Concat([.. Features(plan, graph), .. plan.Beside is { } beside ? Features(beside, graph) : []]);
    }

    /// <summary>The columns that a plan reads, in either of two forms.</summary>
    public static IEnumerable<ColumnPlan> Inputs(FeaturePlan plan) =>
        plan.Columns.Concat(plan.Beside?.Columns ?? []).DistinctBy(column => column.Column);

    /// <summary>An input is named by its column.</summary>
    private static IEnumerable<string> Features(FeaturePlan plan, OnnxGraph graph) =>
        plan.Columns.SelectMany(column =>
            column.Type switch
            {
                ColumnType.Number => NumberExporter.Export(column.Number!, plan.Form, graph, column.Column),
                ColumnType.Text => TextExporter.Export(column.Text!, plan.Form, graph, column.Column),
                _ => TimeExporter.Export(column.Time!, plan.Form, graph, column.Column),
            }
        );

    /// <summary>The elements of an input.</summary>
    public static OnnxElementType TypeOf(ColumnType type) =>
        type switch
        {
            ColumnType.Number => OnnxElementType.Double,
            ColumnType.Text => OnnxElementType.String,
            _ => OnnxElementType.Int64,
        };

    private static void Check(ColumnPlan column)
    {
        if (column.Prose is not null)
        {
            throw Refusal(
                column,
                "a text that is read for its words",
                "ONNX has no operator that finds the same words",
                """{"text": "category"} for the column, or its role ignore"""
            );
        }

        if (column.Text is { Buckets: > 0 } text)
        {
            throw Refusal(
                column,
                $"more levels than are listed ({text.Levels.Count:N0}); the others are told apart by a hash",
                "ONNX has no operator that hashes a text",
                "a greater features.maxLevels, so that each level is listed"
            );
        }
    }

    private static ProblemException Refusal(ColumnPlan column, string found, string why, string remedy) =>
        new(
            new(
                $"The version cannot be exported: {why}",
                $"column '{column.Column}', {found}",
                "columns of numbers, times and listed texts",
                $"column '{column.Column}'",
                $"train again with {remedy}",
                409
            )
        );
}
