using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>A row with the weight of a whole number counts as so many rows.</summary>
public sealed class WeightedMetricTests
{
    [Theory]
    [InlineData("rmse")]
    [InlineData("mae")]
    [InlineData("r2")]
    [InlineData("mape")]
    [InlineData("pinball")]
    public void A_weight_of_numbers_counts_a_row_as_often(string metric)
    {
        var (predictions, labels) = SampleScores.RandomNumbers(60, 3, noise: 2);

        AssertCounts(metric, predictions, labels);
    }

    [Theory]
    [InlineData("logloss")]
    [InlineData("brier")]
    [InlineData("accuracy")]
    [InlineData("f1")]
    public void A_weight_of_classes_counts_a_row_as_often(string metric)
    {
        var (predictions, labels) = SampleScores.RandomBinary(60, 4);

        AssertCounts(metric, predictions, labels);
    }

    [Fact]
    public void Rows_without_weight_do_not_count_and_equal_weights_change_nothing()
    {
        var predictions = SampleScores.Numbers(1, 2, 300);

        Assert.Equal(1, Evaluator.Measure("mae", predictions with { Weights = [1, 1, 0] }, [2, 3, 0]));
        Assert.Equal(
            Evaluator.Measure("rmse", predictions, [2, 3, 0]),
            Evaluator.Measure("rmse", predictions with { Weights = [0.5, 0.5, 0.5] }, [2, 3, 0]),
            12
        );
        Assert.True(double.IsNaN(Evaluator.Measure("mae", predictions with { Weights = [0, 0, 0] }, [2, 3, 0])));
    }

    [Fact]
    public void Two_models_are_compared_by_the_same_weights()
    {
        double[] labels = [0, 0, 0, 0];
        var candidate = SampleScores.Numbers(1, 1, 1, 9) with { Weights = [1, 1, 1, 0] };

        var gain = Evaluator.Compare(candidate, SampleScores.Numbers(2, 2, 2, 0), labels, seed: 1).Gains["mae"];

        Assert.Equal(1, gain.Value);
    }

    private static void AssertCounts(string metric, Predictions predictions, double[] labels)
    {
        int[] counts = [.. labels.Select((_, row) => row % 4)];
        int[] repeated = [.. counts.SelectMany((count, row) => Enumerable.Repeat(row, count))];

        Assert.Equal(
            Evaluator.Measure(metric, predictions.Take(repeated), [.. repeated.Select(row => labels[row])]),
            Evaluator.Measure(metric, predictions with { Weights = [.. counts.Select(count => 0.25 * count)] }, labels),
            9
        );
        Assert.Contains(metric, MetricNames.For(predictions.Task));
    }
}
