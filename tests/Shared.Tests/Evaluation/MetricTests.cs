using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>Metrics against their definitions, written out naively.</summary>
public sealed class MetricTests
{
    [Fact]
    public void Auc_is_the_chance_that_a_positive_row_is_scored_higher() => Prop.ForAll(
        (from n in Gen.Choose(2, 30) from scores in Gen.ArrayOf(Gen.Choose(0, 8), n) from labels in Gen.ArrayOf(Gen.Choose(0, 1), n) select (scores, labels)).ToArbitrary(),
        sample =>
        {
            var (scores, labels) = sample;
            var (wins, pairs) = (0.0, 0);
            for (var i = 0; i < scores.Length; i++)
            {
                for (var j = 0; j < scores.Length; j++)
                {
                    if (labels[i] == 1 && labels[j] == 0)
                    {
                        pairs++;
                        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
                }
            }

            var auc = Evaluator.Measure(MetricNames.Auc, Binary(Array.ConvertAll(scores, score => score / 8.0)), Array.ConvertAll(labels, label => (double)label));
            return pairs == 0 ? double.IsNaN(auc) : Math.Abs(auc - (wins / pairs)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Numbers_are_measured_as_defined()
    {
        var predictions = new Predictions(ModelTask.Regression, [], [1, 2, 5, 4], null);
        double[] labels = [1, 4, 3, 0];

        Assert.Equal(Math.Sqrt(24 / 4.0), Evaluator.Measure(MetricNames.Rmse, predictions, labels), 12);
        Assert.Equal(2, Evaluator.Measure(MetricNames.Mae, predictions, labels), 12);
        Assert.Equal(1 - (24 / 10.0), Evaluator.Measure(MetricNames.R2, predictions, labels), 12);
        Assert.Equal((0 + (2 / 4.0) + (2 / 3.0)) / 3, Evaluator.Measure(MetricNames.Mape, predictions, labels), 12);
        Assert.Equal(1, Evaluator.Measure(MetricNames.Pinball, predictions, labels), 12);
    }

    [Fact]
    public void Classes_are_measured_as_defined()
    {
        var predictions = Binary([0.9, 0.6, 0.2, 0.4]);
        double[] labels = [1, 0, 0, 1];

        Assert.Equal(0.5, Evaluator.Measure(MetricNames.Accuracy, predictions, labels));
        Assert.Equal(0.5, Evaluator.Measure(MetricNames.F1, predictions, labels), 12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.8) + Math.Log(0.4)) / 4, Evaluator.Measure(MetricNames.LogLoss, predictions, labels), 12);
        Assert.Equal((0.01 + 0.36 + 0.04 + 0.36) / 4, Evaluator.Measure(MetricNames.Brier, predictions, labels), 12);
    }

    [Fact]
    public void A_metric_without_meaning_on_these_rows_is_not_a_number()
    {
        Assert.True(double.IsNaN(Evaluator.Measure(MetricNames.Auc, Binary([0.1, 0.2]), [1, 1])));
        Assert.True(double.IsNaN(Evaluator.Measure(MetricNames.R2, new(ModelTask.Regression, [], [1, 2], null), [3, 3])));
        Assert.True(double.IsNaN(Evaluator.Measure(MetricNames.Mape, new(ModelTask.Regression, [], [1], null), [0])));
    }

    [Fact]
    public void Intervals_of_a_paired_comparison_tell_better_from_equal()
    {
        var random = new Random(1);
        var labels = Enumerable.Range(0, 2000).Select(_ => random.NextDouble()).ToArray();
        Predictions Noisy(double noise, int seed)
        {
            var own = new Random(seed);
            return new(ModelTask.Regression, [], Array.ConvertAll(labels, label => label + (noise * (own.NextDouble() - 0.5))), null);
        }

        Assert.True(Evaluator.Compare(Noisy(0.1, 2), Noisy(0.2, 3), labels, 7).Gains["rmse"].Low > 0);
        var equal = Evaluator.Compare(Noisy(0.1, 2), Noisy(0.1, 3), labels, 7).Gains["rmse"];
        Assert.True(equal.Low < 0 && equal.High > 0);
        Assert.Equal(Json.Write(Evaluator.Compare(Noisy(0.1, 2), Noisy(0.2, 3), labels, 7)), Json.Write(Evaluator.Compare(Noisy(0.1, 2), Noisy(0.2, 3), labels, 7)));
    }

    [Fact]
    public void Answers_of_a_model_with_other_classes_are_compared_by_class_name()
    {
        var other = new Predictions(ModelTask.Multiclass, ["a", "c"], [1, 0], [0.2, 0.8, 0.7, 0.3]);
        var aligned = other.AlignTo(["a", "b", "c"]);

        Assert.Equal([2, 0], aligned.Values);
        Assert.Equal([0.2, 0, 0.8, 0.7, 0, 0.3], aligned.Probabilities!);
    }

    private static Predictions Binary(double[] positive) => Predictions.FromScores(ModelTask.Binary, ["no", "yes"], positive);
}
