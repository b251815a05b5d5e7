using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>The best trials of a run, the best first.</summary>
public static class Leaderboard
{
    /// <summary>Trials shown: beyond these nobody reads, and a run may have a hundred thousand.</summary>
    public const int Places = 100;

    /// <summary>
    /// Ranks trials, without the rules that they have learned: those are long, and the winner's stands in the model
    /// file. Those on all training rows come first, by the metric and of equals the earlier; then those on fewer rows,
    /// which cannot win; then those without a value: refused, or under way.
    /// </summary>
    /// <param name="trials">The trials, in any order; passed over once, keeping a few.</param>
    /// <param name="metric">The metric that chooses; null where the training has not been planned: by number.</param>
    public static async Task<IReadOnlyList<Trial>> RankAsync(IAsyncEnumerable<Trial> trials, string? metric)
    {
        var best = new List<Trial>();
        await foreach (var trial in trials)
        {
            best.Add(trial);
            if (best.Count == 2 * Places)
            {
                best = Best(best, metric);
            }
        }

        return [.. Best(best, metric).Select(trial => trial with { Rule = null })];
    }

    private static List<Trial> Best(List<Trial> trials, string? metric)
    {
        var sign = metric is null || MetricNames.HigherIsBetter(metric) ? 1 : -1;
        return
        [
            .. trials
                .OrderBy(trial => !IsMeasured(trial))
                .ThenByDescending(trial => trial.Fidelity)
                .ThenByDescending(trial => metric is not null && IsMeasured(trial) ? sign * trial.Value : 0)
                .ThenBy(trial => trial.Number)
                .Take(Places),
        ];
    }

    private static bool IsMeasured(Trial trial) => trial.Value is { } value && double.IsFinite(value);
}
