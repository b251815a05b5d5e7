namespace MLOpsFunctions.Definitions;

/// <summary>
/// The gates of a definition that names none. A small team has no threshold to give on the first day, so both compare: with the simplest guess,
/// and with what serves. Both count a difference only when its 95% interval says so: on few rows luck would otherwise pass one retrained model in two,
/// the slot would flap between equals, and a small drop of worse data could win by chance. A model that is no better than the champion costs nothing by
/// staying out: the champion already serves as well. When the world changes, the champion falls behind on the new rows and the interval shows it.
/// </summary>
public static class DefaultGates
{
    /// <summary>Below this "no substantial structure has been found" (Kaufman and Rousseeuw, Finding Groups in Data, 1990, table 4 of chapter 2).</summary>
    private const double LeastSilhouette = 0.25;

    private static readonly RelativeGate Better = new(MinGain: 0, Significant: true);

    /// <summary>
    /// The gates that a definition sets, or the defaults on the metric that chooses. Where none of those set holds the model against the baseline, one is added: a model that is no better than the
    /// simplest guess does not serve.
    /// </summary>
    public static IReadOnlyList<GateDefinition> InForce(ModelDefinition definition, ModelTask task)
    {
        var metric = definition.Training.Metric ?? DefaultMetric.For(task);
        if (definition.Gates.Count == 0)
        {
            return For(task, metric);
        }

        var isHeldAgainst = task == ModelTask.Clustering || definition.Gates.Any(gate => gate.VsBaseline is not null);
        return isHeldAgainst ? definition.Gates : [.. definition.Gates, new(metric, VsBaseline: Better)];
    }

    /// <summary>The default gates of a task, on <paramref name="metric"/> or, where null, the task's default metric.</summary>
    public static IReadOnlyList<GateDefinition> For(ModelTask task, string? metric = null)
    {
        metric ??= DefaultMetric.For(task);

        // There is no simplest guess of groups whose silhouette is defined: one group has none. An absolute floor takes the baseline's place.
        var floor = task == ModelTask.Clustering
            ? new GateDefinition(MetricNames.Silhouette, Min: LeastSilhouette)
            : new GateDefinition(metric, VsBaseline: Better);
        return [floor, new GateDefinition(metric, VsChampion: Better)];
    }
}
