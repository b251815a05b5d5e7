using MLOpsFunctions.Definitions;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Shared.Tests.Training.Boosting;

public sealed class BoostedTreesTrainerTests
{
    private static readonly BoostedTreesTrainer Trainer = new();

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void The_same_rows_give_the_same_bytes_on_any_number_of_threads(ModelTask task, int classes)
    {
        var (training, validation) = (Tables.Mixed(1, 3_000, classes), Tables.Mixed(2, 500, classes));
        var parameters = new TrainerParameters { ["trees"] = 12, ["rowShare"] = 0.8, ["columnShare"] = 0.7 };

        var models = new[] { 1, 2, 4 }.Select(threads => Tables.Bytes(Trainer.Train(training, validation, parameters, Tables.Context(task, threads)).Model)).ToList();

        Assert.Equal(models[0], models[1]);
        Assert.Equal(models[0], models[2]);
    }

    [Theory]
    [InlineData(ModelTask.Regression, 0)]
    [InlineData(ModelTask.Binary, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    public void A_model_read_back_scores_the_same_bits_one_by_one_and_in_bulk(ModelTask task, int classes)
    {
        var set = Tables.Mixed(3, 700, classes);
        var model = Trainer.Train(set, null, new() { ["trees"] = 9 }, Tables.Context(task)).Model;
        var read = ModelKinds.Read(model.Kind, Tables.Bytes(model));

        var (bulk, single, row) = (new double[700 * model.OutputCount], new double[model.OutputCount], new float[model.FeatureCount]);
        model.ScoreAll(set.Features, bulk, 2);
        for (var i = 0; i < 700; i++)
        {
            set.Features.CopyRow(i, row);
            read.Score(row, single);
            Assert.Equal(bulk[(i * model.OutputCount)..((i + 1) * model.OutputCount)], single);
        }
    }
}
