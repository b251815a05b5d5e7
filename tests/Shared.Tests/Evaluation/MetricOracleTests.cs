using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>Each metric against its definition, computed in the plainest way.</summary>
public sealed class MetricOracleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Auc_is_the_share_of_pairs_in_order_with_ties_half(int seed)
    {
        var (predictions, labels) = SampleScores.RandomBinary(157, seed);

        Assert.Equal(PairwiseAuc(Positive(predictions), labels), Evaluator.Measure("auc", predictions, labels), 12);
    }

    [Fact]
    public void Auc_of_one_class_and_of_equal_scores()
    {
        Assert.True(double.IsNaN(Evaluator.Measure("auc", SampleScores.Binary(0.1, 0.9), [1, 1])));
        Assert.Equal(0.5, Evaluator.Measure("auc", SampleScores.Binary(0.4, 0.4, 0.4), [1, 0, 1]));
        Assert.Equal(1, Evaluator.Measure("auc", SampleScores.Binary(0.1, 0.2, 0.3), [0, 0, 1]));
        Assert.Equal(0, Evaluator.Measure("auc", SampleScores.Binary(0.3, 0.2, 0.1), [0, 0, 1]));
    }

    [Fact]
    public void Auc_depends_on_nothing_but_the_order_of_the_scores() =>
        Prop.ForAll(
                ScoredRows(),
                rows =>
                {
                    var labels = rows.Select(row => row.Label).ToArray();
                    var plain = Evaluator.Measure("auc", SampleScores.Binary([.. rows.Select(row => row.Score)]), labels);
                    var bent = Evaluator.Measure(
                        "auc",
                        SampleScores.Binary([.. rows.Select(row => 0.1 + (0.5 * Math.Pow(row.Score, 3)))]),
                        labels
                    );
                    return double.IsNaN(plain) ? double.IsNaN(bent) : plain == bent && plain is >= 0 and <= 1;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Auc_of_turned_labels_is_its_complement() =>
        Prop.ForAll(
                ScoredRows(),
                rows =>
                {
                    var predictions = SampleScores.Binary([.. rows.Select(row => row.Score)]);
                    var plain = Evaluator.Measure("auc", predictions, [.. rows.Select(row => row.Label)]);
                    var turned = Evaluator.Measure("auc", predictions, [.. rows.Select(row => 1 - row.Label)]);
                    return double.IsNaN(plain) ? double.IsNaN(turned) : Math.Abs(1 - plain - turned) < 1e-12;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Auc_of_several_classes_is_the_mean_of_each_against_the_rest()
    {
        double[] labels = [0, 1, 2, 1, 0, 2];
        double[] probabilities = [0.5, 0.3, 0.2, 0.4, 0.35, 0.25, 0.1, 0.2, 0.7, 0.3, 0.4, 0.3, 0.2, 0.5, 0.3, 0.3, 0.4, 0.3];
        var expected = Enumerable
            .Range(0, 3)
            .Average(c =>
                PairwiseAuc(
                    [.. Enumerable.Range(0, 6).Select(row => probabilities[(3 * row) + c])],
                    [.. labels.Select(label => label == c ? 1.0 : 0)]
                )
            );

        Assert.Equal(expected, Evaluator.Measure("auc", SampleScores.Classes(3, probabilities), labels), 12);
    }

    [Fact]
    public void Accuracy_and_f1_of_two_classes()
    {
        // Called: yes, yes, yes, no, no. Right: the first two and the fourth.
        var (predictions, labels) = (SampleScores.Binary(0.9, 0.8, 0.7, 0.2, 0.4), new double[] { 1, 1, 0, 0, 1 });

        Assert.Equal(0.6, Evaluator.Measure("accuracy", predictions, labels), 12);
        Assert.Equal(2 * 2.0 / (3 + 3), Evaluator.Measure("f1", predictions, labels), 12);
        Assert.True(double.IsNaN(Evaluator.Measure("f1", SampleScores.Binary(0.1, 0.2), [0, 0])));
    }

    [Fact]
    public void F1_of_several_classes_is_the_plain_mean_over_those_that_occur()
    {
        // Called: 0, 1, 1, 0; a fourth class is neither called nor there.
        double[] probabilities = [0.9, 0.1, 0, 0, 0.1, 0.8, 0.1, 0, 0.1, 0.5, 0.4, 0, 0.7, 0.2, 0.1, 0];

        Assert.Equal((1.0 + (2.0 / 3) + 0) / 3, Evaluator.Measure("f1", SampleScores.Classes(4, probabilities), [0, 1, 2, 0]), 12);
    }

    [Fact]
    public void Log_loss_is_natural_and_bounded_for_a_certain_error()
    {
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.7)) / 2, Evaluator.Measure("logloss", SampleScores.Binary(0.8, 0.3), [1, 0]), 12);
        Assert.Equal(-Math.Log(1e-15), Evaluator.Measure("logloss", SampleScores.Binary(0), [1]), 9);
    }

    [Fact]
    public void Brier_of_two_classes_is_the_squared_error_of_the_probability_and_of_several_its_sum()
    {
        Assert.Equal(((0.2 * 0.2) + (0.3 * 0.3)) / 2, Evaluator.Measure("brier", SampleScores.Binary(0.8, 0.3), [1, 0]), 12);
        Assert.Equal((0.5 * 0.5) + (0.3 * 0.3) + (0.2 * 0.2), Evaluator.Measure("brier", SampleScores.Classes(3, 0.5, 0.3, 0.2), [0]), 12);
    }

    [Fact]
    public void Errors_of_numbers()
    {
        var (predictions, labels) = (SampleScores.Numbers(1, 4, 0, 8), new double[] { 2, 4, 0, 5 });

        Assert.Equal(Math.Sqrt(10.0 / 4), Evaluator.Measure("rmse", predictions, labels), 12);
        Assert.Equal(1, Evaluator.Measure("mae", predictions, labels), 12);
        Assert.Equal((0.5 + 0 + 0.6) / 3, Evaluator.Measure("mape", predictions, labels), 12);
        Assert.Equal(0.5, Evaluator.Measure("pinball", predictions, labels), 12);
        Assert.Equal(1 - (10 / 14.75), Evaluator.Measure("r2", predictions, labels), 12);
    }

    [Theory]
    [InlineData(1e-308)]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    [InlineData(1e307)]
    public void Numbers_whose_squares_no_double_holds_are_measured_like_others(double unit)
    {
        double[] labels = [2, 4, 1, 5];
        double[] predicted = [1, 4, 3, 8];
        double Of(string metric, double unit) =>
            Evaluator.Measure(
                metric,
                SampleScores.Numbers([.. predicted.Select(value => value * unit)]),
                [.. labels.Select(value => value * unit)]
            );

        Assert.All(["rmse", "mae", "pinball"], metric => Assert.Equal(1, Of(metric, unit) / unit / Of(metric, 1), 9));
        Assert.All(["r2", "mape"], metric => Assert.Equal(Of(metric, 1), Of(metric, unit), 9));
    }

    [Fact]
    public void An_answer_that_is_not_finite_makes_no_metric_finite() =>
        Assert.All(
            ["rmse", "mae", "pinball", "r2", "mape"],
            metric => Assert.False(double.IsFinite(Evaluator.Measure(metric, SampleScores.Numbers(1, double.PositiveInfinity), [1, 2])))
        );

    [Fact]
    public void R2_is_0_for_the_mean_1_for_the_truth_and_undefined_for_equal_labels()
    {
        Assert.Equal(0, Evaluator.Measure("r2", SampleScores.Numbers(2e9, 2e9, 2e9), [1e9, 2e9, 3e9]), 12);
        Assert.Equal(1, Evaluator.Measure("r2", SampleScores.Numbers(1, 2, 3), [1, 2, 3]), 12);
        Assert.True(double.IsNaN(Evaluator.Measure("r2", SampleScores.Numbers(1, 2, 3), [0.1, 0.1, 0.1])));
        Assert.True(double.IsNaN(Evaluator.Measure("mape", SampleScores.Numbers(1), [0])));
    }

    [Fact]
    public void Silhouette_is_Rousseeuw_s()
    {
        var random = new Random(5);
        var points = Enumerable
            .Range(0, 40)
            .Select(_ => (X: (float)random.NextDouble(), Y: (float)random.NextDouble(), Group: (double)random.Next(3)))
            .ToArray();
        var features = new FeatureMatrix(
            [new("x", "x", FeatureKind.Numeric), new("y", "y", FeatureKind.Numeric)],
            [
                [.. points.Select(point => point.X)],
                [.. points.Select(point => point.Y)],
            ],
            points.Length
        );
        var predictions = new Predictions(ModelTask.Clustering, [], [.. points.Select(point => point.Group)], null);

        var expected = points
            .Select(
                (point, i) =>
                {
                    double To(double group) =>
                        points
                            .Where((other, j) => j != i && other.Group == group)
                            .Average(other => Math.Sqrt(Math.Pow(other.X - (double)point.X, 2) + Math.Pow(other.Y - (double)point.Y, 2)));
                    var (a, b) = (To(point.Group), new[] { 0.0, 1, 2 }.Where(group => group != point.Group).Min(To));
                    return (b - a) / Math.Max(a, b);
                }
            )
            .Average();
        Assert.Equal(expected, Evaluator.Measure("silhouette", predictions, [], features), 9);
    }

    [Fact]
    public void A_metric_of_another_task_is_not_a_number()
    {
        Assert.True(double.IsNaN(Evaluator.Measure("rmse", SampleScores.Binary(0.5), [1])));
        Assert.True(double.IsNaN(Evaluator.Measure("auc", SampleScores.Numbers(0.5), [1])));
        Assert.Throws<ArgumentException>(() => Evaluator.Measure("gini", SampleScores.Binary(0.5), [1]));
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    [InlineData(ModelTask.Anomaly)]
    [InlineData(ModelTask.Clustering)]
    public void No_rows_give_no_number(ModelTask task)
    {
        string[] classes =
            task is ModelTask.Binary ? ["no", "yes"]
            : task is ModelTask.Multiclass ? ["a", "b", "c"]
            : [];

        Assert.All(
            MetricNames.For(task),
            metric => Assert.True(double.IsNaN(Evaluator.Measure(metric, Predictions.FromScores(task, classes, []), [])))
        );
    }

    private static Arbitrary<(double Score, double Label)[]> ScoredRows() =>
        Gen.Choose(0, 8)
            .Select(i => i / 8.0)
            .Zip(Gen.Elements(0.0, 1.0), (score, label) => (score, label))
            .NonEmptyListOf()
            .Select(rows => rows.ToArray())
            .ToArbitrary();

    private static double[] Positive(Predictions predictions) =>
        [.. Enumerable.Range(0, predictions.RowCount).Select(row => predictions.Probabilities![(2 * row) + 1])];

    private static double PairwiseAuc(double[] scores, double[] labels)
    {
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (labels[i] == 1 && labels[j] == 0)
                {
                    (sum, pairs) = (
                        sum
                            + (
                                scores[i] > scores[j] ? 1
                                : scores[i] == scores[j] ? 0.5
                                : 0
                            ),
                        pairs + 1
                    );
                }
            }
        }

        return sum / pairs;
    }
}
