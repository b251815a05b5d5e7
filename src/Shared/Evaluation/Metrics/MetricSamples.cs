using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Evaluation.Metrics;

/// <summary>The metrics by name.</summary>
internal static class MetricSamples
{
    /// <summary>A metric of one model's predictions.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="predictions">The model's predictions.</param>
    /// <param name="labels">The number, or the index of the class, for each row; not used for clusters.</param>
    /// <param name="features">The rows in the dense form, for clusters; otherwise not used.</param>
    /// <param name="seed">Seed of samples.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static MetricSample Of(string metric, Predictions predictions, double[] labels, FeatureMatrix? features, int seed) =>
        metric switch
        {
            _ when !MetricNames.Fits(metric, predictions.Task) => SumsSample.Undefined,
            MetricNames.Auc or MetricNames.Separation => ClassificationMetrics.Auc(predictions, labels),
            MetricNames.Accuracy => ClassificationMetrics.Accuracy(predictions, labels),
            MetricNames.F1 => ClassificationMetrics.F1(predictions, labels),
            MetricNames.LogLoss => ClassificationMetrics.LogLoss(predictions, labels),
            MetricNames.Brier => ClassificationMetrics.Brier(predictions, labels),
            MetricNames.Rmse => RegressionMetrics.Rmse(predictions.Values, labels, predictions.Weights),
            MetricNames.Mae => RegressionMetrics.Mae(predictions.Values, labels, predictions.Weights),
            MetricNames.R2 => RegressionMetrics.R2(predictions.Values, labels, predictions.Weights),
            MetricNames.Mape => RegressionMetrics.Mape(predictions.Values, labels, predictions.Weights),
            MetricNames.Pinball => RegressionMetrics.Pinball(predictions.Values, labels, predictions.Quantile, predictions.Weights),
            MetricNames.Mase or MetricNames.Rmsse or MetricNames.Smape or MetricNames.Msis => ForecastMetrics.Of(
                metric,
                predictions,
                labels
            ),
            MetricNames.Silhouette => ClusteringMetrics.Silhouette(features, predictions.Values, seed),
            _ => throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric)),
        };
}
