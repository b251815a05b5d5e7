using System.ComponentModel.DataAnnotations;

namespace MLOpsFunctions.Definitions;

/// <summary>The closed list of metrics: their names, which direction is better and which tasks they fit.</summary>
public static class MetricNames
{
    /// <summary>Area under the ROC curve; of several classes, the unweighted mean of each against the rest.</summary>
    /// <remarks>
    /// Formula: the share of pairs of a row of the class and another row in which the row of the class has the greater
    /// probability; ties count half.
    /// Range: 0 to 1; 0.5 is a guess.
    /// Source: Hanley and McNeil, Radiology 143, 1982.
    /// </remarks>
    public const string Auc = "auc";

    /// <summary>Share of rows that are classified correctly.</summary>
    /// <remarks>
    /// Formula: right answers / rows.
    /// Range: 0 to 1.
    /// Source: Kohavi and Provost, Glossary of Terms, Machine Learning 30, 1998.
    /// </remarks>
    public const string Accuracy = "accuracy";

    /// <summary>Harmonic mean of precision and recall; of several classes, the unweighted mean.</summary>
    /// <remarks>
    /// Formula: 2 TP / (2 TP + FP + FN), of the second of two classes.
    /// Range: 0 to 1.
    /// Source: van Rijsbergen, Information Retrieval, 1979.
    /// </remarks>
    public const string F1 = "f1";

    /// <summary>Mean negative natural logarithm of the probability given to the true class.</summary>
    /// <remarks>
    /// Formula: -mean(ln p), p the probability of the true class, at least 1e-15.
    /// Range: 0 and more; ln 2 = 0.693 is a guess between two classes.
    /// Source: Good, Rational Decisions, Journal of the Royal Statistical Society B 14, 1952.
    /// </remarks>
    public const string LogLoss = "logloss";

    /// <summary>Mean squared distance of the probabilities from the truth.</summary>
    /// <remarks>
    /// Formula: mean(sum over classes of (p - t)²), t 1 for the true class, else 0; of two classes half of that.
    /// Range: 0 to 1; of several classes 0 to 2.
    /// Source: Brier, Monthly Weather Review 78, 1950.
    /// </remarks>
    public const string Brier = "brier";

    /// <summary>Root of the mean squared error.</summary>
    /// <remarks>
    /// Formula: sqrt(mean((y - p)²)).
    /// Range: 0 and more, in units of the label.
    /// Source: Gauss, Theoria combinationis, 1823.
    /// </remarks>
    public const string Rmse = "rmse";

    /// <summary>Mean absolute error.</summary>
    /// <remarks>
    /// Formula: mean(|y - p|).
    /// Range: 0 and more, in units of the label.
    /// Source: Willmott and Matsuura, Climate Research 30, 2005.
    /// </remarks>
    public const string Mae = "mae";

    /// <summary>Share of the variance that is explained.</summary>
    /// <remarks>
    /// Formula: 1 - sum((y - p)²) / sum((y - mean(y))²).
    /// Range: at most 1; 0 is the mean as answer; not defined where all labels are equal.
    /// Source: Wright, Correlation and Causation, Journal of Agricultural Research 20, 1921.
    /// </remarks>
    public const string R2 = "r2";

    /// <summary>Mean absolute error relative to the truth.</summary>
    /// <remarks>
    /// Formula: mean(|y - p| / |y|), over rows whose label is not 0.
    /// Range: 0 and more; 0.1 is ten per cent.
    /// Source: Makridakis, International Journal of Forecasting 9, 1993.
    /// </remarks>
    public const string Mape = "mape";

    /// <summary>Mean pinball loss of the quantile that is predicted.</summary>
    /// <remarks>
    /// Formula: mean(q (y - p) where y ≥ p, else (1 - q) (p - y)), q the quantile.
    /// Range: 0 and more, in units of the label; of the median half of mae.
    /// Source: Koenker and Bassett, Regression Quantiles, Econometrica 46, 1978.
    /// </remarks>
    public const string Pinball = "pinball";

    /// <summary>
    /// Mean absolute error of a forecast in units of each series: its mean absolute change over a season before the
    /// forecast. All series weigh the same.
    /// </summary>
    /// <remarks>
    /// Formula: mean(|y - p| / u), u the mean of |y(t) - y(t - season)| before the forecast.
    /// Range: 0 and more; 1 is as far off as a season changes.
    /// Source: Hyndman and Koehler, International Journal of Forecasting 22, 2006.
    /// </remarks>
    public const string Mase = "mase";

    /// <summary>
    /// Root of the mean squared error of a forecast in units of each series: the root of its mean squared change over a
    /// season before the forecast. All series weigh the same.
    /// </summary>
    /// <remarks>
    /// Formula: mean over series of sqrt(mean((y - p)²) / mean((y(t) - y(t - season))²)).
    /// Range: 0 and more; 1 is as far off as a season changes.
    /// Source: Makridakis, Spiliotis and Assimakopoulos, The M5 accuracy competition, 2022.
    /// </remarks>
    public const string Rmsse = "rmsse";

    /// <summary>Mean absolute error of a forecast relative to the mean of the truth and the answer, 0 to 2.</summary>
    /// <remarks>
    /// Formula: mean(2 |y - p| / (|y| + |p|)); two zeros are no error.
    /// Range: 0 to 2.
    /// Source: Makridakis and Hibon, The M3-Competition, 2000.
    /// </remarks>
    public const string Smape = "smape";

    /// <summary>
    /// Mean width of a forecast's intervals, with a penalty for each truth outside of its own, in units of each
    /// series as for <c>mase</c>.
    /// </summary>
    /// <remarks>
    /// Formula: mean((high - low + 2/a (low - y)+ + 2/a (y - high)+) / u), a the share that may lie outside, u as for mase.
    /// Range: 0 and more.
    /// Source: Gneiting and Raftery, Journal of the American Statistical Association 102, 2007.
    /// </remarks>
    public const string Msis = "msis";

    /// <summary>Mean silhouette of the groups.</summary>
    /// <remarks>
    /// Formula: mean((b - a) / max(a, b)), a the mean distance to the own cluster, b to the nearest other.
    /// Range: -1 to 1; 0 is no separation.
    /// Source: Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987.
    /// </remarks>
    public const string Silhouette = "silhouette";

    /// <summary>
    /// Share of pairs of a real row and a made-up row in which the made-up row has the higher score. It measures the
    /// detection of anomalies without labels.
    /// </summary>
    /// <remarks>
    /// Formula: auc of the score, made-up rows against real ones; in made-up rows each column is drawn evenly from the
    /// range of the data.
    /// Range: 0 to 1; 0.5 is a guess.
    /// Source: Steinwart, Hush and Scovel, A Classification Framework for Anomaly Detection, JMLR 6, 2005.
    /// </remarks>
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
