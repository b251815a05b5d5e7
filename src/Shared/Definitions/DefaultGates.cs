namespace MLOpsFunctions.Definitions;

/// <summary>
/// The gates of a definition that names none. Users seldom know a threshold on the first day, so both gates compare:
/// with the baseline, and with the champion. Except for clusters and forecasts, a difference counts only when its 95%
/// interval says so. Otherwise luck would pass every second retrained model on few rows, and a small file of worse
/// data could win by chance. A model that is no better than the champion need not serve. When the data changes, the
/// champion gets worse on the new rows, and the interval shows it.
/// </summary>
public static class DefaultGates
{
    /// <summary>How much worse a fresh forecast may be: less than a week without the latest values usually costs.</summary>
    private const double Tolerance = 1.05;

    /// <summary>How much of the simplest forecast's error a forecast may have at most.</summary>
    private const double Ahead = 0.95;

    private static readonly RelativeThreshold Better = new(MinGain: 0, Significant: true);

    /// <summary>
    /// Clusters against rows without groups. The few dozen test rows of a small file prove little. But chance works
    /// against clusters there, because their number was chosen on other rows. In trials, 17 of 18 tables of noise
    /// gained less than this, and none of 15 small tables with groups did. A 95% interval would have held back six of
    /// the 15. One long tail, as of incomes, is no group and still passes: the made-up rows have the same covariance,
    /// but no tail.
    /// </summary>
    private static readonly RelativeThreshold Apart = new(MinGain: 0.02);

    /// <summary>
    /// A forecast starts from the last values that its version has seen. So a newer version that is as good is more
    /// useful than the one that serves. It only has to be not clearly worse.
    /// </summary>
    private static RelativeThreshold NotClearlyWorse(string metric) =>
        MetricNames.HigherIsBetter(metric) ? new(MinRelative: 1 / Tolerance) : new(MaxRelative: Tolerance);

    /// <summary>
    /// The few dozen test rows of a monthly series prove nothing at 95%, so no such series would ever be forecast.
    /// The search has already shown the winner to be better from several earlier points in time. Here it has to be
    /// better once more, by a small margin.
    /// </summary>
    private static RelativeThreshold BetterByMargin(string metric) =>
        MetricNames.HigherIsBetter(metric) ? new(MinGain: 1 - Ahead) : new(MaxRelative: Ahead);

    /// <summary>
    /// The gates that a definition sets, or the defaults on the metric that chooses. Where none of those set holds the
    /// model against the baseline, one is added: a model that is no better than the simplest guess does not serve.
    /// </summary>
    /// <param name="isLabelled">Whether the rows have labels; matters to anomalies only.</param>
    /// <param name="metric">The metric that chooses; null: the one that the definition names, or the default.</param>
    public static IReadOnlyList<GateDefinition> InForce(
        ModelDefinition definition,
        ModelTask task,
        bool isLabelled = true,
        string? metric = null
    )
    {
        metric ??= DefaultMetric.Of(definition, task, isLabelled);
        if (definition.Gates.Count == 0)
        {
            return For(task, metric);
        }

        return definition.Gates.Any(gate => gate.VsBaseline is not null)
            ? definition.Gates
            : [.. definition.Gates, new(metric, VsBaseline: Floor(task, metric))];
    }

    /// <summary>The default gates of a task, on <paramref name="metric"/> or, where null, the task's default metric.</summary>
    public static IReadOnlyList<GateDefinition> For(ModelTask task, string? metric = null)
    {
        metric ??= DefaultMetric.For(task);
        return
        [
            new(metric, VsBaseline: Floor(task, metric)),
            new(metric, VsChampion: task == ModelTask.Forecast ? NotClearlyWorse(metric) : Better),
        ];
    }

    private static RelativeThreshold Floor(ModelTask task, string metric) =>
        task switch
        {
            ModelTask.Clustering => Apart,
            ModelTask.Forecast => BetterByMargin(metric),
            _ => Better,
        };
}
