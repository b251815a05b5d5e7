using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet.Models;
using MLOpsFunctions.MlNet.Rows;

namespace MLOpsFunctions.MlNet.Tests.Library;

/// <summary>What is read from a model's archive without ML.NET scores as ML.NET does that loads the same archive.</summary>
public sealed class SameAsMlNetTests
{
    public static TheoryData<string, ModelTask, int, bool> Models
    {
        get
        {
            var models = new TheoryData<string, ModelTask, int, bool>();
            foreach (var trainer in new[] { "sdca", "fasttree", "lightgbm" })
            {
                foreach (var (task, classes) in new[] { (ModelTask.Binary, 2), (ModelTask.Multiclass, 4), (ModelTask.Regression, 0) })
                {
                    models.Add(trainer, task, classes, false);
                    models.Add(trainer, task, classes, true);
                }
            }

            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Scores_are_those_of_ML_NET(string name, ModelTask task, int classes, bool weighted)
    {
        var trainer = MlNetTrainers.BesideBuiltIn.Find(name);
        var set = TrainerTable.Make(trainer.Encoding, 1_500, classes, 3);
        set = weighted ? set with { Weights = [.. set.Labels.Select((_, row) => 1.0 + (row % 5))] } : set;
        var model = trainer.Train(set, null, new(), TrainerTable.Context(task)).Model;
        var test = TrainerTable.Make(trainer.Encoding, 700, classes, 4);

        var theirs = Theirs(model, test, ModelShape.Of(task, model.FeatureCount, classes));

        var ours = model.Scores(test.Features);
        Assert.Equal(theirs.Length, ours.Length);
        for (var i = 0; i < ours.Length; i++)
        {
            Assert.True(Math.Abs(ours[i] - theirs[i]) <= 2e-6 * Math.Max(1, Math.Abs(theirs[i])), $"{i}: {ours[i]:R} and {theirs[i]:R}");
        }
    }

    [Fact]
    public void Missing_values_go_where_ML_NET_sends_them_whether_or_not_training_had_any()
    {
        var trainer = MlNetTrainers.BesideBuiltIn.Find("lightgbm");
        var gaps = TrainerTable
            .Make(FeatureEncoding.Native, 400, 0, 9)
            .With(values => [.. values.Select((value, row) => row % 3 == 0 ? float.NaN : value * 1e9f)]);
        foreach (var encoding in new[] { FeatureEncoding.Native, FeatureEncoding.Dense })
        {
            var model = trainer
                .Train(TrainerTable.Make(encoding, 1_500, 0, 3), null, new(), TrainerTable.Context(ModelTask.Regression))
                .Model;

            Assert.Equal(Theirs(model, gaps, ModelShape.Of(ModelTask.Regression, model.FeatureCount, 0)), model.Scores(gaps.Features));
        }
    }

    [Fact]
    public void The_archive_holds_nothing_that_depends_on_when_or_where_it_was_made()
    {
        var model = MlNetTrainers
            .BesideBuiltIn.Find("sdca")
            .Train(TrainerTable.Make(FeatureEncoding.Dense, 200, 2, 3), null, new(), TrainerTable.Context(ModelTask.Binary))
            .Model;

        using var archive = new ZipArchive(new MemoryStream(Archive(model)));

        Assert.Equal(
            archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal),
            archive.Entries.Select(entry => entry.FullName)
        );
        Assert.All(
            archive.Entries,
            entry =>
                Assert.Equal((1980, 0, entry.Length), (entry.LastWriteTime.Year, entry.ExternalAttributes & 0xFFFF, entry.CompressedLength))
        );
    }

    /// <summary>Numbers have a scale before the archive.</summary>
    private static byte[] Archive(IModel model) => model.Bytes() is var bytes && bytes[0] == 2 ? bytes[30..] : bytes[14..];

    /// <summary>The archive's number as a label of the training rows.</summary>
    private static double Prediction(IModel model, double score) =>
        model.Bytes() is var bytes && bytes[0] == 2 ? (score * BitConverter.ToDouble(bytes, 18)) + BitConverter.ToDouble(bytes, 10) : score;

    private static double[] Theirs(IModel model, TrainingSet test, ModelShape shape)
    {
        var ml = new MLContext(seed: 1);
        var transformer = ml.Model.Load(new MemoryStream(Archive(model)), out _);
        var scored = transformer.Transform(new EncodedDataView(test, RowSchema.Of(shape, weighted: false), CancellationToken.None));
        return shape.Score == ScoreKind.Probabilities
            ? [.. scored.GetColumn<float[]>("Score").SelectMany(score => score).Select(score => (double)score)]
            :
            [
                .. scored
                    .GetColumn<float>(shape.Score == ScoreKind.Probability ? "Probability" : "Score")
                    .Select(score => Prediction(model, score)),
            ];
    }
}
