using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

public sealed class BadInputTests
{
    private static readonly BoostedTreesTrainer Trainer = new();

    [Fact]
    public void Features_that_are_constant_or_missing_throughout_change_nothing()
    {
        var set = SampleTables.Mixed(31, 500, 2);
        var (constant, missing) = (new float[500], Enumerable.Repeat(float.NaN, 500).ToArray());
        var padded = set with
        {
            Features = new(
                [
                    .. set.Features.Features,
                    new("constant", "constant", FeatureKind.Numeric),
                    new("missing", "missing", FeatureKind.Numeric),
                    new("none", "none", FeatureKind.Categorical, 4),
                ],
                [.. set.Features.Columns, constant, missing, missing],
                500
            ),
        };

        Assert.Equal(Scores(Train(set, ModelTask.Binary), set.Features), Scores(Train(padded, ModelTask.Binary), padded.Features));
    }

    [Fact]
    public void Without_any_feature_that_varies_the_model_says_the_mean_and_why_it_stopped()
    {
        var outcome = Trainer.Train(
            new(SampleTables.Numbers(new float[6]), [1, 2, 3, 4, 5, 6], 0),
            null,
            [],
            SampleTables.Context(ModelTask.Regression)
        );

        Assert.All(Scores(outcome.Model, SampleTables.Numbers(new float[2])), score => Assert.Equal(3.5, score, 1e-12));
        Assert.Contains("no split lowers the loss", Assert.Single(outcome.Notes.Sentences()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void A_class_that_no_row_has_gets_little_probability_but_some(ModelTask task, int classes)
    {
        var set = SampleTables.Mixed(32, 300, classes) with
        {
            Labels = [.. Enumerable.Range(0, 300).Select(row => (double)(row % (classes - 1)))],
        };
        var model = Train(set, task);
        var scores = Scores(model, set.Features);
        var absent = Enumerable.Range(0, 300).Select(row => scores[(row * model.OutputCount) + model.OutputCount - 1]);

        Assert.All(scores, score => Assert.True(double.IsFinite(score)));
        Assert.All(absent, probability => Assert.InRange(probability, 1e-9, 0.01));
    }

    [Fact]
    public void Rows_of_weight_zero_count_as_if_they_were_not_there()
    {
        var set = SampleTables.Mixed(33, 600, 0);
        var weights = Enumerable.Range(0, 600).Select(row => row % 3 == 0 ? 0d : 1d).ToArray();
        var kept = Enumerable.Range(0, 600).Where(row => weights[row] > 0).ToArray();
        var without = new TrainingSet(set.Features.Take(kept), [.. kept.Select(row => set.Labels[row])], 0, [.. kept.Select(_ => 1d)]);

        Assert.Equal(
            SampleTables.Bytes(Train(without, ModelTask.Regression)),
            SampleTables.Bytes(Train(set with { Weights = weights }, ModelTask.Regression))
        );
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    [InlineData(1e100)]
    public void Labels_of_any_size_train_alike(double unit)
    {
        var set = SampleTables.Mixed(34, 800, 0);
        var (plain, scaled) = (
            Scores(Train(set, ModelTask.Regression), set.Features),
            Scores(Train(set with { Labels = Array.ConvertAll(set.Labels, label => label * unit) }, ModelTask.Regression), set.Features)
        );

        Assert.All(plain.Zip(scaled), pair => Assert.Equal(pair.First, pair.Second / unit, 0.05 * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void One_row_and_more_columns_than_rows_train()
    {
        Assert.Equal(7, Scores(Train(new(SampleTables.Numbers([1f]), [7], 0), ModelTask.Regression), SampleTables.Numbers([2f]))[0]);

        var wide = SampleTables.Numbers([
            .. Enumerable.Range(0, 300).Select(f => Enumerable.Range(0, 60).Select(row => (float)((row * (f + 1)) % 17)).ToArray()),
        ]);
        var labels = Enumerable.Range(0, 60).Select(row => (double)(row % 2)).ToArray();
        Assert.All(Scores(Train(new(wide, labels, 2), ModelTask.Binary), wide), probability => Assert.InRange(probability, 0, 1));
    }

    [Fact]
    public void Categories_and_infinities_never_seen_score_as_a_missing_or_extreme_value()
    {
        var set = SampleTables.Mixed(35, 700, 0);
        var model = Train(set, ModelTask.Regression);
        var (row, missing, output) = (new float[6], new float[6], new double[2]);
        set.Features.CopyRow(0, row);
        row.CopyTo(missing, 0);
        missing[5] = float.NaN;
        model.Score(missing, output.AsSpan(1));
        foreach (var unseen in new[] { 7f, 1e9f, -1f, float.PositiveInfinity, float.NegativeInfinity, 0.5f - 8 })
        {
            row[5] = unseen;
            model.Score(row, output);
            Assert.Equal(output[1], output[0]);
        }

        row[0] = float.PositiveInfinity;
        model.Score(row, output);
        Assert.True(double.IsFinite(output[0]));
    }

    [Theory]
    [InlineData(ModelTask.Binary, null, 2)]
    [InlineData(ModelTask.Binary, null, 0.5)]
    [InlineData(ModelTask.Binary, null, -1)]
    [InlineData(ModelTask.Regression, null, double.NaN)]
    [InlineData(ModelTask.Regression, null, double.PositiveInfinity)]
    [InlineData(ModelTask.Regression, "poisson", -1)]
    [InlineData(ModelTask.Regression, "gamma-gamma", 1)]
    public void Labels_out_of_range_and_unknown_objectives_are_problems(ModelTask task, string? objective, double label)
    {
        var set = SampleTables.Mixed(36, 50, task == ModelTask.Binary ? 2 : 0) with { Weights = null };
        var labels = Array.ConvertAll(set.Labels, Math.Abs);
        labels[3] = label;

        Assert.Throws<ProblemException>(() =>
            Trainer.Train(set with { Labels = labels }, null, [], SampleTables.Context(task, objective: objective))
        );
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_no_weight_is_a_problem(double weight)
    {
        var set = SampleTables.Mixed(37, 40, 0) with { Weights = [.. Enumerable.Repeat(1d, 39), weight] };
        Assert.Throws<ProblemException>(() => Train(set, ModelTask.Regression));
    }

    [Fact]
    public void Without_rows_that_count_there_is_a_problem()
    {
        var set = SampleTables.Mixed(38, 40, 0);
        Assert.Throws<ProblemException>(() => Train(set with { Weights = new double[40] }, ModelTask.Regression));
        Assert.Throws<ProblemException>(() =>
            Train(
                new(
                    SampleTables.Numbers([
                        [],
                    ]),
                    [],
                    0
                ),
                ModelTask.Regression
            )
        );
    }

    [Theory]
    [InlineData("leaves", 1)]
    [InlineData("learningRate", 0)]
    [InlineData("l2", -1)]
    [InlineData("rowShare", double.NaN)]
    public void A_parameter_out_of_range_is_a_problem(string name, double value) =>
        Assert.Throws<ProblemException>(() =>
            Trainer.Train(SampleTables.Mixed(39, 40, 0), null, new() { [name] = value }, SampleTables.Context(ModelTask.Regression))
        );

    [Fact]
    public void A_cancelled_training_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            Trainer.Train(SampleTables.Mixed(40, 400, 0), null, [], new(ModelTask.Regression, 1, 2, Cancellation: source.Token))
        );
    }

    private static IModel Train(TrainingSet set, ModelTask task) =>
        Trainer.Train(set, null, new() { ["trees"] = 15 }, SampleTables.Context(task)).Model;

    private static double[] Scores(IModel model, FeatureMatrix features)
    {
        var scores = new double[features.RowCount * model.OutputCount];
        model.ScoreAll(features, scores, 1);
        return scores;
    }
}
