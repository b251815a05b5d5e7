using MLOpsFunctions.Learning.Boosting;

namespace MLOpsFunctions.Shared.Tests.Learning.Boosting;

/// <summary>
/// Grows a tree by trying, on every leaf, every cut of every feature over its rows one by one: no histograms, no
/// subtraction, no vectors.
/// </summary>
internal sealed class NaiveGrower(BinnedMatrix matrix, SplitConstraints rules, GradientScale scale)
{
    public List<ulong[]> Grow(ulong[] entries, int maxLeaves)
    {
        var leaves = new List<ulong[]> { entries };
        while (leaves.Count < maxLeaves)
        {
            var best = leaves
                .Select(leaf => (leaf, Division: Best(leaf)))
                .Where(found => found.Division.Gain > 0)
                .OrderByDescending(found => found.Division.Gain)
                .FirstOrDefault();
            if (best.leaf is null)
            {
                break;
            }

            leaves.Remove(best.leaf);
            leaves.Add([.. best.leaf.Where(entry => best.Division.Left(entry))]);
            leaves.Add([.. best.leaf.Where(entry => !best.Division.Left(entry))]);
        }

        return leaves;
    }

    private (double Gain, Func<ulong, bool> Left) Best(ulong[] leaf)
    {
        var best = (Gain: 0d, Left: (Func<ulong, bool>)(_ => false));
        for (var feature = 0; feature < matrix.Features.Length; feature++)
        {
            foreach (var left in Divisions(leaf, feature))
            {
                var (inLeft, inRight) = (leaf.Where(left).ToArray(), leaf.Where(entry => !left(entry)).ToArray());
                if (
                    inLeft.Length >= rules.MinLeaf
                    && inRight.Length >= rules.MinLeaf
                    && Score(inLeft) + Score(inRight) - Score(leaf) is var gain
                    && gain > best.Gain * (1 + 1e-12)
                )
                {
                    best = (gain, left);
                }
            }
        }

        return best;
    }

    private IEnumerable<Func<ulong, bool>> Divisions(ulong[] leaf, int feature)
    {
        var bins = matrix.Features[feature];
        if (bins.IsCategorical)
        {
            // The same order of categories as the product's: an exhaustive search over groupings is the business of another test.
            var smoothing = 10.0 * leaf.Sum(Hessian) / leaf.Length;
            var order = leaf.GroupBy(entry => Bin(entry, feature))
                .OrderBy(group => group.Sum(Gradient) / (group.Sum(Hessian) + smoothing))
                .ThenBy(group => group.Key)
                .Select(group => group.Key)
                .ToArray();
            return Enumerable
                .Range(1, Math.Max(0, order.Length - 1))
                .Select(count => order[..count].ToHashSet())
                .Select(set => (Func<ulong, bool>)(entry => set.Contains(Bin(entry, feature))));
        }

        var missing = bins.MissingBin;
        return Enumerable
            .Range(0, bins.BinCount)
            .SelectMany(cut =>
                new Func<ulong, bool>[]
                {
                    entry => Bin(entry, feature) <= cut && Bin(entry, feature) != missing,
                    entry => Bin(entry, feature) <= cut || Bin(entry, feature) == missing,
                }
            );
    }

    private double Score(ulong[] entries) =>
        rules.Score(entries.Sum(Gradient) * (double)scale.GradientStep, entries.Sum(Hessian) * (double)scale.HessianStep);

    private int Bin(ulong entry, int feature) => matrix.Row(RowEntry.Row(entry))[feature];

    private long Gradient(ulong entry) => scale.Unpack(RowEntry.Addend(entry, scale.Shift)).Gradient;

    private long Hessian(ulong entry) => scale.Unpack(RowEntry.Addend(entry, scale.Shift)).Hessian;
}
