using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>The closed list of metrics: their names, which direction is better and which tasks they fit.</summary>
public static class MetricNames
{
    /// <summary>Area under the ROC curve; of several classes, the unweighted mean of each against the rest.</summary>
    public const string Auc = "auc";

    /// <summary>Share of rows that are classified correctly.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Harmonic mean of precision and recall; of several classes, the unweighted mean.</summary>
    public const string F1 = "f1";

    /// <summary>Mean negative natural logarithm of the probability given to the true class.</summary>
    public const string LogLoss = "logloss";

    /// <summary>Mean squared distance of the probabilities from the truth.</summary>
    public const string Brier = "brier";

    /// <summary>Root of the mean squared error.</summary>
    public const string Rmse = "rmse";

    /// <summary>Mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Share of the variance that is explained.</summary>
    public const string R2 = "r2";

    /// <summary>Mean absolute error relative to the truth.</summary>
    public const string Mape = "mape";

    /// <summary>Mean pinball loss of the quantile that is predicted.</summary>
    public const string Pinball = "pinball";

    /// <summary>
    /// Mean absolute error of a forecast in units of each series: its mean absolute change over a season before the
    /// forecast. All series weigh the same.
    /// </summary>
    public const string Mase = "mase";

    /// <summary>
    /// Root of the mean squared error of a forecast in units of each series: the root of its mean squared change over a
    /// season before the forecast. All series weigh the same.
    /// </summary>
    public const string Rmsse = "rmsse";

    /// <summary>Mean absolute error of a forecast relative to the mean of the truth and the answer, 0 to 2.</summary>
    public const string Smape = "smape";

    /// <summary>
    /// Mean width of a forecast's intervals, with a penalty for each truth outside of its own, in the units of
    /// <see cref="Mase"/>.
    /// </summary>
    public const string Msis = "msis";

    /// <summary>Mean silhouette of the groups.</summary>
    public const string Silhouette = "silhouette";

    /// <summary>
    /// Share of pairs of a real row and a made-up row in which the made-up row has the higher score. It measures the
    /// detection of anomalies without labels.
    /// </summary>
    public const string Separation = "separation";

    /// <summary>All names, in the order of the contract.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Auc,
        Accuracy,
        F1,
        LogLoss,
        Brier,
        Rmse,
        Mae,
        R2,
        Mape,
        Pinball,
        Mase,
        Rmsse,
        Smape,
        Msis,
        Silhouette,
        Separation,
    ];

    /// <summary>Whether the greater value is the better one.</summary>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static bool HigherIsBetter(string metric) =>
        metric switch
        {
            Auc or Accuracy or F1 or R2 or Silhouette or Separation => true,
            LogLoss or Brier or Rmse or Mae or Mape or Pinball or Mase or Rmsse or Smape or Msis => false,
            _ => throw Unknown(metric),
        };

    /// <summary>
    /// Whether the metric is defined for the task. An anomaly's <see cref="Auc"/> needs rows that are labelled for the
    /// evaluation.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static bool Fits(string metric, ModelTask task) =>
        metric switch
        {
            Auc => task is ModelTask.Binary or ModelTask.Multiclass or ModelTask.Anomaly,
            Accuracy or F1 or LogLoss or Brier => task is ModelTask.Binary or ModelTask.Multiclass,
            Rmse or Mae or R2 or Mape or Pinball => task is ModelTask.Regression or ModelTask.Forecast,
            Mase or Rmsse or Smape or Msis => task is ModelTask.Forecast,
            Silhouette => task is ModelTask.Clustering,
            Separation => task is ModelTask.Anomaly,
            _ => throw Unknown(metric),
        };

    /// <summary>The metrics defined for a task, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> For(ModelTask task) => [.. All.Where(metric => Fits(metric, task))];

    /// <summary>
    /// The metrics of a task on these rows. Anomalies are measured by labels where there are any, else by their
    /// separation from made-up rows.
    /// </summary>
    public static IReadOnlyList<string> For(ModelTask task, bool isLabelled) =>
        [.. For(task).Where(metric => task != ModelTask.Anomaly || metric == (isLabelled ? Auc : Separation))];

    private static ArgumentException Unknown(string metric) => new($"There is no metric '{metric}'.", nameof(metric));
}

/// <summary>Marks a property that holds one of <see cref="MetricNames.All"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MetricNameAttribute() : AllowedValuesAttribute([.. MetricNames.All]);
