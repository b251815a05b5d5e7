using MLOpsFunctions.Dashboard.Charts;
using MLOpsFunctions.Experiments.Search;

namespace MLOpsFunctions.Dashboard.Pages.Runs;

/// <summary>The trials of the trainer that won, as lines over its parameters and the metric.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Axes">The parameters that differ between its trials, and the metric last.</param>
/// <param name="Lines">A line a trial, the best one first.</param>
public sealed record TrialLines(string Trainer, IReadOnlyList<string> Axes, IReadOnlyList<ParallelLine> Lines)
{
    private const int MostParameters = 9,
        Fewest = 3;

    /// <summary>The best of so many trials stand out: one in five.</summary>
    private const int Standing = 5;

    /// <summary>The lines of a search; null: there is too little to compare.</summary>
    /// <param name="ranked">The trials, the best first.</param>
    /// <param name="metric">The metric that chooses.</param>
    public static TrialLines? Of(IReadOnlyList<Trial> ranked, string metric)
    {
        if (ranked.FirstOrDefault(trial => trial.Value is not null) is not { Trainer: var trainer })
        {
            return null;
        }

        var trials = ranked.Where(trial => trial.Trainer == trainer && trial.Value is { } value && double.IsFinite(value)).ToList();
        var axes = trials
            .SelectMany(trial => Parameters(trial).Keys)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Where(name => trials.Select(trial => Value(trial, name)).Distinct().Count() > 1)
            .Take(MostParameters)
            .ToList();
        return trials.Count < Fewest || axes.Count == 0
            ? null
            : new(
                trainer,
                [.. axes, metric],
                [
                    .. trials.Select(
                        (trial, place) =>
                            new ParallelLine(
                                FormattableString.Invariant($"trial {trial.Number + 1}"),
                                [.. axes.Select(name => Value(trial, name)), trial.Value!.Value]
                            )
                            {
                                Marked = place == 0,
                                Strong = place < Math.Max(trials.Count / Standing, 1),
                            }
                    ),
                ]
            );
    }

    private static double Value(Trial trial, string name) => Parameters(trial).TryGetValue(name, out var value) ? value : double.NaN;

    private static MLOpsFunctions.Learning.TrainerParameters Parameters(Trial trial) => trial.Fitted ?? trial.Parameters;
}
