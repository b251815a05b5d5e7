using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Baseline;
using MLOpsFunctions.Learning.Clustering;
using MLOpsFunctions.Learning.Ensembles;
using MLOpsFunctions.Learning.Isolation;
using MLOpsFunctions.Learning.Kernel;
using MLOpsFunctions.Learning.Linear;

namespace MLOpsFunctions.Models;

/// <summary>The trainers that every host has.</summary>
public static class BuiltInTrainers
{
    /// <summary>The trainer that always competes: a candidate that cannot beat it has learned nothing.</summary>
    public const string Baseline = MLOpsFunctions.Learning.Baseline.BaselineModel.KindName;

    /// <summary>The trainer of ensembles, which are made of what a search has found.</summary>
    internal const string Ensemble = EnsembleModel.KindName;

    /// <summary>The trainers, the simplest first: among equals the first wins.</summary>
    public static IReadOnlyList<ITrainer> BuiltIn { get; } =
    [
        new BaselineTrainer(),
        NaiveForecastTrainer.Seasonal,
        NaiveForecastTrainer.Smoothing,
        NaiveForecastTrainer.Theta,
        NaiveForecastTrainer.Blend,
        new CombinationTrainer(),
        new LinearTrainer(),
        new KernelTrainer(),
        new BoostedTreesTrainer(),
        new KMeansTrainer(),
        new IsolationForestTrainer(),
        new EnsembleTrainer(),
    ];
}
