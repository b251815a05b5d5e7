using System.Globalization;
using Microsoft.ML;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet.Models;
using MLOpsFunctions.MlNet.Rows;

namespace MLOpsFunctions.MlNet;

/// <summary>
/// The common part of ML.NET's trainers: which rows they can learn from, and how a fitted transformer becomes a model.
/// </summary>
internal static class MlNetFitting
{
    /// <summary>The largest label: squares of larger ones would overflow.</summary>
    private const double LargestLabel = 1e150;

    /// <summary>The tasks that all of them support.</summary>
    public static bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression;

    /// <summary>The column of weights, if rows have any.</summary>
    public static string? WeightColumn(TrainingSet set) => set.Weights is null ? null : RowSchema.Weight;

    /// <summary>Fits and keeps a model.</summary>
    /// <param name="kind">The trainer's name.</param>
    /// <param name="training">The rows.</param>
    /// <param name="validation">Rows for early stopping; null: none.</param>
    /// <param name="context">The settings of the training.</param>
    /// <param name="fit">Fits the trainer of a new context to training and validation rows.</param>
    /// <param name="missing">The replacement of a missing value in training.</param>
    /// <exception cref="ProblemException">ML.NET, or one of its limits, refuses the rows.</exception>
    public static MlNetModel Run(
        string kind,
        TrainingSet training,
        TrainingSet? validation,
        TrainingContext context,
        Func<MLContext, IDataView, IDataView?, ITransformer> fit,
        float missing = float.NaN
    )
    {
        context.Cancellation.ThrowIfCancellationRequested();
        Check(kind, context);
        var rows = WithShares(PositiveWeightRows.Of(training));
        Check(rows, "training");
        if (validation is not null)
        {
            Check(validation, "validation");
        }

        var scale = rows.ClassCount == 0 ? ScaleOf(rows) : LabelStandardizer.Identity;
        rows = Scaled(rows, scale);
        validation = validation is null ? null : Scaled(validation, scale);
        var shape = ModelShape.Of(context.Task, rows.Features.Columns.Length, rows.ClassCount);
        var schema = RowSchema.Of(shape, rows.Weights is not null);
        try
        {
            // A new context: earlier fits in a context would change its random numbers.
            var ml = new MLContext(context.Seed);
            var held = validation is null
                ? null
                : new EncodedDataView(rows.Weights is null ? validation : WithWeights(validation), schema, context.Cancellation, missing);
            var fitted = fit(ml, new EncodedDataView(rows, schema, context.Cancellation, missing), held);
            context.Cancellation.ThrowIfCancellationRequested();
            return MlNetModel.Of(kind, shape, scale, ml, fitted);
        }
        catch (Exception) when (context.Cancellation.IsCancellationRequested)
        {
            // ML.NET wraps exceptions of its cursor in several ways.
            throw new OperationCanceledException(context.Cancellation);
        }
        catch (Exception refusal)
            when (refusal
                    is InvalidOperationException
                        or ArgumentException
                        or InvalidModelException
                        or DllNotFoundException
                        or BadImageFormatException
                        or EntryPointNotFoundException
            )
        {
            throw new ProblemException(
                new($"ML.NET's {kind} cannot learn from these rows", refusal.Message, Try: "leave this candidate out: training.candidates"),
                refusal
            );
        }
    }

    /// <summary>Weights with a mean of 1, because those of ML.NET are 32-bit floats.</summary>
    private static TrainingSet WithShares(TrainingSet set) =>
        set.Weights is null ? set : set with { Weights = Array.ConvertAll(set.Shares(), share => share * set.Labels.Length) };

    /// <summary>If training rows have weights, validation rows need the column too.</summary>
    private static TrainingSet WithWeights(TrainingSet set) =>
        set.Weights is not null ? set : set with { Weights = [.. Enumerable.Repeat(1d, set.Labels.Length)] };

    /// <summary>
    /// ML.NET's labels are 32-bit floats: large labels that are close together would become one. The centre is a label,
    /// the median, and the unit a power of two, so that scaling itself rounds nothing. The mean would not do as centre:
    /// LightGBM fails where gradients add up to exactly 0 everywhere.
    /// </summary>
    private static LabelStandardizer ScaleOf(TrainingSet rows)
    {
        var sorted = (double[])rows.Labels.Clone();
        Array.Sort(sorted);
        var deviation = LabelStandardizer.Of(rows.Labels, rows.Shares()).Deviation;
        return new(sorted[sorted.Length / 2], Math.ScaleB(1, Math.ILogB(deviation)));
    }

    private static TrainingSet Scaled(TrainingSet set, LabelStandardizer scale) =>
        scale == LabelStandardizer.Identity ? set : set with { Labels = Array.ConvertAll(set.Labels, scale.Transform) };

    private static void Check(string kind, TrainingContext context)
    {
        if (!Supports(context.Task))
        {
            throw new ArgumentException($"{kind} does not learn the task {context.Task}.", nameof(context));
        }

        if (context.Task == ModelTask.Regression && context.Objective is not (null or "squared"))
        {
            throw new ProblemException(
                new($"The candidate {kind} does not know this objective", context.Objective, "squared", "training.objective")
            );
        }
    }

    private static void Check(TrainingSet set, string rows)
    {
        if (set.Features.Columns.Length == 0)
        {
            throw new ProblemException(new("There is nothing to learn from", "no feature column", "at least one", $"the {rows} rows"));
        }

        var (low, high) = set.ClassCount > 0 ? (0, set.ClassCount - 1) : (-LargestLabel, LargestLabel);
        var bad = Array.FindIndex(
            set.Labels,
            label => !(label >= low && label <= high) || (set.ClassCount > 0 && label != Math.Floor(label))
        );
        if (bad >= 0)
        {
            throw new ProblemException(
                new(
                    "A label is out of the range that ML.NET can learn",
                    set.Labels[bad].ToString("R", CultureInfo.InvariantCulture),
                    set.ClassCount > 0 ? $"a class index of 0 to {high}" : string.Create(CultureInfo.InvariantCulture, $"{low} to {high}"),
                    $"the label column, {rows} row {bad}",
                    "correct or leave out the row, or leave out ML.NET's candidates: training.candidates"
                )
            );
        }
    }
}
