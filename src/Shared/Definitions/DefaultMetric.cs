namespace MLOpsFunctions.Definitions;

/// <summary>The metrics that choose among candidates and stand in the default gates where the definition names none.</summary>
public static class DefaultMetric
{
    /// <summary>The metric that a definition names, or the default.</summary>
    /// <param name="isLabelled">Whether the rows have labels; matters to anomalies only.</param>
    public static string Of(ModelDefinition definition, ModelTask task, bool isLabelled = true) =>
        definition.Training.Metric
        // By any other metric a model of what nine in ten do not exceed is a bad guess at the mean.
        ?? (definition.Training.Objective == "quantile" ? MetricNames.Pinball : For(task, isLabelled));

    /// <summary>
    /// The metric that chooses among candidates. Of two classes it is the logarithmic loss of calibrated probabilities: it
    /// tells good candidates from better ones with fewer rows than a ranking does, because it uses every number (Gneiting
    /// and Raftery, Strictly proper scoring rules, Journal of the American Statistical Association 102, 2007).
    /// </summary>
    /// <param name="metric">The metric of the gates and reports.</param>
    public static string ToChoose(ModelDefinition definition, ModelTask task, string metric) =>
        task == ModelTask.Binary && definition.Training.Metric is null ? MetricNames.LogLoss : metric;

    /// <summary>
    /// The metric of predictions whose truth is known later: there the changes of a series, which units are made of, are
    /// not known. Of several classes it is the accuracy, which can be estimated before the truth is known.
    /// </summary>
    public static string Live(ModelDefinition definition, ModelTask task) =>
        Of(definition, task) switch
        {
            MetricNames.Mase or MetricNames.Msis => MetricNames.Mae,
            MetricNames.Rmsse => MetricNames.Rmse,
            MetricNames.LogLoss when task == ModelTask.Multiclass && definition.Training.Metric is null => MetricNames.Accuracy,
            var metric => metric,
        };

    /// <summary>The task's default, with its reason.</summary>
    /// <param name="isLabelled">Whether the rows have labels; matters to anomalies only.</param>
    public static string For(ModelTask task, bool isLabelled = true) =>
        task switch
        {
            // Needs no threshold and no calibration, and does not reward naming the larger class every time.
            ModelTask.Binary => MetricNames.Auc,

            // A share of right answers needs several times as many rows to tell a good model from none. Candidates are
            // calibrated before they are compared, so overconfidence does not decide.
            ModelTask.Multiclass => MetricNames.LogLoss,

            // What squared loss, the default objective, is trained for.
            ModelTask.Regression => MetricNames.Rmse,

            // No series decides by its size, and single spikes do not decide alone, as they do in squares.
            ModelTask.Forecast => MetricNames.Mase,

            // Needs no label (Rousseeuw, J. Comput. Appl. Math. 20, 1987).
            ModelTask.Clustering => MetricNames.Silhouette,

            // The ranking is all that an anomaly score promises. Without labelled rows, real rows are ranked against
            // made-up ones (see BackgroundSample).
            ModelTask.Anomaly => isLabelled ? MetricNames.Auc : MetricNames.Separation,
            _ => throw new ArgumentOutOfRangeException(nameof(task), task, null),
        };
}
