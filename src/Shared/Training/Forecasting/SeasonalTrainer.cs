using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Training.Baseline;

namespace MLOpsFunctions.Training.Forecasting;

/// <summary>
/// Lets every series go on as it did in earlier seasons, from where it stands: the base that the other forecasters' answers are counted from, by itself. Hard to beat where there are few rows and much
/// noise.
/// </summary>
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
        new(new BaselineModel(training.Features.Columns.Length, [0]), parameters, []);
}
