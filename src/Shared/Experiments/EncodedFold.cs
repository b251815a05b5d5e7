using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments;

/// <summary>Training rows, and rows held out of them to measure on.</summary>
/// <param name="Plan">The feature plan, fitted on the training rows.</param>
/// <param name="Training">The training rows.</param>
/// <param name="Validation">The held-out rows, their labels as trainers take them.</param>
/// <param name="Truth">The labels of the held-out rows as they are.</param>
internal record EncodedFold(FeaturePlan Plan, TrainingSet Training, TrainingSet Validation, double[] Truth);

/// <summary>The rows of a forecast before a point in time, and those after it.</summary>
/// <param name="Plan">The feature plan, fitted on the training rows.</param>
/// <param name="Training">The training rows.</param>
/// <param name="Validation">The held-out rows, their labels in units of their series.</param>
/// <param name="Truth">The labels of the held-out rows as they are.</param>
/// <param name="Scale">The units of the held-out rows' series.</param>
/// <param name="Ahead">How many steps ahead each held-out row is forecast; not a number where nothing of its series was
/// known.</param>
/// <param name="Origins">From when each held-out row is forecast.</param>
/// <param name="Series">The key of each held-out row's series.</param>
internal sealed record ForecastFold(
    FeaturePlan Plan,
    TrainingSet Training,
    TrainingSet Validation,
    double[] Truth,
    SeriesScale Scale,
    double[] Ahead,
    ForecastOrigins Origins,
    string[] Series
) : EncodedFold(Plan, Training, Validation, Truth);

/// <summary>The folds of one data set for each form in which trainers take rows; made once, since each trial asks.</summary>
/// <param name="make">Makes those of one form.</param>
internal sealed class FoldCache<T>(Func<FeatureEncoding, IReadOnlyList<T>> make)
    where T : EncodedFold
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FeatureEncoding, IReadOnlyList<T>> _folds = [];

    /// <summary>The folds in one form.</summary>
    public IReadOnlyList<T> Of(FeatureEncoding encoding)
    {
        lock (_gate)
        {
            return _folds.TryGetValue(encoding, out var folds) ? folds : _folds[encoding] = make(encoding);
        }
    }
}
