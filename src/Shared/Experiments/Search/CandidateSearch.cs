using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Experiments.Search;

/// <summary>
/// Proposes candidates in rounds. A proposal depends on the plan, its number and the trials of earlier rounds, never on
/// the order in which trials ended. First come every trainer's defaults, earlier winners, and the trainers' presets;
/// then random points; then points that resemble the good ones (<see cref="ParzenEstimator"/>). If there are many rows
/// and many trials, new points start on a part of the rows and get more of them if they do well
/// (<see cref="SuccessiveHalving"/>).
/// </summary>
public static class CandidateSearch
{
    /// <summary>
    /// Of three proposals two go to the leading trainer, and the third to those near it. Every third of these goes to
    /// any trainer, because a weak one may not have been explored yet.
    /// </summary>
    private const int LeaderShare = 3;

    /// <summary>Trials before a trainer counts as tried.</summary>
    private const int Due = 3;

    /// <summary>Failed draws before a trainer's space counts as exhausted: it may hold only a few points.</summary>
    private const int Draws = 16;

    /// <summary>The next candidates, at most so many; none if nothing is left to vary.</summary>
    /// <param name="plan">What the search is about.</param>
    /// <param name="done">The trials of all rounds before, in any order.</param>
    /// <param name="count">Most candidates.</param>
    public static IReadOnlyList<Trial> Propose(SearchPlan plan, IReadOnlyList<Trial> done, int count)
    {
        var (opening, rungs, proposals) = (Opening(plan), SuccessiveHalving.Of(plan), new List<Trial>());
        for (var number = done.Count; proposals.Count < count; number++)
        {
            var proposal =
                number < opening.Count
                    ? opening[number]
                    : rungs.Promote(done, proposals, number) ?? Explore(plan, rungs, done, proposals, number, opening.Count);
            if (proposal is null)
            {
                break;
            }

            proposals.Add(proposal with { Number = number, Seed = plan.Seed });
        }

        return proposals;
    }

    /// <summary>The best trial by the metric, among those on all training rows; among equals the earliest.</summary>
    /// <param name="notes">Notes on the validation rows, e.g. that a class is rare, for the error if no trial has a
    /// value.</param>
    /// <exception cref="ProblemException">No trial has a value, or every trainer but the baseline refused the rows.</exception>
    public static Trial Choose(IReadOnlyList<Trial> trials, string metric, IEnumerable<Note>? notes = null)
    {
        var learned = trials.Where(trial => trial.Trainer != BuiltInTrainers.Baseline).OrderBy(trial => trial.Number).ToList();
        if (learned.Count > 0 && learned.TrueForAll(trial => trial.Refusal is not null))
        {
            throw new ProblemException(learned[0].Refusal!);
        }

        var plan = new SearchPlan([], metric, 0, 0, 0);
        var winner = plan.Ranked(trials.Where(trial => trial.Fidelity == 1)).FirstOrDefault();
        return winner is not null && plan.Score(winner) > double.NegativeInfinity
            ? winner
            : throw new ProblemException(
                new(
                    $"No candidate could be measured by {metric}",
                    string.Join(' ', [$"{trials.Count} trials without a value.", .. (notes ?? []).Sentences()]),
                    "validation rows on which the metric is defined",
                    Try: "choose another metric, or drop more rows"
                )
            );
    }

