using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Training.Search;

/// <summary>
/// Proposes candidates in rounds. A proposal depends on the seed, its number and the trials of the rounds before, never on which of them ended first: first every trainer's defaults, then
/// random points, then points that resemble the good ones more than the bad (tree-structured Parzen estimator; Bergstra, Bardenet, Bengio and Kégl,
/// Algorithms for Hyper-Parameter Optimization, 2011).
/// </summary>
public static class CandidateSearch
{
    /// <summary>Random points of a trainer before its trials tell good from bad.</summary>
    private const int RandomTrials = 6;

    /// <summary>Of three proposals two go to the trainer that leads; the third keeps the others in the race.</summary>
    private const int LeaderShare = 3;

    /// <summary>The next candidates, at most so many; none where nothing is left to vary.</summary>
    /// <param name="trainers">The competitors.</param>
    /// <param name="done">The trials of all rounds before.</param>
    /// <param name="metric">The metric that chooses.</param>
    /// <param name="seed">Seed of everything drawn.</param>
    /// <param name="count">Most candidates.</param>
    public static IReadOnlyList<Trial> Propose(IReadOnlyList<ITrainer> trainers, IReadOnlyList<Trial> done, string metric, int seed, int count)
    {
        var proposals = new List<Trial>();
        var tunable = trainers.Where(trainer => trainer.Space.Count > 0).ToList();
        for (var number = done.Count; proposals.Count < count; number++)
        {
            if (number < trainers.Count)
            {
                proposals.Add(new(number, trainers[number].Name, Defaults(trainers[number])));
                continue;
            }

            if (tunable.Count == 0)
            {
                break;
            }

            var trainer = Turn(tunable, done, metric, number - trainers.Count);
            var random = new Random(unchecked((seed * 1_000_003) + number));
            proposals.Add(new(number, trainer.Name, Point(trainer, [.. done.Where(trial => trial.Trainer == trainer.Name)], metric, random)));
        }

        return proposals;
    }

    /// <summary>The best trial by the metric; of equals the earliest.</summary>
    /// <exception cref="ProblemException">No trial has a value.</exception>
    public static Trial Choose(IReadOnlyList<Trial> trials, string metric) =>
        trials.Where(trial => trial.Value is { } value && !double.IsNaN(value)).OrderByDescending(trial => Score(trial, metric)).ThenBy(trial => trial.Number).FirstOrDefault()
        ?? throw new ProblemException(new(
            $"No candidate could be measured by {metric}", $"{trials.Count} trials without a value", "validation rows on which the metric is defined",
            Try: "choose another metric, or drop more rows"));

    private static ITrainer Turn(List<ITrainer> tunable, IReadOnlyList<Trial> done, string metric, int turn)
    {
        var leader = tunable.OrderByDescending(trainer => done.Where(trial => trial.Trainer == trainer.Name).Select(trial => Score(trial, metric)).DefaultIfEmpty(double.NegativeInfinity).Max()).First();
        return turn % LeaderShare == LeaderShare - 1 ? tunable[turn / LeaderShare % tunable.Count] : leader;
    }

    private static double Score(Trial trial, string metric) => trial.Value is { } value && !double.IsNaN(value)
        ? MetricNames.HigherIsBetter(metric) ? value : -value
        : double.NegativeInfinity;

    private static TrainerParameters Defaults(ITrainer trainer)
    {
        var parameters = new TrainerParameters();
        foreach (var range in trainer.Space)
        {
            parameters[range.Name] = range.Default;
        }

        return parameters;
    }

    private static TrainerParameters Point(ITrainer trainer, IReadOnlyList<Trial> trials, string metric, Random random)
    {
        var ranked = trials.OrderByDescending(trial => Score(trial, metric)).ThenBy(trial => trial.Number).ToList();
        var good = ranked.Take(Math.Max(2, ranked.Count / 4)).ToList();
        var bad = ranked.Skip(good.Count).ToList();
        var parameters = new TrainerParameters();
        foreach (var range in trainer.Space)
        {
            var unit = trials.Count < RandomTrials ? random.NextDouble() : ParzenDraw(Units(good, range), Units(bad, range), random);
            parameters[range.Name] = FromUnit(range, unit);
        }

        return parameters;
    }

    private static double[] Units(List<Trial> trials, ParameterRange range) => [.. trials.Select(trial => ToUnit(range, trial.Parameters.Get(range.Name, range.Default)))];

    /// <summary>Of draws around the good points, the one at which good points are densest relative to bad ones.</summary>
    private static double ParzenDraw(double[] good, double[] bad, Random random)
    {
        var (best, ratio) = (0.5, double.NegativeInfinity);
        for (var i = 0; i < 24; i++)
        {
            var draw = Math.Clamp(good[random.Next(good.Length)] + (0.15 * ((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5)), 0, 1);
            var found = Density(good, draw) / Density(bad, draw);
            (best, ratio) = found > ratio ? (draw, found) : (best, ratio);
        }

        return best;
    }

    /// <summary>Bells of width 0.15 over the points, on a flat ground that stands for what nobody has tried.</summary>
    private static double Density(double[] points, double at) =>
        (1 + points.Sum(point => Math.Exp(-0.5 * Math.Pow((at - point) / 0.15, 2)))) / (1 + points.Length);

    private static double FromUnit(ParameterRange range, double unit)
    {
        var value = range.Logarithmic ? range.Min * Math.Pow(range.Max / range.Min, unit) : range.Min + (unit * (range.Max - range.Min));
        return Math.Clamp(range.Integer ? Math.Round(value) : Rounded(value), range.Min, range.Max);
    }

    private static double ToUnit(ParameterRange range, double value) => Math.Clamp(
        range.Max == range.Min ? 0.5
            : range.Logarithmic ? Math.Log(value / range.Min) / Math.Log(range.Max / range.Min)
            : (value - range.Min) / (range.Max - range.Min), 0, 1);

    /// <summary>Four significant digits: no search is finer, people read it, and the last bits of a logarithm stay out of the model.</summary>
    private static double Rounded(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        var scale = Math.Pow(10, 3 - Math.Floor(Math.Log10(Math.Abs(value))));
        return Math.Round(value * scale) / scale;
    }
}
