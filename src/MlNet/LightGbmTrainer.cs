using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.MlNet;

/// <summary>
/// LightGBM in ML.NET (Ke et al., LightGBM: A Highly Efficient Gradient Boosting Decision Tree, 2017): regression,
/// binary, and multiclass with the softmax loss.
/// </summary>
/// <remarks>
/// A missing value counts as the greatest value, a category's code as a number. Parameters, beside those of
/// <see cref="SearchSpace"/>: <c>trees</c>, used without early stopping.
/// </remarks>
internal sealed class LightGbmTrainer : ITrainer
{
    /// <summary>The trainer's name, and the kind of its models.</summary>
    public const string KindName = "lightgbm";

    /// <summary>The native library that it needs.</summary>
    public const string NativeLibrary = "lib_lightgbm";

    /// <summary>
    /// Replaces missing values in training. LightGBM would learn the direction of missing values, but ML.NET reads its
    /// trees wrongly if a split separates them from all others, or is beyond 2^24: it marks "above" by the threshold
    /// plus 1, which is the threshold in floats. With trees that know no missing values, ML.NET sends them above every
    /// threshold, as this value does.
    /// </summary>
    private const float Missing = float.MaxValue;

    private const int FixedTrees = 100;
    private const int MostTrees = 500;
    private const int Patience = 30;

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace { get; } =
    [
        new("learningRate", 0.02, 0.3, 0.1, Logarithmic: true),
        new("leaves", 7, 127, 31, Logarithmic: true, Integer: true),
        new("minLeaf", 5, 200, 20, Logarithmic: true, Integer: true),
        new("l2", 0.01, 30, 0.01, Logarithmic: true),
        new("columnShare", 0.4, 1, 1),
        new("rowShare", 0.5, 1, 1),
    ];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => MlNetFitting.Supports(task);

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var model = MlNetFitting.Run(
            KindName,
            training,
            validation,
            context,
            (ml, rows, held) =>
                context.Task switch
                {
                    ModelTask.Binary => Binary(ml) is var trainer && held is null ? trainer.Fit(rows) : trainer.Fit(rows, held),
                    ModelTask.Multiclass => Multiclass(ml) is var trainer && held is null ? trainer.Fit(rows) : trainer.Fit(rows, held),
                    _ => Number(ml) is var trainer && held is null ? trainer.Fit(rows) : trainer.Fit(rows, held),
                },
            Missing
        );
        return new(model, new(parameters) { ["trees"] = model.Trees }, []);

        LightGbmBinaryTrainer Binary(MLContext ml)
        {
            var options = new LightGbmBinaryTrainer.Options();
            Set(options);
            return ml.BinaryClassification.Trainers.LightGbm(options);
        }

        LightGbmMulticlassTrainer Multiclass(MLContext ml)
        {
            // Early stopping uses the training loss, not the error rate.
            var options = new LightGbmMulticlassTrainer.Options
            {
                UseSoftmax = true,
                EvaluationMetric = LightGbmMulticlassTrainer.Options.EvaluateMetricType.LogLoss,
            };
            Set(options);
            return ml.MulticlassClassification.Trainers.LightGbm(options);
        }

        LightGbmRegressionTrainer Number(MLContext ml)
        {
            var options = new LightGbmRegressionTrainer.Options();
            Set(options);
            return ml.Regression.Trainers.LightGbm(options);
        }

        void Set<TOptions, TOutput, TTransformer, TModel>(LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options)
            where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
            where TTransformer : ISingleFeaturePredictionTransformer<TModel>
            where TModel : class
        {
            options.ExampleWeightColumnName = MlNetFitting.WeightColumn(training);
            options.NumberOfIterations = validation is not null ? MostTrees : (int)parameters.Get("trees", FixedTrees);
            options.HandleMissingValue = false;
            options.EarlyStoppingRound = validation is not null ? Patience : 0;
            options.LearningRate = parameters.Get("learningRate", 0.1);
            options.NumberOfLeaves = (int)parameters.Get("leaves", 31);
            options.MinimumExampleCountPerLeaf = (int)parameters.Get("minLeaf", 20);
            options.Booster = new GradientBooster.Options
            {
                L2Regularization = parameters.Get("l2", 0.01),
                FeatureFraction = parameters.Get("columnShare", 1),
                SubsampleFraction = parameters.Get("rowShare", 1),
                SubsampleFrequency = 1,
            };

            // Without a seed the model depends on earlier fits. The model's file contains the number of threads, so the
            // model would depend on that too.
            options.Seed = context.Seed;
            options.Deterministic = true;
            options.ForceColumnWise = true;
            options.NumberOfThreads = 1;
        }
    }
}
