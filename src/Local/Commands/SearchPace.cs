using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Commands;

/// <summary>How fast a search goes, how long it may still take, and the best score so far.</summary>
/// <param name="time">The clock.</param>
internal sealed class SearchPace(TimeProvider time)
{
    /// <summary>Share of a run that is done when its search begins, and when it ends (<see cref="TrainFlow"/>).</summary>
    private const double Begins = 0.1,
        Ends = 0.7;

    /// <summary>Before this share of the search the time left is anybody's guess.</summary>
    private const double Telling = 0.1;

    private long? _began;

    /// <summary>
    /// The words that follow a run's progress, what matters most first, because a narrow terminal cuts them; empty outside a search.
    /// </summary>
    /// <param name="progress">What the run reported.</param>
    public string Describe(FlowProgress progress, IReadOnlyList<Trial> trials)
    {
        if (progress.Stage != "train" || progress.Fraction >= Ends)
        {
            return "";
        }

        _began ??= time.GetTimestamp();
        var (seconds, done) = (time.GetElapsedTime(_began.Value).TotalSeconds, trials.Count(trial => trial.Value is not null));
        var parts = new List<string>();
        if (Best(trials) is { } best)
        {
            parts.Add(best);
        }

        var share = (progress.Fraction - Begins) / (Ends - Begins);
        if (share >= Telling && seconds >= 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(seconds * (1 - share) / share):0} s left"));
        }

        if (done > 0 && seconds >= 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{done / seconds:0.0} trials/s"));
        }

        return string.Join(", ", parts);
    }

    /// <summary>The best value with its metric, which is the one of a trial's metrics that has the value by which it is compared.</summary>
    private static string? Best(IReadOnlyList<Trial> trials)
    {
        var values = trials.Where(trial => trial.Value is not null).Select(trial => trial.Value!.Value).ToList();
        var metric = trials
            .Select(trial => trial.Metrics?.FirstOrDefault(metric => metric.Value == trial.Value).Key)
            .FirstOrDefault(name => name is not null);
        return metric is null || values.Count == 0
            ? null
            : $"best {metric} {NumberFormat.Tabulate(MetricNames.HigherIsBetter(metric) ? values.Max() : values.Min())}";
    }
}
