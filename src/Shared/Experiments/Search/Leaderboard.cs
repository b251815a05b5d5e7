using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>The best trials of a run, the best first.</summary>
public static class Leaderboard
{
    /// <summary>Most trials shown: a run may have a hundred thousand, and nobody reads that many.</summary>
    public const int Places = 100;

    /// <summary>
    /// Ranks trials, without their decision rules: those are long, and the winner's is in the model file. Trials on all
    /// training rows come first, by the metric, among equals the earlier one. Then come those on fewer rows, which
    /// cannot win, and those without a value, which were refused or are under way.
    /// </summary>
    /// <param name="trials">The trials, in any order; read once, keeping a few.</param>
    /// <param name="metric">The metric that chooses; null before the training is planned, which orders by number.</param>
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

        return [.. Best(best, metric).Select(trial => trial with { Rule = null, Scores = null })];
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
