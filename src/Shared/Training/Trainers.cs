using MLOpsFunctions.Training.Baseline;
using MLOpsFunctions.Training.Clustering;
using MLOpsFunctions.Training.Forecasting;
using MLOpsFunctions.Training.Isolation;
using MLOpsFunctions.Training.Linear;

namespace MLOpsFunctions.Training;

/// <summary>The trainers that every host has.</summary>
public static class Trainers
{
    /// <summary>The trainer that always competes: what cannot beat it has learned nothing.</summary>
    public const string Baseline = Training.Baseline.BaselineModel.KindName;

    /// <summary>The simplest first: of equals, the first wins.</summary>
    public static IReadOnlyList<ITrainer> BuiltIn { get; } =
        [new BaselineTrainer(), PastTrainer.Seasonal, PastTrainer.Smoothing, new LinearTrainer(), new BoostedTreesTrainer(), new KMeansTrainer(), new IsolationForestTrainer()];
}
