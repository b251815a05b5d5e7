using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.MlNet.Models;
using MLOpsFunctions.MlNet.Rows;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// ML.NET's LightGBM with the shape of forest that <see cref="TrainBench"/> asks of all sides. It may use every
/// processor and any order of sums, unlike the product's candidate, which gives the same bytes everywhere.
/// </summary>
internal static class LightGbmPeer
{
    /// <summary>Trains a model of two classes.</summary>
    public static IModel Train(TrainingSet training, int threads)
    {
        var ml = new MLContext(seed: 7);
        var shape = ModelShape.Of(ModelTask.Binary, training.Features.Columns.Length, training.ClassCount);
        var rows = new EncodedDataView(training, RowSchema.Of(shape, weighted: false), CancellationToken.None);
        var trainer = ml.BinaryClassification.Trainers.LightGbm(
            new LightGbmBinaryTrainer.Options
            {
                NumberOfIterations = 100,
                NumberOfLeaves = 31,
                LearningRate = 0.1,
                MinimumExampleCountPerLeaf = 20,
                MaximumBinCountPerFeature = 255,
                NumberOfThreads = threads,
                Booster = new GradientBooster.Options { L2Regularization = 1 },
            }
        );
        return MlNetModel.Of(LightGbmTrainer.KindName, shape, LabelStandardizer.Identity, ml, trainer.Fit(rows));
    }
}
