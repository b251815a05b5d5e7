using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Linear;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Shared.Tests.Learning.Linear;

/// <summary>Linear models at the optimum that their definition names, whatever the number of threads.</summary>
public sealed class LinearTrainerTests
{
    [Fact]
    public void Ridge_is_its_closed_form()
    {
        var features = SampleRows.Uniform(60, 3, 1);
        var random = new Random(2);
        var labels = Enumerable
            .Range(0, 60)
            .Select(row => (2.0 * features.Columns[0][row]) - (3.0 * features.Columns[1][row]) + 7 + random.NextDouble())
            .ToArray();

        var weights = Weights(Train(new(features, labels, 0), ModelTask.Regression, new() { ["l2"] = 0.1 }).Model, 3);

        // (X'X / n + l2 I) w = X'y / n, with an unpenalised intercept: the labels' scale drops out of it.
        var system = new double[4, 5];
        for (var row = 0; row < 60; row++)
        {
            double[] x = [features.Columns[0][row], features.Columns[1][row], features.Columns[2][row], 1, labels[row]];
            for (var i = 0; i < 4; i++)
            {
                for (var j = 0; j < 5; j++)
                {
                    system[i, j] += x[i] * x[j] / 60;
                }
            }
        }

        for (var i = 0; i < 3; i++)
        {
            system[i, i] += 0.1;
        }

        var expected = Eliminate(system);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], weights[i], 6);
        }
    }

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 3)]
    public void No_step_in_any_direction_improves_the_penalised_loss(ModelTask task, int classes)
    {
        var features = SampleRows.Uniform(400, 5, 3);
        var labels =
            classes == 0
                ? [.. Enumerable.Range(0, 400).Select(row => Math.Sin(3 * features.Columns[0][row]) + features.Columns[1][row])]
                : SampleRows.Classes(features, classes, 4);
        foreach (var l1Share in new[] { 0, 0.7 })
        {
            var parameters = new TrainerParameters { ["l2"] = 0.02, ["l1Share"] = l1Share };
            var outcome = Train(new(features, labels, classes), task, parameters);
            var weights = Weights(outcome.Model, 5);
            var least = Loss(weights, features, labels, task, parameters);

            Assert.Contains("converged", Assert.Single(outcome.Notes.Sentences()), StringComparison.Ordinal);
            for (var i = 0; i < weights.Length; i++)
            {
                foreach (var step in new[] { -1e-3, 1e-3 })
                {
                    var moved = (double[])weights.Clone();
                    moved[i] += step;
                    Assert.True(
                        Loss(moved, features, labels, task, parameters) >= least - 1e-12,
                        $"{task}, l1Share {l1Share}: weight {i} by {step}"
                    );
                }
            }
        }
    }

    [Fact]
    public void A_penalty_on_absolute_values_leaves_useless_features_at_exactly_zero()
    {
        var features = SampleRows.Uniform(500, 20, 5);
        var labels = Enumerable.Range(0, 500).Select(row => (3.0 * features.Columns[4][row]) - (2.0 * features.Columns[7][row])).ToArray();

        var weights = Weights(Train(new(features, labels, 0), ModelTask.Regression, new() { ["l2"] = 0.1, ["l1Share"] = 1 }).Model, 20);

        Assert.Equal([4, 7], Enumerable.Range(0, 20).Where(f => weights[f] != 0));
    }

    [Fact]
    public void Newton_and_quasi_newton_steps_end_at_the_same_point()
    {
        var features = SampleRows.Uniform(300, 6, 6);
        var labels = SampleRows.Classes(features, 2, 7);
        var shares = Enumerable.Repeat(1 / 300.0, 300).ToArray();
        LinearObjective Objective() =>
            new(features, new LogisticLikelihood(labels, shares), new() { MaxDegreeOfParallelism = 2 }) { L2 = (1e-3, 1e-3) };

        var objective = Objective();
        var newton = Newton.Minimize(objective.Size, objective.Evaluate, objective.Curvature, 1e-9, default);
        var quasi = new Lbfgs(Objective().Evaluate, 7).Minimize(new double[7], 1e-9, default);

        Assert.True(newton.Converged && quasi.Converged);
        Assert.True(newton.Iterations < 12);
        Assert.All(newton.Point.Zip(quasi.Point), pair => Assert.Equal(pair.First, pair.Second, 6));
    }

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 3)]
    public void A_weight_of_two_is_the_row_twice_and_of_zero_no_row(ModelTask task, int classes)
    {
        var features = SampleRows.Uniform(200, 3, 8);
        var labels =
            classes == 0 ? Array.ConvertAll(features.Columns[2], value => 5.0 * value * value) : SampleRows.Classes(features, classes, 9);
        var weights = Enumerable.Range(0, 200).Select(row => (double)(row % 3)).ToArray();
        var copies = Enumerable.Range(0, 200).SelectMany(row => Enumerable.Repeat(row, row % 3)).ToArray();

        var weighted = Train(new(features, labels, classes, weights), task, []).Model;
        var copied = Train(new(features.Take(copies), Array.ConvertAll(copies, row => labels[row]), classes), task, []).Model;

        Assert.All(Weights(weighted, 3).Zip(Weights(copied, 3)), pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    [Theory]
    [InlineData(ModelTask.Regression, 0, 0)]
    [InlineData(ModelTask.Regression, 0, 0.5)]
    [InlineData(ModelTask.Binary, 2, 0)]
    [InlineData(ModelTask.Multiclass, 3, 0)]
    public void Threads_change_no_bit_and_a_model_reads_back_as_it_was(ModelTask task, int classes, double l1Share)
    {
        var features = SampleRows.Uniform(10_001, 6, 10);
        var labels = Enumerable.Range(0, 10_001).Select(row => classes == 0 ? features.Columns[1][row] * 1e30 : row % classes).ToArray();
        IModel Model(int threads) =>
            Train(new(features, labels, classes), task, new() { ["l2"] = 1e-3, ["l1Share"] = l1Share }, threads).Model;
        var one = Model(1);

        Assert.Equal(one.Bytes(), Model(2).Bytes());
        Assert.Equal(one.Bytes(), Model(4).Bytes());
        Assert.Equal(one.Bytes(), ModelKinds.BuiltIn.Read("linear", one.Bytes()).Bytes());
        Assert.Equal(one.Scores(features, 1), one.Scores(features, 4));
        Assert.Equal(RowByRow(one, features), one.Scores(features));
    }

    [Theory]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 3)]
    public void Probabilities_meet_the_shares_of_the_classes(ModelTask task, int classes)
    {
        // At the optimum the unpenalised intercept makes the mean probability of a class its share: the gradient's condition.
        var features = SampleRows.Uniform(900, 4, 11);
        var labels = SampleRows.Classes(features, classes, 12);

        var model = Train(new(features, labels, classes), task, []).Model;
        var predictions = Predictions.FromScores(task, [.. Enumerable.Range(0, classes).Select(c => $"{c}")], model.Scores(features));

        for (var c = 0; c < classes; c++)
        {
            Assert.Equal(
                labels.Count(label => label == c) / 900.0,
                Enumerable.Range(0, 900).Average(row => predictions.Probabilities![(row * classes) + c]),
                5
            );
        }
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1)]
    [InlineData(1e100)]
    public void The_labels_unit_does_not_matter(double unit)
    {
        var features = SampleRows.Uniform(100, 2, 13);
        double[] Labels(double scale) => [.. Enumerable.Range(0, 100).Select(row => scale * (1 + features.Columns[0][row]))];

        var plain = Weights(Train(new(features, Labels(1), 0), ModelTask.Regression, []).Model, 2);
        var scaled = Weights(Train(new(features, Labels(unit), 0), ModelTask.Regression, []).Model, 2);

        Assert.All(plain.Zip(scaled), pair => Assert.Equal(pair.First, pair.Second / unit, 9));
    }

    [Fact]
    public void Columns_that_repeat_each_other_more_columns_than_rows_and_equal_labels_are_learned()
    {
        var column = SampleRows.Uniform(40, 1, 14).Columns[0];
        var repeated = Train(
            new(SampleRows.Of(column, column, column), Array.ConvertAll(column, x => 3.0 * x), 0),
            ModelTask.Regression,
            new() { ["l2"] = 0 }
        );
        var wide = Train(
            new(SampleRows.Uniform(10, 50, 15), [.. Enumerable.Range(0, 10).Select(row => row % 2.0)], 2),
            ModelTask.Binary,
            []
        );
        var equal = Train(new(SampleRows.Uniform(10, 2, 16), [.. Enumerable.Repeat(0.1, 10)], 0), ModelTask.Regression, []);
        var oneClass = Train(new(SampleRows.Uniform(10, 2, 17), new double[10], 2), ModelTask.Binary, []);

        Assert.Equal(3, Weights(repeated.Model, 3)[..3].Sum(), 6);
        Assert.All(
            wide.Model.Scores(SampleRows.Uniform(10, 50, 15)).Select((score, row) => (score, row)),
            pair => Assert.Equal(pair.row % 2 == 1, pair.score > 0.5)
        );
        Assert.All(equal.Model.Scores(SampleRows.Uniform(5, 2, 18)), score => Assert.Equal(0.1, score, 9));
        Assert.All(oneClass.Model.Scores(SampleRows.Uniform(5, 2, 18)), score => Assert.InRange(score, 0, 0.001));
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused()
    {
        var features = SampleRows.Uniform(3, 1, 19);

        Assert.Throws<ProblemException>(() => Train(new(features, [1, double.NaN, 2], 0), ModelTask.Regression, []));
        Assert.Throws<ProblemException>(() => Train(new(features, [1, 1e200, 2], 0), ModelTask.Regression, []));
        Assert.Throws<ProblemException>(() => Train(new(features, [0, 1, 2], 2), ModelTask.Binary, []));
        Assert.Throws<ProblemException>(() => Train(new(features, [1, 2, 3], 0, [0, 0, 0]), ModelTask.Regression, []));
        Assert.Throws<ProblemException>(() => Train(new(features, [1, 2, 3], 0, [1, -1, 1]), ModelTask.Regression, []));
        Assert.Throws<ProblemException>(() => Train(new(features, [1, 2, 3], 0, [1, double.NaN, 1]), ModelTask.Regression, []));
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        var features = SampleRows.Uniform(1_000, 4, 20);

        Assert.ThrowsAny<OperationCanceledException>(() =>
            new LinearTrainer().Train(
                new(features, SampleRows.Classes(features, 2, 21), 2),
                null,
                [],
                new(ModelTask.Binary, 7, 2, Cancellation: new(canceled: true))
            )
        );
    }

    private static TrainingOutcome Train(TrainingSet set, ModelTask task, TrainerParameters parameters, int threads = 2) =>
        new LinearTrainer().Train(set, null, parameters, new(task, 7, threads));

    /// <summary>For each output a weight a feature, then the intercept: found by asking for the margins.</summary>
    private static double[] Weights(IModel model, int features)
    {
        var weights = new double[model.OutputCount * (features + 1)];
        var (row, margins) = (new float[features], new double[model.OutputCount]);
        ((IExplainable)model).Margins(row, margins);
        var intercepts = (double[])margins.Clone();
        for (var k = 0; k < model.OutputCount; k++)
        {
            weights[(k * (features + 1)) + features] = intercepts[k];
        }

        for (var f = 0; f < features; f++)
        {
            row[f] = 1;
            ((IExplainable)model).Margins(row, margins);
            row[f] = 0;
            for (var k = 0; k < model.OutputCount; k++)
            {
                var weight = margins[k] - intercepts[k];
                weights[(k * (features + 1)) + f] = Math.Abs(weight) < 1e-12 * Math.Abs(intercepts[k]) ? 0 : weight;
            }
        }

        return weights;
    }

    private static double Loss(double[] weights, FeatureMatrix features, double[] labels, ModelTask task, TrainerParameters parameters)
    {
        var (stride, rows) = (features.Columns.Length + 1, features.RowCount);
        var mean = labels.Average();
        var deviation = task == ModelTask.Regression ? Math.Sqrt(labels.Average(label => Math.Pow(label - mean, 2))) : 1;
        var loss = 0.0;
        for (var row = 0; row < rows; row++)
        {
            var margins = Enumerable
                .Range(0, weights.Length / stride)
                .Select(k =>
                    weights[(k * stride) + stride - 1]
                    + Enumerable.Range(0, stride - 1).Sum(f => weights[(k * stride) + f] * features.Columns[f][row])
                )
                .ToArray();
            loss +=
                task switch
                {
                    ModelTask.Regression => 0.5 * Math.Pow((margins[0] - labels[row]) / deviation, 2),
                    ModelTask.Binary => Math.Log(1 + Math.Exp(margins[0])) - (labels[row] * margins[0]),
                    _ => Math.Log(margins.Sum(Math.Exp)) - margins[(int)labels[row]],
                } / rows;
        }

        var free = weights.Where((_, i) => i % stride != stride - 1).Select(weight => weight / deviation).ToArray();
        return loss
            + (
                parameters["l2"]
                * ((parameters["l1Share"] * free.Sum(Math.Abs)) + (0.5 * (1 - parameters["l1Share"]) * free.Sum(weight => weight * weight)))
            );
    }

    private static double[] RowByRow(IModel model, FeatureMatrix features)
    {
        var (scores, row) = (new double[features.RowCount * model.OutputCount], new float[features.Columns.Length]);
        for (var i = 0; i < features.RowCount; i++)
        {
            features.CopyRow(i, row);
            model.Score(row, scores.AsSpan(i * model.OutputCount, model.OutputCount));
        }

        return scores;
    }

    /// <summary>Gauss and Jordan.</summary>
    private static double[] Eliminate(double[,] system)
    {
        var n = system.GetLength(0);
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var row = 0; row < n; row++)
            {
                var factor = row == pivot ? 0 : system[row, pivot] / system[pivot, pivot];
                for (var column = 0; column <= n; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => system[i, n] / system[i, i])];
    }
}