    /// <summary>
    /// Every trainer's defaults, then earlier winners and presets that differ from them; parameters that a space no
    /// longer varies are left out.
    /// </summary>
    private static List<Trial> Opening(SearchPlan plan)
    {
        var trials = plan
            .Trainers.Where(trainer => trainer.IsSearched)
            .Select(trainer => new Trial(0, trainer.Name, ParameterScale.Defaults(trainer.SearchSpace)))
            .ToList();
        foreach (var (_, name, parameters) in plan.Earlier)
        {
            if (plan.Trainers.FirstOrDefault(trainer => trainer.Name == name) is { SearchSpace.Count: > 0 } trainer)
            {
                var earlier = new Trial(0, name, ParameterScale.Within(trainer.SearchSpace, parameters)) { Origin = TrialOrigin.Earlier };
                if (!trials.Exists(trial => IsSame(trial, earlier)))
                {
                    trials.Add(earlier);
                }
            }
        }

        var openings = plan.Trainers.SelectMany(
            trainer => trainer.Presets,
            (trainer, parameters) => (trainer.Name, Parameters: ParameterScale.Within(trainer.SearchSpace, parameters))
        );
        trials.AddRange(
            openings
                .Select(opening => new Trial(0, opening.Name, opening.Parameters) { Origin = TrialOrigin.Preset })
                .Where(opening => !trials.Exists(trial => IsSame(trial, opening)))
        );
        return trials;
    }

    private static Trial? Explore(
        SearchPlan plan,
        SuccessiveHalving rungs,
        IReadOnlyList<Trial> done,
        List<Trial> proposals,
        int number,
        int opened
    )
    {
        Trial[] known = [.. done, .. proposals];
        foreach (var trainer in InTurn(plan, done, number - opened))
        {
            var own = done.Where(trial => trial.Trainer == trainer.Name).ToList();
            for (var draw = 0; draw < Draws; draw++)
            {
                var (parameters, origin) = ParzenEstimator.Propose(
                    plan,
                    trainer.SearchSpace,
                    own,
                    new(plan.DrawSeed, (number * Draws) + draw)
                );
                var proposal = new Trial(number, trainer.Name, parameters) { Origin = origin, Fidelity = rungs.Lowest };
                if (!Array.Exists(known, trial => IsSame(trial, proposal)))
                {
                    return proposal;
                }
            }
        }

        return null;
    }

    /// <summary>The trainers with something to vary, the next one first.</summary>
    private static IEnumerable<ITrainer> InTurn(SearchPlan plan, IReadOnlyList<Trial> done, int turn)
    {
        var tunable = plan.Trainers.Where(trainer => trainer.SearchSpace.Count > 0).ToList();
        if (tunable.Count == 0)
        {
            return [];
        }

        var leader = tunable
            .OrderByDescending(trainer => Scores(plan, done, trainer).DefaultIfEmpty(double.NegativeInfinity).Max())
            .First();
        var racing = tunable.Where(trainer => trainer == leader || IsRacing(plan, done, trainer, leader)).ToList();
        var (round, place) = (turn / LeaderShare, turn % LeaderShare);
        var first =
            place < LeaderShare - 1 ? leader
            : round % LeaderShare < LeaderShare - 1 ? racing[round % racing.Count]
            : tunable[round / LeaderShare % tunable.Count];
        return tunable.Where(trainer => trainer != first).Prepend(first);
    }

    /// <summary>
    /// Whether a trainer is near the leading one: it is untried, or its best is no worse than half of the leader's
    /// trials.
    /// </summary>
    private static bool IsRacing(SearchPlan plan, IReadOnlyList<Trial> done, ITrainer trainer, ITrainer leader)
    {
        var (leading, own) = (
            Scores(plan, done, leader).Order().ToList(),
            Scores(plan, done, trainer).DefaultIfEmpty(double.NegativeInfinity).Max()
        );
        return done.Count(trial => trial.Trainer == trainer.Name) < Due || leading.Count == 0 || own >= leading[leading.Count / 2];
    }

    /// <summary>A trainer's results on all rows.</summary>
    private static IEnumerable<double> Scores(SearchPlan plan, IReadOnlyList<Trial> done, ITrainer trainer) =>
        done.Where(trial => trial.Trainer == trainer.Name && trial.Fidelity == 1).Select(plan.Score);

    private static bool IsSame(Trial a, Trial b) =>
        a.Trainer == b.Trainer
        && a.Parameters.Count == b.Parameters.Count
        && a.Parameters.All(entry => b.Parameters.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
