// Microsoft.ML.Data and Microsoft.ML.StandardTrainers: what trainers have in common, and SDCA.
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML
{
    public static class StandardTrainersCatalog
    {
        public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(
            this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, SdcaLogisticRegressionBinaryTrainer.Options options) => throw null;

        public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(
            this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SdcaMaximumEntropyMulticlassTrainer.Options options) => throw null;

        public static SdcaRegressionTrainer Sdca(this RegressionCatalog.RegressionTrainers catalog, SdcaRegressionTrainer.Options options) => throw null;

        public static OneVersusAllTrainer OneVersusAll<TModel>(
            this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
            ITrainerEstimator<BinaryPredictionTransformer<TModel>, TModel> binaryEstimator,
            string labelColumnName = "Label",
            bool imputeMissingLabelsAsNegative = false,
            IEstimator<ISingleFeaturePredictionTransformer<PlattCalibrator>> calibrator = null,
            int maximumCalibrationExampleCount = 1000000000,
            bool useProbabilities = true)
            where TModel : class => throw null;
    }
}

namespace Microsoft.ML.Trainers
{
    public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    {
    }

    public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    {
        private protected TrainerEstimatorBase() { }
        public TTransformer Fit(IDataView input) => throw null;
    }

    public abstract class TrainerInputBaseWithWeight
    {
        private protected TrainerInputBaseWithWeight() { }
        public string ExampleWeightColumnName = null;
    }

    public class LinearModelParameters
    {
        private protected LinearModelParameters() { }
    }

    public sealed class LinearBinaryModelParameters : LinearModelParameters
    {
        private LinearBinaryModelParameters() { }
    }

    public sealed class LinearRegressionModelParameters : LinearModelParameters
    {
        private LinearRegressionModelParameters() { }
    }

    public sealed class MaximumEntropyModelParameters
    {
        private MaximumEntropyModelParameters() { }
    }

    public sealed class OneVersusAllModelParameters
    {
        private OneVersusAllModelParameters() { }
    }

    public sealed class OneVersusAllTrainer
    {
        private OneVersusAllTrainer() { }
        public MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView input) => throw null;
    }

    public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
        where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    {
        private protected SdcaTrainerBase() { }

        public abstract class OptionsBase : TrainerInputBaseWithWeight
        {
            public float? L2Regularization;
            public float? L1Regularization;
            public int? NumberOfThreads;
            public float ConvergenceTolerance;
            public int? MaximumNumberOfIterations;
        }
    }

    public sealed class SdcaLogisticRegressionBinaryTrainer :
        SdcaTrainerBase<SdcaLogisticRegressionBinaryTrainer.Options, BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>,
            CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
    {
        public sealed class Options : OptionsBase
        {
        }
    }

    public sealed class SdcaMaximumEntropyMulticlassTrainer :
        SdcaTrainerBase<SdcaMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
    {
        public sealed class Options : OptionsBase
        {
        }
    }

    public sealed class SdcaRegressionTrainer :
        SdcaTrainerBase<SdcaRegressionTrainer.Options, RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
    {
        public sealed class Options : OptionsBase
        {
        }
    }
}
