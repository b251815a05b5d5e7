using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet;

/// <summary>
/// ML.NET's FastTree, boosted trees after MART (Friedman, Greedy Function Approximation, 2001): regression, binary, and
/// multiclass by one model for each class against the others.
/// </summary>
/// <remarks>
/// It takes dense features, because it silently drops training rows with a missing value. Parameters: those of
/// <see cref="SearchSpace"/>.
/// </remarks>
internal sealed class FastTreeTrainer : ITrainer
{
    /// <summary>The trainer's name, and the kind of its models.</summary>
    public const string KindName = "fasttree";

    /// <summary>The native library that it needs.</summary>
    public const string NativeLibrary = "FastTreeNative";

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.DenseRanked;

    /// <summary>
    /// The search space contains the number of trees: early stopping is available to single models only, and needs a
    /// rule that must be tuned itself.
    /// </summary>
    public IReadOnlyList<ParameterRange> SearchSpace { get; } =
    [
        new("trees", 20, 500, 100, Logarithmic: true, Integer: true),
        new("learningRate", 0.02, 0.4, 0.2, Logarithmic: true),
        new("leaves", 7, 127, 20, Logarithmic: true, Integer: true),
        new("minLeaf", 5, 200, 10, Logarithmic: true, Integer: true),
        new("columnShare", 0.4, 1, 1),
    ];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => MlNetFitting.Supports(task);

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var model = MlNetFitting.Run(
            KindName,
            training,
            validation: null,
            context,
            (ml, rows, _) =>
                context.Task switch
                {
                    ModelTask.Binary => Binary(ml).Fit(rows),
                    ModelTask.Multiclass => ml.MulticlassClassification.Trainers.OneVersusAll(Binary(ml)).Fit(rows),
                    _ => ml.Regression.Trainers.FastTree(Set(new FastTreeRegressionTrainer.Options())).Fit(rows),
                }
        );
        return new(model, parameters, []);

        FastTreeBinaryTrainer Binary(MLContext ml) => ml.BinaryClassification.Trainers.FastTree(Set(new FastTreeBinaryTrainer.Options()));

        T Set<T>(T options)
            where T : BoostedTreeOptions
        {
            options.NumberOfTrees = (int)parameters.Get("trees", 100);
            options.LearningRate = parameters.Get("learningRate", 0.2);
            options.NumberOfLeaves = (int)parameters.Get("leaves", 20);
            options.MinimumExampleCountPerLeaf = (int)parameters.Get("minLeaf", 10);
            options.FeatureFraction = parameters.Get("columnShare", 1);
            options.ExampleWeightColumnName = MlNetFitting.WeightColumn(training);

            // The model's file contains the number of threads, so models from different numbers would differ. And the
            // first number in a process is used for all later trainings.
            options.NumberOfThreads = 1;
            options.Seed = context.Seed;
            options.FeatureSelectionSeed = context.Seed;
            options.DiskTranspose = false;
            return options;
        }
    }
}
