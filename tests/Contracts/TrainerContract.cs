using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Contracts;

/// <summary>What every trainer of labelled rows and the models that it makes must hold to, whoever wrote the algorithm.</summary>
public abstract partial class TrainerContract
{
    /// <summary>The tasks, each with its number of classes.</summary>
    public static TheoryData<ModelTask, int> Tasks =>
        new()
        {
            { ModelTask.Binary, 2 },
            { ModelTask.Multiclass, 3 },
            { ModelTask.Regression, 0 },
        };

    protected abstract ITrainer Trainer { get; }

    /// <summary>What reads its models.</summary>
    protected abstract ModelKinds Kinds { get; }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Equal_rows_and_seed_give_equal_bytes_on_any_number_of_threads(ModelTask task, int classes)
    {
        var (training, validation) = (Table(700, classes, 1), Table(200, classes, 2));

        var first = Train(training, task, validation: validation);

        Assert.Equal(first.Model.Bytes(), Train(training, task, threads: 1, validation: validation).Model.Bytes());
        Assert.Equal(first.Model.Bytes(), Train(training, task, threads: 2, validation: validation).Model.Bytes());
        Assert.Equal(first.Model.Bytes(), Train(training, task, threads: 4, validation: validation).Model.Bytes());
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void It_learns_what_there_is_to_learn_and_scores_are_of_the_tasks_kind(ModelTask task, int classes)
    {
        var (training, test) = (Table(1_500, classes, 1), Table(600, classes, 2));

        var model = Train(training, task).Model;

        var scores = model.Scores(test.Features);
        Assert.Equal(
            (training.Features.Columns.Length, Math.Max(1, classes == 2 ? 1 : classes), Trainer.Name),
            (model.FeatureCount, model.OutputCount, model.Kind)
        );
        Assert.All(scores, score => Assert.True(double.IsFinite(score)));
        var right = 0.0;
        for (var row = 0; row < test.Labels.Length; row++)
        {
            var own = scores.AsSpan(row * model.OutputCount, model.OutputCount);
            Assert.True(
                classes == 0 || (own.ContainsAnyInRange(0, 1) && !own.ContainsAnyExceptInRange(0, 1)),
                $"row {row}: {string.Join(' ', own.ToArray())}"
            );
            Assert.True(classes < 3 || Math.Abs(own.ToArray().Sum() - 1) < 1e-5, $"row {row}: {string.Join(' ', own.ToArray())}");
            right += classes switch
            {
                0 => Math.Pow(own[0] - test.Labels[row], 2),
                2 => (own[0] > 0.5 ? 1 : 0) == test.Labels[row] ? 1 : 0,
                _ => own.IndexOf(own.ToArray().Max()) == (int)test.Labels[row] ? 1 : 0,
            };
        }

        // Without the last of its noise the table can be learned to about 0.9; the commonest class is half of the rows,
        // and a guess of the mean explains nothing.
        var mean = test.Labels.Average();
        var quality = classes == 0 ? 1 - (right / test.Labels.Sum(label => Math.Pow(label - mean, 2))) : right / test.Labels.Length;
        Assert.True(quality > 0.8, $"{task}: {quality}");
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void What_it_fitted_can_be_fitted_again_without_validation_rows(ModelTask task, int classes)
    {
        var training = Table(500, classes, 1);

        var fitted = Train(training, task, validation: Table(200, classes, 2)).Fitted;

        Assert.Equal(fitted, Trainer.Train(training, null, fitted, TrainerTable.Context(task)).Fitted);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_corner_of_its_space_can_be_trained(ModelTask task, int classes)
    {
        var training = Table(300, classes, 1);
        foreach (var corner in new Func<ParameterRange, double>[] { range => range.Min, range => range.Max })
        {
            var parameters = new TrainerParameters(Trainer.SearchSpace.ToDictionary(range => range.Name, corner));

            Assert.All(
                Trainer.Train(training, null, parameters, TrainerTable.Context(task)).Model.Scores(training.Features),
                score => Assert.True(double.IsFinite(score))
            );
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Rows_without_weight_do_not_count_and_weights_of_any_size_do(ModelTask task, int classes)
    {
        var set = Table(600, classes, 1);
        int[] counting = [.. Enumerable.Range(0, 600).Where(row => row % 3 != 0)];
        var without = set with
        {
            Features = set.Features.Take(counting),
            Labels = [.. counting.Select(row => set.Labels[row])],
            Weights = [.. counting.Select(row => 1.0 + (row % 2))],
        };
        var zeroed = set with { Weights = [.. Enumerable.Range(0, 600).Select(row => row % 3 == 0 ? 0.0 : 1 + (row % 2))] };

        Assert.Equal(Train(without, task).Model.Bytes(), Train(zeroed, task).Model.Bytes());
        var huge = Train(zeroed with { Weights = [.. zeroed.Weights!.Select(weight => weight * 1e300)] }, task).Model;
        Assert.All(huge.Scores(set.Features), score => Assert.True(double.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Of_equal_rows_with_different_labels_the_heavier_decide(ModelTask task, int classes)
    {
        var set = Table(800, classes, 1).With(values => [.. values.Select((_, row) => values[row / 2])]);
        set = set with
        {
            Labels = [.. set.Labels.Select((_, row) => row % 2 == 0 ? 0.0 : 1)],
            Weights = [.. set.Labels.Select((_, row) => row % 2 == 0 ? 4.0 : 1)],
        };

        var scores = Train(set, task).Model.Scores(set.Features);

        // Of the second class, and of the number, a fifth; without weights it would be a half.
        var second = classes == 3 ? scores.Where((_, i) => i % 3 == 1) : scores;
        Assert.InRange(second.Average(), 0.15, 0.25);
    }

    [Theory]
    [InlineData(-1e6)]
    [InlineData(1e9)]
    [InlineData(1e12)]
    public void A_constant_added_to_the_label_is_added_to_the_predictions(double constant)
    {
        // Multiples of 2^-12, so that each sum is exact.
        TrainingSet Plus(TrainingSet set, double more) =>
            set with
            {
                Labels = Array.ConvertAll(set.Labels, label => (Math.Round(label * 4096) / 4096) + more),
            };
        var (training, validation) = (Table(900, 0, 1), Table(300, 0, 2));

        double[] Scores(double more) =>
            Train(Plus(training, more), ModelTask.Regression, validation: Plus(validation, more)).Model.Scores(validation.Features);

        // The labels' standard deviation is 20.
        Assert.All(
            Scores(0).Zip(Scores(constant)),
            pair => Assert.True(Math.Abs(pair.First + constant - pair.Second) < 0.05, $"{pair.First:R} and {pair.Second:R}")
        );
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e100)]
    public void Labels_of_any_size_can_be_learned(double unit)
    {
        var (training, test) = (Table(900, 0, 1), Table(300, 0, 2));
        var scaled = training with { Labels = Array.ConvertAll(training.Labels, label => label * unit) };

        var scores = Train(scaled, ModelTask.Regression).Model.Scores(test.Features);

        var mean = test.Labels.Average();
        var unexplained = scores.Zip(test.Labels).Sum(pair => Math.Pow((pair.First / unit) - pair.Second, 2));
        Assert.True(unexplained < 0.2 * test.Labels.Sum(label => Math.Pow(label - mean, 2)), $"{unexplained}");
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Poor_rows_give_a_model_or_a_refusal(ModelTask task, int classes)
    {
        var table = Table(60, classes, 1);
        TrainingSet[] poor =
        [
            Table(1, classes, 1),
            Table(3, classes, 1),
            table.With(values => new float[values.Length]),
            table with
            {
                Labels = new double[60],
            },
            table with
            {
                Labels = [.. table.Labels.Select(label => Math.Min(label, 1))],
            },
        ];
        foreach (var set in poor)
        {
            try
            {
                Assert.All(Train(set, task).Model.Scores(table.Features), score => Assert.True(double.IsFinite(score)));
            }
            catch (ProblemException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    [Theory]
    [InlineData(ModelTask.Binary, 2, 2)]
    [InlineData(ModelTask.Multiclass, 3, -1)]
    [InlineData(ModelTask.Regression, 0, double.NaN)]
    [InlineData(ModelTask.Regression, 0, double.PositiveInfinity)]
    public void A_label_that_is_none_is_refused(ModelTask task, int classes, double label)
    {
        var set = Table(50, classes, 1);
        set.Labels[17] = label;

        Assert.Throws<ProblemException>(() => Train(set, task));
    }

    [Fact]
    public void A_cancelled_training_stops()
    {
        var context = TrainerTable.Context(ModelTask.Binary) with { Cancellation = new(canceled: true) };

        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Train(Table(500, 2, 1), null, new(), context));
    }

    private TrainingSet Table(int rows, int classes, int seed) => TrainerTable.Make(Trainer.Encoding, rows, classes, seed);

    private TrainingOutcome Train(TrainingSet training, ModelTask task, int threads = 1, TrainingSet? validation = null) =>
        Trainer.Train(training, validation, new(), TrainerTable.Context(task, threads));
}
