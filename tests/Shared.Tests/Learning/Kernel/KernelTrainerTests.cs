using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Learning.Kernel;

/// <summary>A Gaussian kernel learns smooth relations of columns together.</summary>
public sealed class KernelTrainerTests
{
    private static readonly ITrainer Trainer = TrainerSet.BuiltIn.Find("kernel");

    [Fact]
    public void Two_moons_are_told_apart_from_few_rows_where_trees_and_lines_are_worse()
    {
        var (training, validation, test) = (Moons(160, 1), Moons(60, 2), Moons(400, 3));

        double Loss(string name) =>
            LogLoss(TrainerSet.BuiltIn.Find(name).Train(training, validation, [], Context(ModelTask.Binary)).Model, test);

        Assert.InRange(Loss("kernel"), 0, 0.12);
        Assert.True(Loss("kernel") < 0.8 * Loss("gbdt"));
        Assert.True(Loss("kernel") < 0.5 * Loss("linear"));
    }

    [Fact]
    public void A_product_of_two_columns_is_learned_as_a_number()
    {
        var model = Trainer.Train(Product(400, 1), Product(150, 2), [], Context(ModelTask.Regression)).Model;
        var (test, scores) = (Product(300, 3), new double[300]);
        model.ScoreAll(test.Features, scores, 1);

        Assert.InRange(scores.Zip(test.Labels, (score, label) => Math.Pow(score - label, 2)).Average(), 0, 0.01);
    }

    [Fact]
    public void The_penalty_is_chosen_by_validation_rows_and_kept()
    {
        var plain = Trainer.Train(Moons(120, 1, noise: 0), Moons(60, 2, noise: 0), [], Context(ModelTask.Binary));
        var noisy = Trainer.Train(Moons(120, 1, noise: 1.5), Moons(60, 2, noise: 1.5), [], Context(ModelTask.Binary));

        Assert.True(plain.Fitted["l2"] < noisy.Fitted["l2"]);
        Assert.Equal(plain.Fitted, Trainer.Train(Moons(120, 1), null, plain.Fitted, Context(ModelTask.Binary)).Fitted);
    }

    [Fact]
    public void Contributions_add_up_to_the_margin_and_a_column_without_effect_has_hardly_any()
    {
        var training = Product(400, 1, useless: true);
        var model = (IExplainable)Trainer.Train(training, Product(150, 2, useless: true), [], Context(ModelTask.Regression)).Model;
        var all = new double[400 * 4];
        model.ExplainAll(training.Features, all, 2);
        var (row, margin, size) = (new float[3], new double[1], new double[4]);
        for (var i = 0; i < 400; i++)
        {
            training.Features.CopyRow(i, row);
            model.Margins(row, margin);
            Assert.Equal(margin[0], all.AsSpan(i * 4, 4).ToArray().Sum(), 1e-6 * (1 + Math.Abs(margin[0])));
            for (var f = 0; f < 4; f++)
            {
                size[f] += Math.Abs(all[(i * 4) + f]) / 400;
            }
        }

        Assert.True(size[2] < 0.2 * Math.Min(size[0], size[1]), string.Join(' ', size));
    }

    [Fact]
    public void Many_rows_are_sampled_and_the_note_says_so()
    {
        var outcome = Trainer.Train(Moons(20_500, 1), null, [], Context(ModelTask.Binary));

        var note = Assert.Single(outcome.Notes, note => note.Code == "kernel-rows");
        Assert.Equal((20_000, 20_500), (note.Number("rows"), note.Number("all")));
    }

    private static TrainingContext Context(ModelTask task) => new(task, 7, 2);

    private static double LogLoss(IModel model, TrainingSet test)
    {
        var scores = new double[test.Labels.Length];
        model.ScoreAll(test.Features, scores, 1);
        return scores.Zip(test.Labels, (score, label) => -Math.Log(Math.Max(1e-15, label == 1 ? score : 1 - score))).Average();
    }

    private static TrainingSet Moons(int rows, int seed, double noise = 0.15)
    {
        var random = new Random(seed);
        var (x, y, labels) = (new float[rows], new float[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var (angle, upper) = (Math.PI * random.NextDouble(), i % 2 == 0);
            x[i] = (float)((upper ? Math.Cos(angle) : 1 - Math.Cos(angle)) + (noise * (random.NextDouble() - 0.5) * 2));
            y[i] = (float)((upper ? Math.Sin(angle) : 0.5 - Math.Sin(angle)) + (noise * (random.NextDouble() - 0.5) * 2));
            labels[i] = upper ? 1 : 0;
        }

        return Set([x, y], labels, classes: 2);
    }

    private static TrainingSet Product(int rows, int seed, bool useless = false)
    {
        var random = new Random(seed);
        float[][] columns = [new float[rows], new float[rows], new float[rows]];
        for (var i = 0; i < 3 * rows; i++)
        {
            columns[i % 3][i / 3] = (float)((2 * random.NextDouble()) - 1);
        }

        return Set(
            useless ? columns : columns[..2],
            [.. Enumerable.Range(0, rows).Select(i => (double)columns[0][i] * columns[1][i])],
            classes: 0
        );
    }

    private static TrainingSet Set(float[][] columns, double[] labels, int classes) =>
        new(
            new([.. columns.Select((_, f) => new FeatureInfo($"x{f}", $"x{f}", FeatureKind.Numeric))], columns, labels.Length),
            labels,
            classes
        );
}
