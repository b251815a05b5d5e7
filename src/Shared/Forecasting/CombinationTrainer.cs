using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Baseline;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The mean of three simple forecasts: smoothing, the Theta method and what usually followed in earlier seasons. It learns
/// nothing, so that it is hard to beat where series are too short to choose among the three (Petropoulos and Svetunkov, A
/// simple combination of univariate models, International Journal of Forecasting 36, 2020).
/// </summary>
public sealed class CombinationTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "combination";

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context)
    {
        var features = training.Features.Features.ToList();
        int[] combined = [.. Enumerable.Range(0, features.Count).Where(feature => IsCombined(features[feature].Source))];
        var over = features.FindIndex(feature => LagFeatureNames.IsOver(feature.Source));
        return new(
            combined.Length == 0 ? new BaselineModel(features.Count, [0]) : new MeanForecastModel(features.Count, combined, over),
            parameters,
            []
        );
    }

    private static bool IsCombined(string column) =>
        LagFeatureNames.IsSmoothed(column) || LagFeatureNames.IsTheta(column) || LagFeatureNames.IsSeasonal(column);
}
