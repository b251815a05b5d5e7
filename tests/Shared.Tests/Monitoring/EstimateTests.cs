using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

/// <summary>Estimates without actual values: their intervals hold what actual values then say, as often as they promise.</summary>
public sealed class EstimateTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_probabilities_are_calibrated_the_interval_of_every_metric_holds_its_true_value(int classes)
    {
        const int Trials = 120;
        var held = new Dictionary<string, int>();
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(trial);
            var predictions = Draw(random, rows: 200, classes);
            var truth = Truth(random, predictions);
            foreach (var (metric, estimate) in ConfidenceEstimate.Of(predictions, seed: 7))
            {
                var value = Evaluator.Measure(metric, predictions, truth);
                held[metric] = held.GetValueOrDefault(metric) + (value >= estimate.Low && value <= estimate.High ? 1 : 0);
                Assert.InRange(estimate.Value, estimate.Low, estimate.High);
            }
        }

        // 95% of 120 are 114; fewer than 106 has a chance below one in a thousand.
        Assert.Equal(["accuracy", "auc", "brier", "f1", "logloss"], held.Keys.Order());
        Assert.All(held, metric => Assert.InRange(metric.Value, 106, Trials));
    }

    [Fact]
    public void The_estimate_follows_from_the_probabilities()
    {
        var predictions = Draw(new(1), rows: 2_000, classes: 2);
        var estimate = ConfidenceEstimate.Of(predictions, seed: 7);
        var positive = Enumerable.Range(0, 2_000).Select(row => predictions.Probabilities![(2 * row) + 1]).ToList();

        Assert.Equal(positive.Average(p => Math.Max(p, 1 - p)), estimate["accuracy"].Value, 0.003);
        Assert.Equal(positive.Average(p => p * (1 - p)), estimate["brier"].Value, 0.003);
        Assert.Equal(positive.Average(p => -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p))), estimate["logloss"].Value, 0.01);
        Assert.Equal(estimate, ConfidenceEstimate.Of(predictions, seed: 7));
    }

    [Fact]
    public void The_interval_of_an_estimated_error_holds_the_true_one_where_inputs_have_moved()
    {
        const int Trials = 60;
        var held = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(trial);
            var (rows, errors) = Errors(random, 500, from: 0);
            var (current, truth) = Errors(random, 300, from: 0.4);
            var model = LossModel.Fit(rows, Signature, errors, new(), threads: 1)!;
            var estimate = model.MeanError(model.Expect(current));
            held += truth.Average() >= estimate.Low && truth.Average() <= estimate.High ? 1 : 0;

            // The rows have moved to where errors are greater, and the estimate with them.
            Assert.True(estimate.Value > errors.Average());
        }

        Assert.InRange(held, 50, Trials);
    }

    [Fact]
    public void Too_few_rows_or_no_errors_teach_nothing()
    {
        var (few, errors) = Errors(new(1), LossModel.MinRows - 1, from: 0);
        var (rows, _) = Errors(new(1), 200, from: 0);

        Assert.Null(LossModel.Fit(few, Signature, errors, new(), threads: 1));
        Assert.Null(LossModel.Fit(rows, Signature, new double[200], new(), threads: 1));
    }

    private static readonly IReadOnlyList<ColumnSchema> Signature = [new("x", ColumnType.Number, ColumnRole.Feature)];

    /// <summary>Errors that grow with x.</summary>
    private static (DataFrame Rows, double[] Errors) Errors(Random random, int rows, double from)
    {
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => from + ((1 - from) * random.NextDouble()))];
        return (new([new NumberColumn("x", x)], rows), Array.ConvertAll(x, value => Math.Abs((1 + (4 * value)) * Normal(random))));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Predictions Draw(Random random, int rows, int classes)
    {
        var probabilities = new double[rows * classes];
        for (var row = 0; row < rows; row++)
        {
            var parts = Enumerable.Range(0, classes).Select(_ => Math.Pow(0.01 + random.NextDouble(), 3)).ToList();
            for (var c = 0; c < classes; c++)
            {
                probabilities[(row * classes) + c] = parts[c] / parts.Sum();
            }
        }

        return classes == 2
            ? Predictions.FromScores(
                ModelTask.Binary,
                ["no", "yes"],
                [.. Enumerable.Range(0, rows).Select(row => probabilities[(2 * row) + 1])]
            )
            : Predictions.FromScores(ModelTask.Multiclass, ["a", "b", "c"], probabilities);
    }

    private static double[] Truth(Random random, Predictions predictions) =>
        [
            .. Enumerable
                .Range(0, predictions.RowCount)
                .Select(row =>
                {
                    var (left, c) = (random.NextDouble(), 0);
                    while (
                        c < predictions.Classes.Count - 1
                        && (left -= predictions.Probabilities![(row * predictions.Classes.Count) + c]) >= 0
                    )
                    {
                        c++;
                    }

                    return (double)c;
                }),
        ];
}
