using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>The settings of a search; the same in all its rounds.</summary>
/// <param name="Trainers">The candidates, the simplest first.</param>
/// <param name="Metric">The metric that chooses.</param>
/// <param name="Seed">Seed of everything drawn.</param>
/// <param name="Trials">Trials that the budget allows, all rounds together.</param>
/// <param name="Rows">Training rows.</param>
public sealed record SearchPlan(IReadOnlyList<ITrainer> Trainers, string Metric, int Seed, int Trials, int Rows)
{
    private const int LeastRound = 4;
    private const int LargestRound = 32;

    /// <summary>
    /// Seed of the points that are drawn; the same as <see cref="Seed"/> unless set. It differs between tables, so that a
    /// poor draw is not repeated on each.
    /// </summary>
    public int DrawSeed { get; init; } = Seed;

    /// <summary>Winners of earlier runs of the same model on other data, the best first.</summary>
    public IReadOnlyList<WarmStartCandidate> Earlier { get; init; } = [];

    /// <summary>
    /// Trials of one round, which run side by side. A large budget keeps many machines busy; with a small one later
    /// trials learn from earlier ones. The size depends on the budget only, because a proposal depends on earlier
    /// rounds and must be the same on every machine.
    /// </summary>
    public int RoundSize => Math.Clamp(Trials / 25, LeastRound, LargestRound);

    /// <summary>
    /// The value of a trial: greater is better, whatever the metric's direction; the least number if it has no value.
    /// </summary>
    internal double Score(Trial trial) =>
        trial.Value is { } value && double.IsFinite(value)
            ? (MetricNames.HigherIsBetter(Metric) ? value : -value)
            : double.NegativeInfinity;

    /// <summary>Trials from good to bad; among equals the earlier first.</summary>
    internal IEnumerable<Trial> Ranked(IEnumerable<Trial> trials) => trials.OrderByDescending(Score).ThenBy(trial => trial.Number);
}

/// <summary>The winner of an earlier run.</summary>
/// <param name="Version">The version that it became.</param>
/// <param name="Parameters">Its parameters, as fitted.</param>
public sealed record WarmStartCandidate(int Version, string Trainer, TrainerParameters Parameters);
