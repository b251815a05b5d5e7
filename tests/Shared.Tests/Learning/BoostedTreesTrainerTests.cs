using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Boosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Shared.Tests.Learning.Boosting;

namespace MLOpsFunctions.Shared.Tests.Learning;

public sealed class BoostedTreesTrainerTests
{
    private static readonly BoostedTreesTrainer Trainer = new();

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void The_same_rows_give_the_same_bytes_on_any_number_of_threads(ModelTask task, int classes)
    {
        var (training, validation) = (SampleTables.Mixed(1, 3_000, classes), SampleTables.Mixed(2, 500, classes));
        var parameters = new TrainerParameters
        {
            ["trees"] = 12,
            ["rowShare"] = 0.8,
            ["columnShare"] = 0.7,
        };

        var models = new[] { 1, 2, 4 }
            .Select(threads =>
                SampleTables.Bytes(Trainer.Train(training, validation, parameters, SampleTables.Context(task, threads)).Model)
            )
            .ToList();

        Assert.Equal(models[0], models[1]);
        Assert.Equal(models[0], models[2]);
    }

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void A_model_read_back_scores_the_same_bits_one_by_one_and_in_bulk(ModelTask task, int classes)
    {
        var set = SampleTables.Mixed(3, 700, classes);
        var model = Trainer.Train(set, null, new() { ["trees"] = 9 }, SampleTables.Context(task)).Model;
        var read = ModelKinds.BuiltIn.Read(model.Kind, SampleTables.Bytes(model));

        var (bulk, single, row) = (new double[700 * model.OutputCount], new double[model.OutputCount], new float[model.FeatureCount]);
        model.ScoreAll(set.Features, bulk, 2);
        for (var i = 0; i < 700; i++)
        {
            set.Features.CopyRow(i, row);
            read.Score(row, single);
            Assert.Equal(bulk[(i * model.OutputCount)..((i + 1) * model.OutputCount)], single);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(120)]
    [InlineData(256)]
    [InlineData(400)]
    public void Rows_scored_together_get_the_bits_that_each_gets_alone_whatever_they_hold_and_however_many_they_are(int leaves)
    {
        var random = new Random(leaves);
        float[] edges = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0f, -0f, 1f, float.MaxValue];
        float[] Column(int rows, bool extreme) =>
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(_ => random.Next(4) == 0 ? edges[random.Next(extreme ? edges.Length : 1)] : random.Next(-300, 300) / 100f),
            ];
        var features = SampleTables.Numbers(Column(4_000, false), Column(4_000, false), Column(4_000, false));
        var labels = Enumerable.Range(0, 4_000).Select(_ => random.NextDouble()).ToArray();
        var model = Trainer
            .Train(
                new(features, labels, 0),
                null,
                new()
                {
                    ["trees"] = 3,
                    ["leaves"] = leaves,
                    ["minLeaf"] = 2,
                },
                SampleTables.Context(ModelTask.Regression)
            )
            .Model;

        foreach (var rows in Enumerable.Range(1, 70).Append(3_000))
        {
            var asked = SampleTables.Numbers(Column(rows, true), Column(rows, true), Column(rows, true));
            var (together, alone, row) = (new double[rows], new double[1], new float[3]);
            model.ScoreAll(asked, together, 2);
            for (var i = 0; i < rows; i++)
            {
                asked.CopyRow(i, row);
                model.Score(row, alone);
                Assert.Equal(BitConverter.DoubleToInt64Bits(alone[0]), BitConverter.DoubleToInt64Bits(together[i]));
            }
        }
    }

    [Fact]
    public void Forests_in_which_only_some_trees_test_categories_are_scored_in_bulk_as_row_by_row()
    {
        var set = SampleTables.Mixed(3, 2_000, 3);
        var model = Trainer
            .Train(
                set,
                null,
                new()
                {
                    ["trees"] = 8,
                    ["leaves"] = 12,
                    ["columnShare"] = 0.5,
                },
                SampleTables.Context(ModelTask.Multiclass)
            )
            .Model;
        var (together, alone, row) = (new double[2_000 * 3], new double[3], new float[6]);

        Assert.Equal([false, true], ((Forest)model).Trees.Select(tree => tree.HasCategories).Distinct().Order());
        for (var threads = 1; threads <= 4; threads *= 2)
        {
            var again = new double[together.Length];
            model.ScoreAll(set.Features, again, threads);
            Assert.Equal(threads == 1 ? again : together, again);
            together = again;
        }

        for (var i = 0; i < 2_000; i++)
        {
            set.Features.CopyRow(i, row);
            model.Score(row, alone);
            Assert.Equal(
                alone.Select(BitConverter.DoubleToInt64Bits),
                together.AsSpan(i * 3, 3).ToArray().Select(BitConverter.DoubleToInt64Bits)
            );
        }
    }

    [Fact]
    public void What_a_definition_declares_of_losses_and_directions_is_what_is_trained()
    {
        var set = SampleTables.Mixed(5, 3_000, 0, missing: 0);
        var training = new TrainingDefinition
        {
            Objective = "quantile",
            Quantile = 0.9,
            Monotone = new Dictionary<string, MonotoneDirection> { ["x0"] = MonotoneDirection.Rising, ["x1"] = MonotoneDirection.Falling },
        };
        var outcome = Trainer.Train(
            set,
            null,
            new TrainerParameters { ["trees"] = 60 }.With(Trainer.Declared(training)),
            SampleTables.Context(ModelTask.Regression, objective: "quantile")
        );
        var (scores, row) = (new double[3_000], new float[6]);
        outcome.Model.ScoreAll(set.Features, scores, 1);

        Assert.Equal(0.9, Enumerable.Range(0, 3_000).Count(i => set.Labels[i] <= scores[i]) / 3_000.0, 0.03);
        for (var i = 0; i < 50; i++)
        {
            set.Features.CopyRow(i, row);
            Assert.Equal(Sweep(0).Order(), Sweep(0));
            Assert.Equal(Sweep(1).OrderDescending(), Sweep(1));
        }

        double[] Sweep(int feature)
        {
            var (asked, output) = ((float[])row.Clone(), new double[1]);
            return
            [
                .. Enumerable
                    .Range(-40, 81)
                    .Select(step =>
                    {
                        asked[feature] = step / 10f;
                        outcome.Model.Score(asked, output);
                        return output[0];
                    }),
            ];
        }
    }
}
