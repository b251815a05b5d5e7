using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Experiments;

/// <summary>What a model is learned from.</summary>
/// <param name="Plan">The feature plan, fitted on the rows.</param>
/// <param name="Training">The rows.</param>
/// <param name="Series">What a forecast starts from; null: the rows are no series.</param>
internal sealed record FittingRows(FeaturePlan Plan, TrainingSet Training, ForecastState? Series);
