// Microsoft.ML.Core and Microsoft.ML.Data: the context, its catalogs, transformers.
using Microsoft.ML.Data;

namespace Microsoft.ML
{
    public sealed class MLContext
    {
        public MLContext(int? seed = null) => throw null;
        public BinaryClassificationCatalog BinaryClassification => throw null;
        public MulticlassClassificationCatalog MulticlassClassification => throw null;
        public RegressionCatalog Regression => throw null;
        public ModelOperationsCatalog Model => throw null;
    }

    public sealed class BinaryClassificationCatalog
    {
        private BinaryClassificationCatalog() { }
        public BinaryClassificationTrainers Trainers => throw null;

        public sealed class BinaryClassificationTrainers
        {
            private BinaryClassificationTrainers() { }
        }
    }

    public sealed class MulticlassClassificationCatalog
    {
        private MulticlassClassificationCatalog() { }
        public MulticlassClassificationTrainers Trainers => throw null;

        public sealed class MulticlassClassificationTrainers
        {
            private MulticlassClassificationTrainers() { }
        }
    }

    public sealed class RegressionCatalog
    {
        private RegressionCatalog() { }
        public RegressionTrainers Trainers => throw null;

        public sealed class RegressionTrainers
        {
            private RegressionTrainers() { }
        }
    }

    public sealed class ModelOperationsCatalog
    {
        private ModelOperationsCatalog() { }
        public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream) => throw null;
    }

    public interface ITransformer
    {
    }

    public interface IEstimator<out TTransformer>
        where TTransformer : ITransformer
    {
    }

    public interface IPredictionTransformer<out TModel> : ITransformer
    {
    }

    public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
    {
    }
}

namespace Microsoft.ML.Data
{
    public sealed class BinaryPredictionTransformer<TModel> : ISingleFeaturePredictionTransformer<TModel>
    {
        private BinaryPredictionTransformer() { }
    }

    public sealed class MulticlassPredictionTransformer<TModel> : ISingleFeaturePredictionTransformer<TModel>
    {
        private MulticlassPredictionTransformer() { }
    }

    public sealed class RegressionPredictionTransformer<TModel> : ISingleFeaturePredictionTransformer<TModel>
    {
        private RegressionPredictionTransformer() { }
    }
}

namespace Microsoft.ML.Calibrators
{
    public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator>
    {
        private protected CalibratedModelParametersBase() { }
    }

    public sealed class PlattCalibrator
    {
        private PlattCalibrator() { }
    }
}
