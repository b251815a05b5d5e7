using Microsoft.ML;
using Microsoft.ML.Trainers;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.MlNet;

/// <summary>
/// ML.NET's linear models by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, JMLR 14, 2013): regression by
/// squared error, binary by logistic loss, multiclass by maximum entropy.
/// </summary>
/// <remarks>
/// It takes dense features, because it silently drops training rows with a missing value. It uses one thread, because
/// with several its result depends on their timing. Parameters: those of <see cref="SearchSpace"/>.
/// </remarks>
internal sealed class SdcaTrainer : ITrainer
{
    /// <summary>The trainer's name, and the kind of its models.</summary>
    public const string KindName = "sdca";

    /// <summary>Most passes over the rows; most tables converge in a tenth of them.</summary>
    private const int MostPasses = 100;

    /// <summary>The ratio of duality gap to loss at convergence.</summary>
    private const float Tolerance = 0.01f;

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Dense;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace { get; } = [new("l2", 1e-7, 0.1, 1e-4, Logarithmic: true), new("l1", 0, 1, 0)];

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
                    ModelTask.Multiclass => Multiclass(ml).Fit(rows),
                    _ => Number(ml).Fit(rows),
                }
        );
        return new(model, parameters, [TrainerNotes.SdcaIsNotPortable()]);

        SdcaLogisticRegressionBinaryTrainer Binary(MLContext ml)
        {
            var options = new SdcaLogisticRegressionBinaryTrainer.Options();
            Set(options);
            return ml.BinaryClassification.Trainers.SdcaLogisticRegression(options);
        }

        SdcaMaximumEntropyMulticlassTrainer Multiclass(MLContext ml)
        {
            var options = new SdcaMaximumEntropyMulticlassTrainer.Options();
            Set(options);
            return ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(options);
        }

        SdcaRegressionTrainer Number(MLContext ml)
        {
            var options = new SdcaRegressionTrainer.Options();
            Set(options);
            return ml.Regression.Trainers.Sdca(options);
        }

        void Set<TOptions, TTransformer, TModel>(SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase options)
            where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
            where TTransformer : ISingleFeaturePredictionTransformer<TModel>
            where TModel : class
        {
            options.L2Regularization = (float)parameters.Get("l2", 1e-4);
            options.L1Regularization = (float)parameters.Get("l1", 0);
            options.MaximumNumberOfIterations = MostPasses;
            options.ConvergenceTolerance = Tolerance;
            options.NumberOfThreads = 1;
            options.ExampleWeightColumnName = MlNetFitting.WeightColumn(training);
        }
    }
}
