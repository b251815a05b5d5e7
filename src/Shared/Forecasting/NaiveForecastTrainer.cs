using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Learning.Baseline;

namespace MLOpsFunctions.Forecasting;

/// <summary>Continues every series as one of its lag features says. It learns only which of them.</summary>
public sealed class NaiveForecastTrainer : ITrainer
{
    private readonly Func<string, bool> _isTried;

    private NaiveForecastTrainer(string name, Func<string, bool> isTried) => (Name, _isTried) = (name, isTried);

    /// <summary>The mean of earlier seasons, from the current level. It is hard to beat if there is much noise.</summary>
    public static NaiveForecastTrainer Seasonal { get; } = new("seasonal", LagFeatureNames.IsSeasonal);

    /// <summary>
    /// Exponential smoothing (<see cref="MLOpsFunctions.Forecasting.ExponentialSmoothing"/>), often the best forecast
    /// of series with a few dozen or hundred values.
    /// </summary>
    public static NaiveForecastTrainer Smoothing { get; } = new("smoothing", LagFeatureNames.IsSmoothed);

    /// <summary>The Theta method, the best of the M3 competition's simple methods.</summary>
    public static NaiveForecastTrainer Theta { get; } = new("theta", LagFeatureNames.IsTheta);

    /// <summary>
    /// The base of answers itself: the mean of the simple forecasts that together err the least (<see
    /// cref="BaseSelection"/>); of rare demand its smoothed mean (<see cref="DemandSmoothing"/>).
    /// </summary>
    public static NaiveForecastTrainer Blend { get; } = new("blend", LagFeatureNames.IsDemand);

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
            (IModel?)SeasonalNaiveModel.Fit(training, _isTried, context.IsMean) ?? new BaselineModel(training.Features.Columns.Length, [0]),
            parameters,
            []
        );
}
