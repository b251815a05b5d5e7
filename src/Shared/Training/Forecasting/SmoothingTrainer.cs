using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Series;
using MLOpsFunctions.Training.Baseline;

namespace MLOpsFunctions.Training.Forecasting;

/// <summary>Lets every series go on where exponential smoothing sees it (<see cref="Smoothing"/>): what series of a few dozen or hundred values are best forecast by, as a rule.</summary>
public sealed class SmoothingTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "smoothing";

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Space => [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context) =>
        new((IModel?)SeasonalNaiveModel.Fit(training, SeriesNames.IsSmoothed) ?? new BaselineModel(training.Features.Columns.Length, [0]), parameters, []);
}
