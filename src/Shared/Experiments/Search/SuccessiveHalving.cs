namespace MLOpsFunctions.Experiments.Search;

/// <summary>
/// Successive halving: candidates start on a part of the training rows, and the best third of each rung goes on to
/// three times as many (Jamieson and Talwalkar, Non-stochastic Best Arm Identification, 2016; promoted as soon as a
/// rung allows, as in Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020).
/// </summary>
internal sealed class SuccessiveHalving
{
    private const int Factor = 3;

    /// <summary>
    /// Fewest rows: with fewer the lowest rung would rank candidates by chance, and a whole training takes seconds
    /// anyway.
    /// </summary>
    private const int FewestRows = 20_000;

    /// <summary>Fewest trials: with fewer, each should use all rows.</summary>
    private const int FewestTrials = 40;

    private readonly SearchPlan _plan;
    private readonly double[] _shares;

    private SuccessiveHalving(SearchPlan plan, double[] shares) => (_plan, _shares) = (plan, shares);

    /// <summary>The share of the rows on which a new candidate starts.</summary>
    public double Lowest => _shares[0];

    /// <summary>The rungs of a plan: all rows, and below that thirds, as long as they have enough rows.</summary>
    public static SuccessiveHalving Of(SearchPlan plan)
    {
        var shares = new List<double> { 1 };
        for (var parts = Factor; plan.Trials >= FewestTrials && plan.Rows / parts >= FewestRows && shares.Count < 3; parts *= Factor)
        {
            shares.Insert(0, 1.0 / parts);
        }

        return new(plan, [.. shares]);
    }

    /// <summary>A candidate to promote to more rows; null if there is none.</summary>
    /// <param name="done">The trials of all rounds before.</param>
    /// <param name="proposals">The proposals of this round so far.</param>
    /// <param name="number">The number of the next proposal.</param>
    public Trial? Promote(IReadOnlyList<Trial> done, IReadOnlyList<Trial> proposals, int number)
    {
        // Only trials on all rows can win, so the last tenth of the trials promotes the best to all rows.
        var closing = number >= _plan.Trials - (_plan.Trials / 10);
        for (var rung = _shares.Length - 2; rung >= 0; rung--)
        {
            var standing = _plan.Ranked(done.Where(trial => trial.Fidelity == _shares[rung])).ToList();
            var earned = standing
                .Take(closing ? standing.Count : standing.Count / Factor)
                .Where(trial => _plan.Score(trial) > double.NegativeInfinity);
            if (earned.FirstOrDefault(trial => !IsAbove(done, trial) && !IsAbove(proposals, trial)) is { } best)
            {
                return new(number, best.Trainer, best.Parameters)
                {
                    Origin = TrialOrigin.Promoted,
                    Fidelity = closing ? 1 : _shares[rung + 1],
                };
            }
        }

        return null;
    }

    private static bool IsAbove(IReadOnlyList<Trial> trials, Trial trial) =>
        trials.Any(other =>
            other.Fidelity > trial.Fidelity && other.Trainer == trial.Trainer && other.Parameters.SequenceEqual(trial.Parameters)
        );
}
