using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Baseline;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// Lets every series go on as one of the columns that are made of its past says, without learning more than which of
/// them.
/// </summary>
public sealed class NaiveForecastTrainer : ITrainer
{
    private readonly Func<string, bool> _isTried;

    private NaiveForecastTrainer(string name, Func<string, bool> isTried) => (Name, _isTried) = (name, isTried);

    /// <summary>From where a series stands, as it did in earlier seasons on average. Hard to beat where there is much noise.</summary>
    public static NaiveForecastTrainer Seasonal { get; } = new("seasonal", LagFeatureNames.IsSeasonal);

    /// <summary>
    /// Where exponential smoothing sees it (<see cref="MLOpsFunctions.Forecasting.ExponentialSmoothing"/>): what series
    /// of a few dozen or hundred values are best forecast by, as a rule.
    /// </summary>
    public static NaiveForecastTrainer Smoothing { get; } = new("smoothing", LagFeatureNames.IsSmoothed);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public FeatureEncoding Encoding => FeatureEncoding.Native;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> SearchSpace => [];

    /// <inheritdoc/>
    public bool Supports(ModelTask task) => task == ModelTask.Forecast;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context) =>
        new(
            (IModel?)SeasonalNaiveModel.Fit(training, _isTried) ?? new BaselineModel(training.Features.Columns.Length, [0]),
            parameters,
            []
        );
}
