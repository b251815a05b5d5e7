// Microsoft.ML.FastTree.
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML
{
    public static class TreeExtensions
    {
        public static FastTreeBinaryTrainer FastTree(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastTreeBinaryTrainer.Options options) => throw null;
        public static FastTreeRegressionTrainer FastTree(this RegressionCatalog.RegressionTrainers catalog, FastTreeRegressionTrainer.Options options) => throw null;
    }
}

namespace Microsoft.ML.Trainers.FastTree
{
    public abstract class TreeOptions : TrainerInputBaseWithWeight
    {
        private protected TreeOptions() { }
        public int NumberOfTrees;
        public int NumberOfLeaves;
        public int MinimumExampleCountPerLeaf;
        public int? NumberOfThreads;
        public int Seed;
        public int FeatureSelectionSeed;
        public double FeatureFraction;
        public bool? DiskTranspose;
    }

    public abstract class BoostedTreeOptions : TreeOptions
    {
        private protected BoostedTreeOptions() { }
        public double LearningRate;
    }

    public sealed class FastTreeBinaryModelParameters
    {
        private FastTreeBinaryModelParameters() { }
    }

    public sealed class FastTreeRegressionModelParameters
    {
        private FastTreeRegressionModelParameters() { }
    }

    public sealed class FastTreeBinaryTrainer :
        TrainerEstimatorBase<BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>,
            CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>
    {
        public sealed class Options : BoostedTreeOptions
        {
        }
    }

    public sealed class FastTreeRegressionTrainer : TrainerEstimatorBase<RegressionPredictionTransformer<FastTreeRegressionModelParameters>, FastTreeRegressionModelParameters>
    {
        public sealed class Options : BoostedTreeOptions
        {
        }
    }
}
