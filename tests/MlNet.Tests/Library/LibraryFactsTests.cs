using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet.Models;
using MLOpsFunctions.MlNet.Rows;

namespace MLOpsFunctions.MlNet.Tests.Library;

/// <summary>
/// What the adapter takes for granted of ML.NET: a version of it that behaves otherwise fails here, before it changes
/// models without a word.
/// </summary>
public sealed class LibraryFactsTests
{
    private const int Features = 6;

    [Theory]
    [InlineData(ModelTask.Binary, ModelTask.Regression)]
    [InlineData(ModelTask.Binary, ModelTask.Multiclass)]
    [InlineData(ModelTask.Multiclass, ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass, ModelTask.Regression)]
    [InlineData(ModelTask.Regression, ModelTask.Binary)]
    [InlineData(ModelTask.Regression, ModelTask.Multiclass)]
    public void A_task_takes_labels_of_its_own_type_alone(ModelTask task, ModelTask labels)
    {
        var rows = View(TrainerTable.Make(FeatureEncoding.Dense, 200, 2, 1), labels);

        foreach (var estimator in Estimators(new MLContext(1), task))
        {
            var refusal = Record.Exception(() => estimator.Fit(rows));
            Assert.True(refusal is ArgumentOutOfRangeException or NotSupportedException, $"{estimator.GetType().Name}: {refusal}");
        }
    }

