// Microsoft.ML.LightGbm.
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;

namespace Microsoft.ML
{
    using Microsoft.ML.Trainers.LightGbm;

    public static class LightGbmExtensions
    {
        public static LightGbmBinaryTrainer LightGbm(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LightGbmBinaryTrainer.Options options) => throw null;
        public static LightGbmMulticlassTrainer LightGbm(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, LightGbmMulticlassTrainer.Options options) => throw null;
        public static LightGbmRegressionTrainer LightGbm(this RegressionCatalog.RegressionTrainers catalog, LightGbmRegressionTrainer.Options options) => throw null;
    }
}

namespace Microsoft.ML.Trainers.LightGbm
{
    public abstract class BoosterParameterBase
    {
        private protected BoosterParameterBase() { }

        public abstract class OptionsBase
        {
            private protected OptionsBase() { }
            public double SubsampleFraction;
            public int SubsampleFrequency;
            public double FeatureFraction;
            public double L2Regularization;
        }
    }

    public sealed class GradientBooster : BoosterParameterBase
    {
        private GradientBooster() { }

        public sealed class Options : OptionsBase
        {
        }
    }

    public abstract class LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        private protected LightGbmTrainerBase() { }

        public class OptionsBase : TrainerInputBaseWithWeight
        {
            private protected OptionsBase() { }
            public int NumberOfIterations;
            public double? LearningRate;
            public int? NumberOfLeaves;
            public int? MinimumExampleCountPerLeaf;
            public int? NumberOfThreads;
            public int EarlyStoppingRound;
            public int? Seed;
            public bool Deterministic;
            public bool ForceColumnWise;
            public bool HandleMissingValue;
            public BoosterParameterBase.OptionsBase Booster;
        }
    }

    public sealed class LightGbmBinaryModelParameters
    {
        private LightGbmBinaryModelParameters() { }
    }

    public sealed class LightGbmRegressionModelParameters
    {
        private LightGbmRegressionModelParameters() { }
    }

    public sealed class LightGbmBinaryTrainer :
        LightGbmTrainerBase<LightGbmBinaryTrainer.Options, float, BinaryPredictionTransformer<CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>>,
            CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>>
    {
        public BinaryPredictionTransformer<CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>> Fit(IDataView trainData, IDataView validationData) => throw null;

        public sealed class Options : OptionsBase
        {
        }
    }

    public sealed class LightGbmMulticlassTrainer :
        LightGbmTrainerBase<LightGbmMulticlassTrainer.Options, VBuffer<float>, MulticlassPredictionTransformer<OneVersusAllModelParameters>, OneVersusAllModelParameters>
    {
        public MulticlassPredictionTransformer<OneVersusAllModelParameters> Fit(IDataView trainData, IDataView validationData) => throw null;

        public sealed class Options : OptionsBase
        {
            public bool UseSoftmax;
            public EvaluateMetricType EvaluationMetric;

            public enum EvaluateMetricType
            {
                None,
                Default,
                Error,
                LogLoss,
            }
        }
    }

    public sealed class LightGbmRegressionTrainer :
        LightGbmTrainerBase<LightGbmRegressionTrainer.Options, float, RegressionPredictionTransformer<LightGbmRegressionModelParameters>, LightGbmRegressionModelParameters>
    {
        public RegressionPredictionTransformer<LightGbmRegressionModelParameters> Fit(IDataView trainData, IDataView validationData) => throw null;

        public sealed class Options : OptionsBase
        {
        }
    }
}
