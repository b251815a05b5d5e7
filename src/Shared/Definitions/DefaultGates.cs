namespace MLOpsFunctions.Definitions;

/// <summary>
/// The gates of a definition that names none. A small team has no threshold to give on the first day, so both compare:
/// with the simplest guess, and with what serves. But for clusters and forecasts both count a difference only when its
/// 95% interval says so: on few rows luck would otherwise pass one retrained model in two, the slot would flap between
/// equals, and a small drop of worse data could win by chance. A model that is no better than the champion costs
/// nothing by staying out: the champion already serves as well. When the world changes, the champion falls behind on
/// the new rows and the interval shows it.
/// </summary>
public static class DefaultGates
{
    /// <summary>How much worse a fresh forecast may be: less than a week without the latest values usually costs.</summary>
    private const double Tolerance = 1.05;

    /// <summary>How much of the simplest forecast's error a forecast may have at most.</summary>
    private const double Ahead = 0.95;

    private static readonly RelativeThreshold Better = new(MinGain: 0, Significant: true);

    /// <summary>
    /// Clusters against rows without groups. The few dozen test rows of a small file prove little, but there chance
    /// speaks against clusters: their number was chosen on other rows. Of 18 tables of noise 17 gained less than this,
    /// of 15 small ones with groups none did; a 95% interval would have held six of these back. One long tail, as of
    /// incomes, is no group and passes all the same: made-up rows are as round as their covariance.
    /// </summary>
    private static readonly RelativeThreshold Apart = new(MinGain: 0.02);

    /// <summary>
    /// A forecast starts from the last values that its version has seen, so that a newer version that is as good is of
    /// more use than the one that serves: it is held to be not clearly worse, rather than better.
    /// </summary>
    private static RelativeThreshold NotClearlyWorse(string metric) =>
        MetricNames.HigherIsBetter(metric) ? new(MinRelative: 1 / Tolerance) : new(MaxRelative: Tolerance);

    /// <summary>
    /// The few dozen test rows of a monthly series prove nothing at 95%, so that no such series would ever be forecast.
    /// There the winner has been better from several points in time before, and has to be so, by more than a hair, once
    /// more.
    /// </summary>
    private static RelativeThreshold BetterByMargin(string metric) =>
        MetricNames.HigherIsBetter(metric) ? new(MinGain: 1 - Ahead) : new(MaxRelative: Ahead);

    /// <summary>
    /// The gates that a definition sets, or the defaults on the metric that chooses. Where none of those set holds the
    /// model against the baseline, one is added: a model that is no better than the simplest guess does not serve.
    /// </summary>
    /// <param name="definition">The definition.</param>
    /// <param name="task">The task.</param>
    /// <param name="isLabelled">Whether the rows have labels; matters to anomalies only.</param>
    public static IReadOnlyList<GateDefinition> InForce(ModelDefinition definition, ModelTask task, bool isLabelled = true)
    {
        var metric = DefaultMetric.Of(definition, task, isLabelled);
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