    [Theory]
    [InlineData("fasttree")]
    [InlineData("sdca")]
    public void Training_rows_with_a_missing_value_say_nothing_which_is_why_the_encoding_has_none(string name)
    {
        var trainer = MlNetTrainers.BesideBuiltIn.Find(name);
        var gaps = TrainerTable.Make(FeatureEncoding.Native, 900, 2, 1);
        bool[] missing = [.. gaps.Features.Columns[3].Select(float.IsNaN)];
        var lied = gaps with { Labels = [.. gaps.Labels.Select((label, row) => missing[row] ? 1 - label : label)] };

        Assert.Contains(true, missing);
        Assert.NotEqual(FeatureEncoding.Native, trainer.Encoding);
        Assert.Equal(Bytes(trainer, gaps), Bytes(trainer, lied));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e9f)]
    public void LightGBM_learns_what_it_says_that_a_value_is_missing(float scale)
    {
        var trainer = MlNetTrainers.BesideBuiltIn.Find("lightgbm");
        TrainingSet Table(int rows, int seed) =>
            TrainerTable.Make(FeatureEncoding.Native, rows, 0, seed).With(values => [.. values.Select(value => value * scale)]);
        var test = Table(600, 2);
        var scores = trainer.Train(Table(1_500, 1), null, new(), TrainerTable.Context(ModelTask.Regression)).Model.Scores(test.Features);

        double Error(bool missing) =>
            Enumerable
                .Range(0, 600)
                .Where(row => float.IsNaN(test.Features.Columns[3][row]) == missing)
                .Average(row => scores[row] - test.Labels[row]);

        // That a value is missing adds 30 to the label.
        Assert.InRange(Error(missing: true), -3, 3);
        Assert.InRange(Error(missing: false), -3, 3);
    }

    [Fact]
    public void SDCA_has_no_probability_for_a_row_with_a_missing_value()
    {
        var ml = new MLContext(1);
        var fitted = ml
            .BinaryClassification.Trainers.SdcaLogisticRegression()
            .Fit(View(TrainerTable.Make(FeatureEncoding.Dense, 300, 2, 1), ModelTask.Binary));
        var test = TrainerTable.Make(FeatureEncoding.Native, 50, 2, 2);

        var scored = fitted.Transform(View(test, ModelTask.Binary));

        bool[] missing = [.. test.Features.Columns[3].Select(float.IsNaN)];
        Assert.Contains(true, missing);
        Assert.Equal(missing, scored.GetColumn<float>("Probability").Select(float.IsNaN));
        Assert.All(scored.GetColumn<bool>("PredictedLabel").Where((_, row) => missing[row]), Assert.False);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    public void A_score_is_no_logit(double learningRate)
    {
        var set = View(TrainerTable.Make(FeatureEncoding.Dense, 600, 2, 1), ModelTask.Binary);
        var ml = new MLContext(1);
        var trees = ml
            .BinaryClassification.Trainers.FastTree(
                new FastTreeBinaryTrainer.Options
                {
                    LearningRate = learningRate,
                    NumberOfTrees = 10,
                    NumberOfThreads = 1,
                }
            )
            .Fit(set);
        var lightGbm = ml
            .BinaryClassification.Trainers.LightGbm(
                new LightGbmBinaryTrainer.Options
                {
                    LearningRate = learningRate,
                    NumberOfIterations = 10,
                    NumberOfThreads = 1,
                }
            )
            .Fit(set);

        Holds(trees.Transform(set), 2 * learningRate);
        Holds(lightGbm.Transform(set), 0.5);

        static void Holds(IDataView scored, double slope)
        {
            var (scores, probabilities) = (scored.GetColumn<float>("Score").ToArray(), scored.GetColumn<float>("Probability").ToArray());
            Assert.True(scores.Max() - scores.Min() > 0.1);
            Assert.All(scores, (score, row) => Assert.Equal(1 / (1 + Math.Exp(-slope * score)), probabilities[row], 1e-5));
        }
    }

    [Fact]
    public void Scores_of_several_classes_come_in_the_order_of_keys_whatever_class_the_first_row_has()
    {
        var set = TrainerTable.Make(FeatureEncoding.Dense, 900, 3, 1);
        int[] backwards = [.. Enumerable.Range(0, 900).OrderByDescending(row => set.Labels[row])];
        var turned = set with { Features = set.Features.Take(backwards), Labels = [.. backwards.Select(row => set.Labels[row])] };
        var view = View(turned, ModelTask.Multiclass, 3);

        foreach (var estimator in Estimators(new MLContext(1), ModelTask.Multiclass))
        {
            var scored = estimator.Fit(view).Transform(view);

            Assert.Null(scored.Schema.GetColumnOrNull("Probability"));
            var right = scored
                .GetColumn<float[]>("Score")
                .Where((scores, row) => scores.AsSpan().IndexOf(scores.Max()) == (int)turned.Labels[row])
                .Count();
            Assert.InRange(right, 700, 900);
        }
    }

    [Fact]
    public void The_defaults_of_FastTree_are_those_that_are_tried_first()
    {
        var (theirs, ours) = (
            new FastTreeBinaryTrainer.Options(),
            MlNetTrainers.BesideBuiltIn.Find("fasttree").SearchSpace.ToDictionary(range => range.Name, range => range.Default)
        );

        Assert.Equal(
            new()
            {
                ["trees"] = theirs.NumberOfTrees,
                ["learningRate"] = theirs.LearningRate,
                ["leaves"] = theirs.NumberOfLeaves,
                ["minLeaf"] = theirs.MinimumExampleCountPerLeaf,
                ["columnShare"] = theirs.FeatureFraction,
            },
            ours
        );
    }

    [Fact]
    public void What_was_fitted_before_in_a_context_changes_what_is_drawn_in_it()
    {
        var view = View(TrainerTable.Make(FeatureEncoding.Dense, 400, 2, 1), ModelTask.Binary);

        Assert.Equal(Weights(new MLContext(7)), Weights(new MLContext(7)));
        var used = new MLContext(7);
        var first = Weights(used);
        Assert.NotEqual(first, Weights(used));

        float[] Weights(MLContext ml) =>
            [
                .. ml
                    .BinaryClassification.Trainers.SdcaLogisticRegression(
                        new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 2 }
                    )
                    .Fit(view)
                    .Model.SubModel.Weights,
            ];
    }

    [Fact]
    public void Validation_rows_end_LightGBM_early_and_the_trees_until_then_are_kept()
    {
        var trainer = MlNetTrainers.BesideBuiltIn.Find("lightgbm");
        var (training, validation) = (
            TrainerTable.Make(FeatureEncoding.Native, 600, 0, 1),
            TrainerTable.Make(FeatureEncoding.Native, 300, 0, 2)
        );

        double Trees(double rate) =>
            trainer
                .Train(training, validation, new() { ["learningRate"] = rate }, TrainerTable.Context(ModelTask.Regression))
                .Fitted.Get("trees", 0);

        Assert.InRange(Trees(0.3), 2, 400);
        Assert.True(Trees(0.05) > Trees(0.3));
    }

    [Theory]
    [InlineData("fasttree")]
    [InlineData("lightgbm")]
    [InlineData("sdca")]
    public void A_training_ends_at_the_next_row_that_it_reads_once_it_is_cancelled(string name)
    {
        using var source = new CancellationTokenSource();
        var set = TrainerTable.Make(FeatureEncoding.Dense, 400, 2, 1);
        var context = TrainerTable.Context(ModelTask.Binary) with { Cancellation = source.Token };

        Assert.Throws<OperationCanceledException>(() =>
            MlNetFitting.Run(
                name,
                set,
                null,
                context,
                (ml, rows, _) =>
                {
                    source.Cancel();
                    return Estimators(ml, ModelTask.Binary).ElementAt(Array.IndexOf(["sdca", "fasttree", "lightgbm"], name)).Fit(rows);
                }
            )
        );
    }

    [Fact]
    public void However_many_cursors_are_asked_for_one_reads_all_rows_in_their_order()
    {
        var set = TrainerTable.Make(FeatureEncoding.Dense, 40, 3, 1);
        var view = View(set, ModelTask.Multiclass, 3);

        var cursor = Assert.Single(view.GetRowCursorSet(view.Schema, 4));

        var getter = cursor.GetGetter<uint>(view.Schema[RowSchema.Label]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema[RowSchema.Label]));
        var keys = new List<uint>();
        while (cursor.MoveNext())
        {
            var key = 0u;
            getter(ref key);
            keys.Add(key);
        }

        Assert.Equal(set.Labels.Select(label => (uint)label + 1), keys);
    }

    /// <summary>In the order SDCA, FastTree, LightGBM, each as the adapter asks for it.</summary>
    private static IEnumerable<IEstimator<ITransformer>> Estimators(MLContext ml, ModelTask task) =>
        task switch
        {
            ModelTask.Binary =>
            [
                ml.BinaryClassification.Trainers.SdcaLogisticRegression(),
                ml.BinaryClassification.Trainers.FastTree(),
                ml.BinaryClassification.Trainers.LightGbm(),
            ],
            ModelTask.Multiclass =>
            [
                ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(),
                ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.FastTree()),
                ml.MulticlassClassification.Trainers.LightGbm(),
            ],
            _ => [ml.Regression.Trainers.Sdca(), ml.Regression.Trainers.FastTree(), ml.Regression.Trainers.LightGbm()],
        };

    private static EncodedDataView View(TrainingSet set, ModelTask task, int classes = 2) =>
        new(set, RowSchema.Of(ModelShape.Of(task, Features, classes), weighted: false), CancellationToken.None);

    private static byte[] Bytes(ITrainer trainer, TrainingSet set) =>
        trainer.Train(set, null, new(), TrainerTable.Context(ModelTask.Binary)).Model.Bytes();
}
