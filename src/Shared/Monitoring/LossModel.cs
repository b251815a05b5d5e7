using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// Direct loss estimation (DLE; NannyML documentation, "How it works: Direct Loss Estimation"): a small model learns from
/// the held-out rows how far off the version's number is, given the inputs. Its mean over current rows is their expected
/// mean absolute error.
/// </summary>
/// <param name="Errors">Predicts the absolute error of a row.</param>
/// <param name="Ratio">Observed errors over predicted ones, on rows that it had not seen: corrects the mean.</param>
/// <param name="Spread">The variance of an observed error, as a share of the square of the predicted one.</param>
/// <param name="Uncertainty">The variance of <paramref name="Ratio"/>, relative.</param>
internal sealed record LossModel(TrainedModel Errors, double Ratio, double Spread, double Uncertainty)
{
    /// <summary>Fewest held-out rows: with fewer, the errors of a fifth of them say little.</summary>
    public const int MinRows = 100;

    private const int Folds = 5;

    /// <summary>A few trees: the errors of some hundred rows bear no more.</summary>
    private static readonly TrainerParameters Small = new() { ["trees"] = 40, ["leaves"] = 8 };

    /// <summary>Learns the errors of a model on rows that it had not learned.</summary>
    /// <param name="signature">The columns that the model takes.</param>
    /// <param name="errors">The absolute error of each row.</param>
    /// <param name="features">Bounds on levels.</param>
    /// <param name="threads">Threads to use; never changes the result.</param>
    /// <returns>The model; null where there are too few rows, or where there are no errors.</returns>
    public static LossModel? Fit(
        DataFrame rows,
        IReadOnlyList<ColumnSchema> signature,
        double[] errors,
        FeatureDefinition features,
        int threads
    )
    {
        if (errors.Length < MinRows || !(errors.Sum() > 0) || !errors.All(double.IsFinite))
        {
            return null;
        }

        var unseen = new double[errors.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] held = [.. Enumerable.Range(0, errors.Length).Where(row => row % Folds == fold)];
            int[] learned = [.. Enumerable.Range(0, errors.Length).Where(row => row % Folds != fold)];
            var expected = Expect(Train(rows, signature, learned, errors, features, threads), rows.Take(held), Floor(errors), threads);
            for (var i = 0; i < held.Length; i++)
            {
                unseen[held[i]] = expected[i];
            }
        }

        var ratio = errors.Sum() / unseen.Sum();
        var residuals = errors.Zip(unseen, (error, expected) => error - (ratio * expected)).Sum(residual => residual * residual);
        var squares = unseen.Sum(expected => ratio * expected * ratio * expected);
        int[] all = [.. Enumerable.Range(0, errors.Length)];
        var spread = residuals / squares;
        return new(Train(rows, signature, all, errors, features, threads), ratio, spread, spread * squares / (errors.Sum() * errors.Sum()));
    }

    /// <summary>The error that each row is expected to have.</summary>
    public double[] Expect(DataFrame rows, int threads = 1) => [.. Expect(Errors, rows, 0, threads).Select(error => error * Ratio)];

    /// <summary>The mean absolute error, with the 95% interval of what actual values of these rows would give.</summary>
    /// <param name="expected">The errors that rows are expected to have (<see cref="Expect(DataFrame, int)"/>).</param>
    public MetricValue MeanError(IReadOnlyList<double> expected)
    {
        if (expected.Count == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var mean = expected.Average();
        var own = Spread * expected.Sum(error => error * error) / expected.Count / expected.Count;
        var half = 1.96 * Math.Sqrt(own + (Uncertainty * mean * mean));
        return new(mean, Math.Max(0, mean - half), mean + half);
    }

    private static TrainedModel Train(
        DataFrame rows,
        IReadOnlyList<ColumnSchema> signature,
        int[] learned,
        double[] errors,
        FeatureDefinition features,
        int threads
    )
    {
        var trainer = new BoostedTreesTrainer();
        var plan = FeaturePlan.Fit(rows, signature, learned, features, trainer.Encoding);
        var set = new TrainingSet(plan.Encode(rows, learned, threads), Array.ConvertAll(learned, row => errors[row]), 0);
        return new()
        {
            Task = ModelTask.Regression,
            Classes = [],
            Label = null,
            Signature = signature,
            Plan = plan,
            Model = trainer.Train(set, null, Small, new(ModelTask.Regression, Seed: 0, threads)).Model,
        };
    }

    private static double[] Expect(TrainedModel errors, DataFrame rows, double least, int threads) =>
        Array.ConvertAll(errors.Predict(rows, threads).Values, error => Math.Max(error, least));

    /// <summary>No row is expected to be right to the last digit.</summary>
    private static double Floor(double[] errors) => 0.01 * errors.Average();
}
