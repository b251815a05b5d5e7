using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Baseline;

/// <summary>
/// The simplest guess: the mean, the last value or the one a season before, the share of each class, or equal scores
/// for all rows. A candidate that cannot beat it has learned nothing.
/// </summary>
public sealed class BaselineTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => BaselineModel.KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public bool SupportsMonotoneConstraints => true;

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task != ModelTask.Clustering; // One cluster is no guess that anything could be compared with.

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        if (
            context.Task == ModelTask.Forecast
            && SeasonalNaiveModel.Fit(
                training,
                // The mean of counts is no simple guess but what is looked for.
                context.IsMean
                    ? LagFeatureNames.IsPastValue
                    : LagFeatureNames.IsNaive,
                context.IsMean
            )
                is { } naive
        )
        {
            return new(naive, parameters, []);
        }

        var sums = new double[Math.Max(1, training.ClassCount)];
        var total = 0.0;
        for (var row = 0; row < training.Labels.Length; row++)
        {
            var weight = training.Weights?[row] ?? 1;
            total += weight;
            sums[training.ClassCount == 0 ? 0 : (int)training.Labels[row]] +=
                training.ClassCount == 0 ? weight * training.Labels[row] : weight;
        }

        if (!(total > 0))
        {
            throw new ProblemException(
                new(
                    "There is nothing to learn from",
                    "no training row has a weight above zero",
                    "at least one",
                    Try: "check the column with the role weight"
                )
            );
        }

        var shares = Array.ConvertAll(sums, sum => sum / total);
        double[] scores = context.Task == ModelTask.Binary ? [shares[1]] : shares;
        return new(new BaselineModel(training.Features.Columns.Length, scores), parameters, []);
    }
}
