using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Series;
using MLOpsFunctions.Training.Baseline;

namespace MLOpsFunctions.Training.Forecasting;

/// <summary>Lets every series go on, from where it stands, as it did in earlier seasons on average. Hard to beat where there is much noise.</summary>
public sealed class SeasonalTrainer : ITrainer
{
    /// <inheritdoc/>
    public string Name => "seasonal";

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Space => [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context) =>
        new((IModel?)SeasonalNaiveModel.Fit(training, SeriesNames.IsSeasonal) ?? new BaselineModel(training.Features.Columns.Length, [0]), parameters, []);
}
