using System.Runtime.CompilerServices;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning;

/// <summary>
/// Gradient-boosted decision trees on histograms (Friedman, Greedy Function Approximation, 2001; Ke et al., LightGBM,
/// 2017). Takes missing values and categories as they are. Learns a number (losses squared, absolute, quantile,
/// poisson, tweedie) or two or more classes.
/// </summary>
/// <remarks>
/// Parameters, beside those of <see cref="SearchSpace"/>: <c>trees</c>, <c>maxDepth</c>, <c>minHessian</c>, <c>l1</c>,
/// <c>minGain</c>, <c>bins</c>, <c>patience</c>, <c>quantile</c>, <c>tweediePower</c>, <c>balanced</c> (1: classes
/// weigh alike), <c>monotone.FEATURE</c> (+1, -1).
/// </remarks>
public sealed class BoostedTreesTrainer : ITrainer
{
    private const double LargestLabel = 1e150;

    /// <inheritdoc/>
    public string Name => Forest.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => BoostingOptions.SearchSpace;

    /// <inheritdoc/>
    public IReadOnlyList<TrainerParameters> Presets => BoostingOptions.Presets;

    /// <inheritdoc/>
    public bool SupportsMonotoneConstraints => true;

    /// <inheritdoc/>
    public TrainerParameters Declared(TrainingDefinition training) => BoostingOptions.Declared(training);

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Regression or ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        if (!Supports(context.Task))
        {
            throw new ArgumentException($"Boosted trees do not learn the task {context.Task}.", nameof(context));
        }

        var options = BoostingOptions.From(parameters, validates: validation is not null);
        var rows = PositiveWeightRows.Of(training);
        CheckLabels(rows, context, "training");
        if (validation is not null)
        {
            CheckLabels(validation, context, "validation");
        }

        var weights = RowWeights(rows, options.Balanced);
        var loss = LossOf(rows, weights, options, context);
        using var workers = new ParallelWorkers(context.Threads, context.Cancellation);
        var booster = new Booster(
            rows,
            weights,
            loss,
            options,
            BoostingOptions.Monotone(parameters, rows.Features.Features),
            context.Seed,
            workers
        );
        var forest = booster.Train(validation, out var rounds, context.Progress);
        return new(forest, new(parameters) { ["trees"] = Math.Max(1, rounds) }, booster.Notes);
    }

    /// <summary>Weights with a mean of 1, or null if all rows have the same weight.</summary>
    private static float[]? RowWeights(TrainingSet set, bool balanced)
    {
        if (set.Weights is null && !(balanced && set.ClassCount > 0))
        {
            return null;
        }

        var weights = set.Weights is null ? Enumerable.Repeat(1d, set.Labels.Length).ToArray() : (double[])set.Weights.Clone();
        if (balanced && set.ClassCount > 0)
        {
            var totals = new double[set.ClassCount];
            for (var i = 0; i < weights.Length; i++)
            {
                totals[(int)set.Labels[i]] += weights[i];
            }

            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] /= totals[(int)set.Labels[i]];
            }
        }

        var largest = weights.Max();
        var mean = weights.Average(weight => weight / largest);
        return Array.ConvertAll(weights, weight => (float)(weight / largest / mean));
    }

    private static Loss LossOf(TrainingSet set, float[]? weights, BoostingOptions options, TrainingContext context) =>
        context.Task switch
        {
            ModelTask.Binary => new LogisticLoss(set.Labels, weights),
            ModelTask.Multiclass => new SoftmaxLoss(set.ClassCount, set.Labels, weights),
            _ => context.Objective switch
            {
                null or "squared" => new SquaredLoss(set.Labels, weights),
                "absolute" => new QuantileLoss(0.5, set.Labels, weights),
                "quantile" => new QuantileLoss(options.Quantile, set.Labels, weights),
                "poisson" => new PoissonLoss(set.Labels, weights),
                "tweedie" => new TweedieLoss(options.TweediePower, set.Labels, weights),
                var other => throw new ProblemException(
                    new(
                        "Boosted trees do not know this objective",
                        other,
                        "squared, absolute, quantile, poisson or tweedie",
                        "training.objective"
                    )
                ),
            },
        };

    private static void CheckLabels(TrainingSet set, TrainingContext context, string rows)
    {
        var classes = context.Task switch
        {
            ModelTask.Binary => 2,
            ModelTask.Multiclass => set.ClassCount,
            _ => 0,
        };
        var low = classes > 0 || context.Objective is "poisson" or "tweedie" ? 0 : -LargestLabel;
        var high = classes > 0 ? classes - 1 : LargestLabel;
        var bad = IndexOutside(set.Labels, low, high, classes > 0);
        if (bad >= 0)
        {
            throw new ProblemException(
                new(
                    "A label is out of range",
                    $"{set.Labels[bad]}",
                    classes > 0 ? $"a class index of 0 to {high}" : $"{low} to {high}",
                    $"{context.LabelColumn}, {rows} row {bad}",
                    "Correct or leave out the row"
                )
            );
        }
    }

    /// <summary>The first label that is out of range, or not a whole number if it must be one; -1: none.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static int IndexOutside(double[] labels, double low, double high, bool whole)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (!(labels[i] >= low && labels[i] <= high) || (whole && labels[i] != Math.Floor(labels[i])))
            {
                return i;
            }
        }

        return -1;
    }
}
