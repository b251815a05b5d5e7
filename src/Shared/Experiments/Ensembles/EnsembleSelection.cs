using MLOpsFunctions.Learning.Ensembles;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Experiments.Ensembles;

/// <summary>
/// Selects an ensemble: again and again the candidate that makes the mean best is added, a candidate may be added several
/// times, and how often it was is its weight (Caruana et al., Ensemble Selection from Libraries of Models, ICML 2004).
/// </summary>
/// <param name="candidates">Their margins on held-out rows.</param>
/// <param name="costs">The nanoseconds that each takes for a row.</param>
internal sealed class EnsembleSelection(HeldOutMargins candidates, IReadOnlyList<double> costs)
{
    /// <summary>Times that a candidate is added: weights are in tenths.</summary>
    private const int Additions = 10;

    /// <summary>Parts of the rows in turn, to compare the ensemble with the best single one.</summary>
    private const int Parts = 5;

    /// <summary>What an ensemble's answer to a row may cost, in nanoseconds, unless the best single one costs more.</summary>
    private const double MostCost = 10_000;

    /// <summary>The candidates of the ensemble that suits all rows, each as often as it was added.</summary>
    public IReadOnlyList<int> Select() => Select(_ => true);

    /// <summary>
    /// The loss of the ensemble and of the best single candidate, both on rows by which neither was selected: of five parts
    /// each is measured by what the others select.
    /// </summary>
    public (double Ensemble, double Single) CrossValidate()
    {
        var (ensemble, single) = (0.0, 0.0);
        for (var part = 0; part < Parts; part++)
        {
            var (others, own) = (Select(row => Part(row) != part), (Func<int, bool>)(row => Part(row) == part));
            ensemble += candidates.Loss(candidates.Mean(others), 1, own) / Parts;
            single += candidates.Loss(candidates.Mean([Best(row => Part(row) != part)]), 1, own) / Parts;
        }

        return (ensemble, single);
    }

    private static int Part(int row) => (int)(StableHash.Mix((ulong)row + 0x454E53) % Parts);

    private int Best(Func<int, bool> counts) =>
        Enumerable.Range(0, candidates.Count).MinBy(candidate => candidates.Loss(candidates.Mean([candidate]), 1, counts));

    private IReadOnlyList<int> Select(Func<int, bool> counts)
    {
        List<int> chosen = [Best(counts)];
        var most = Math.Max(MostCost, costs[chosen[0]]);
        var sum = candidates.Mean(chosen);
        var least = candidates.Loss(sum, 1, counts);
        while (chosen.Count < Additions)
        {
            var (best, bestSum) = (-1, sum);
            foreach (var candidate in Enumerable.Range(0, candidates.Count).Where(candidate => MayAdd(chosen, candidate, most)))
            {
                var more = candidates.Plus(sum, candidate);
                var loss = candidates.Loss(more, 1.0 / (chosen.Count + 1), counts);
                if (loss < least)
                {
                    (best, bestSum, least) = (candidate, more, loss);
                }
            }

            if (best < 0)
            {
                break;
            }

            chosen.Add(best);
            sum = bestSum;
        }

        return chosen;
    }

    private bool MayAdd(List<int> chosen, int candidate, double most) =>
        chosen.Contains(candidate)
        || (
            chosen.Distinct().Count() < EnsembleRecipe.MostMembers
            && chosen.Distinct().Sum(member => costs[member]) + costs[candidate] <= most
        );
}
