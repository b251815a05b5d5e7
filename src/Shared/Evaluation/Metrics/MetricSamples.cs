using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>The metrics by name.</summary>
internal static class MetricSamples
{
    /// <summary>A metric of one model's answers.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="predictions">What the model said.</param>
    /// <param name="labels">A number a row, or the index of the class; for groups not used.</param>
    /// <param name="features">The rows in the dense form, for groups; else not used.</param>
    /// <param name="seed">Seed of samples.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static MetricSample Of(string metric, Predictions predictions, double[] labels, FeatureMatrix? features, int seed) => metric switch
    {
        _ when !MetricNames.Fits(metric, predictions.Task) => SumsSample.Undefined,
        MetricNames.Auc or MetricNames.Separation => ClassMetrics.Auc(predictions, labels),
        MetricNames.Accuracy => ClassMetrics.Accuracy(predictions, labels),
        MetricNames.F1 => ClassMetrics.F1(predictions, labels),
        MetricNames.LogLoss => ClassMetrics.LogLoss(predictions, labels),
        MetricNames.Brier => ClassMetrics.Brier(predictions, labels),
        MetricNames.Rmse => NumberMetrics.Rmse(predictions.Values, labels),
        MetricNames.Mae => NumberMetrics.Mae(predictions.Values, labels),
        MetricNames.R2 => NumberMetrics.R2(predictions.Values, labels),
        MetricNames.Mape => NumberMetrics.Mape(predictions.Values, labels),
        MetricNames.Pinball => NumberMetrics.Pinball(predictions.Values, labels, predictions.Quantile),
        MetricNames.Silhouette => GroupMetrics.Silhouette(features, predictions.Values, seed),
        _ => throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric)),
    };
}
