using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>What a search is about; the same throughout its rounds.</summary>
/// <param name="Trainers">The competitors, the simplest first.</param>
/// <param name="Metric">The metric that chooses.</param>
/// <param name="Seed">Seed of everything drawn.</param>
/// <param name="Trials">Trials that the budget allows, all rounds together.</param>
/// <param name="Rows">Training rows.</param>
public sealed record SearchPlan(IReadOnlyList<ITrainer> Trainers, string Metric, int Seed, int Trials, int Rows)
{
    private const int LeastRound = 4;
    private const int LargestRound = 32;

    /// <summary>Winners of earlier runs of the same model on other data, the best first.</summary>
    public IReadOnlyList<WarmStartCandidate> Earlier { get; init; } = [];

    /// <summary>
    /// Trials of one round, which run side by side: a thousand trials are to keep many machines busy, and a dozen are
    /// to learn from each other. It follows from the budget alone, because a proposal depends on the rounds before it
    /// and must be the same on every machine.
    /// </summary>
    public int RoundSize => Math.Clamp(Trials / 25, LeastRound, LargestRound);

    /// <summary>How good a trial is: greater is better whatever the metric's direction; least where it has no value.</summary>
    internal double Score(Trial trial) =>
        trial.Value is { } value && double.IsFinite(value)
            ? (MetricNames.HigherIsBetter(Metric) ? value : -value)
            : double.NegativeInfinity;

    /// <summary>Trials from good to bad; of equals the earlier first.</summary>
    internal IEnumerable<Trial> Ranked(IEnumerable<Trial> trials) => trials.OrderByDescending(Score).ThenBy(trial => trial.Number);
}

/// <summary>What won an earlier run.</summary>
/// <param name="Version">The version that it became.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Parameters">Its parameters, as fitted.</param>
public sealed record WarmStartCandidate(int Version, string Trainer, TrainerParameters Parameters);
