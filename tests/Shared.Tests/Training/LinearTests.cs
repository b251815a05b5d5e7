using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Training;
using MLOpsFunctions.Training.Linear;

namespace MLOpsFunctions.Shared.Tests.Training;

/// <summary>Linear models at their optimum, whatever the number of threads.</summary>
public sealed class LinearTests
{
    [Fact]
    public void Ridge_finds_the_weights_that_made_the_labels()
    {
        var features = Matrix(500, 3, 1);
        var labels = Enumerable.Range(0, 500).Select(row => (2.0 * features.Columns[0][row]) - (3.0 * features.Columns[1][row]) + 7).ToArray();
        var model = (LinearModel)Train(new(features, labels, 0), ModelTask.Regression, 1e-9).Model;
        Span<double> score = stackalloc double[1];
        model.Score([1, 0, 0], score);
        Assert.Equal(9, score[0], 3);
        model.Score([0, 1, 0], score);
        Assert.Equal(4, score[0], 3);
        model.Score([0, 0, 1], score);
        Assert.Equal(7, score[0], 3);
    }

    [Theory]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 3)]
    public void Probabilities_meet_the_shares_of_the_classes(ModelTask task, int classes)
    {
        // At the optimum the unpenalised intercept makes the mean probability of a class its share: the gradient's condition.
        var (features, random) = (Matrix(900, 4, 3), new Random(4));
        var labels = Enumerable.Range(0, 900).Select(row => (double)Math.Clamp((int)(features.Columns[0][row] + random.NextDouble() + 1), 0, classes - 1)).ToArray();
        var outcome = Train(new(features, labels, classes), task, 1e-4);
        var scores = new double[900 * outcome.Model.OutputCount];
        outcome.Model.ScoreAll(features, scores, 2);
        var predictions = Predictions.FromScores(task, [.. Enumerable.Range(0, classes).Select(c => $"{c}")], scores);

        Assert.Empty(outcome.Notes);
        for (var c = 0; c < classes; c++)
        {
            Assert.Equal(labels.Count(label => label == c) / 900.0, Enumerable.Range(0, 900).Average(row => predictions.Probabilities![(row * classes) + c]), 4);
        }
    }

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 3)]
    public void Threads_change_no_bit_and_a_model_reads_back_as_it_was(ModelTask task, int classes)
    {
        var features = Matrix(10_000, 6, 5);
        var labels = Enumerable.Range(0, 10_000).Select(row => classes == 0 ? features.Columns[1][row] * 1e30 : row % classes).ToArray();
        var one = Bytes(Train(new(features, labels, classes), task, 1e-3, threads: 1).Model);

        Assert.Equal(one, Bytes(Train(new(features, labels, classes), task, 1e-3, threads: 2).Model));
        Assert.Equal(one, Bytes(Train(new(features, labels, classes), task, 1e-3, threads: 4).Model));
        Assert.Equal(one, Bytes(ModelKinds.Read("linear", one)));
    }

    [Fact]
    public void Contributions_add_up_to_the_margin()
    {
        var features = Matrix(300, 5, 6);
        var model = (IExplainable)Train(new(features, [.. Enumerable.Range(0, 300).Select(row => (double)(row % 3))], 3), ModelTask.Multiclass, 1e-2).Model;
        var (row, margins, contributions) = (new float[5], new double[3], new double[3 * 6]);
        features.CopyRow(17, row);
        model.Margins(row, margins);
        model.Explain(row, contributions);
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(margins[k], contributions.Skip(k * 6).Take(6).Sum(), 9);
        }
    }

    private static TrainingOutcome Train(TrainingSet set, ModelTask task, double l2, int threads = 2) =>
        new LinearTrainer().Train(set, null, new() { ["l2"] = l2 }, new(task, 7, threads));

    private static FeatureMatrix Matrix(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new(
            [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"f{c}", $"f{c}", FeatureKind.Numeric))],
            [.. Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, rows).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray())],
            rows);
    }

    private static byte[] Bytes(IModel model)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            model.Write(writer);
        }

        return stream.ToArray();
    }
}
