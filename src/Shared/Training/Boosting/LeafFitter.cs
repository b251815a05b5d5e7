using System.Runtime.CompilerServices;
using MLOpsFunctions.Training.Boosting.Losses;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// Gives a grown tree's leaves their values from the exact derivatives of their rows, and moves the rows' scores: the tree's shape came from
/// rounded derivatives, its values need not (Shi et al. 2022, section 4.3). Sums run over fixed blocks of rows in order, so that no number of
/// threads changes them.
/// </summary>
internal sealed class LeafFitter(Loss loss, ScoredRows rows, Derivatives derivatives, RowPartition partition, BoostingOptions options, Team team)
{
    /// <summary>Rows that are summed by one thread. Part of the result: another number would round differently.</summary>
    private const int BlockRows = 8_192;

    /// <summary>Sets the values of a tree that has splits.</summary>
    public void Fit(TreeNode tree)
    {
        var leaves = tree.Leaves().ToArray();
        var steps = loss.LeafQuantile is { } quantile ? Quantiles(leaves, quantile) : NewtonSteps(leaves);
        for (var i = 0; i < leaves.Length; i++)
        {
            var step = Math.Clamp(steps[i], -loss.MaxStep, loss.MaxStep);
            leaves[i].Value = (float)(options.LearningRate * Math.Clamp(step, leaves[i].Statistics.Low, leaves[i].Statistics.High));
        }
    }

    /// <summary>Adds the leaves' values to their rows' scores.</summary>
    public void Advance(TreeNode tree, float[] scores)
    {
        var blocks = Blocks([.. tree.Leaves()]);
        team.Run(blocks.Count, (block, _) => Advance(partition.Entries(blocks[block].From, blocks[block].Count), blocks[block].Leaf.Value, scores));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Advance(ReadOnlySpan<ulong> entries, float value, float[] scores)
    {
        foreach (var entry in entries)
        {
            scores[RowEntry.Row(entry)] += value;
        }
    }

    private double[] NewtonSteps(TreeNode[] leaves)
    {
        var blocks = Blocks(leaves);
        var sums = new (double Gradient, double Hessian)[blocks.Count];
        team.Run(blocks.Count, (block, _) => sums[block] = Sum(partition.Entries(blocks[block].From, blocks[block].Count)));
        var totals = new (double Gradient, double Hessian)[leaves.Length];
        for (var block = 0; block < blocks.Count; block++)
        {
            ref var total = ref totals[blocks[block].Index];
            total = (total.Gradient + sums[block].Gradient, total.Hessian + sums[block].Hessian);
        }

        return Array.ConvertAll(totals, total => total.Hessian > 0 ? options.Rules.Value(total.Gradient, total.Hessian) : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Gradient, double Hessian) Sum(ReadOnlySpan<ulong> entries)
    {
        var gradients = derivatives.Gradients;
        var hessians = derivatives.Hessians;
        var (gradient, hessian) = (0d, 0d);
        if (derivatives.AreHessiansOne)
        {
            foreach (var entry in entries)
            {
                gradient += gradients[RowEntry.Row(entry)];
            }

            return (gradient, entries.Length);
        }

        foreach (var entry in entries)
        {
            gradient += gradients[RowEntry.Row(entry)];
            hessian += hessians[RowEntry.Row(entry)];
        }

        return (gradient, hessian);
    }

    private double[] Quantiles(TreeNode[] leaves, double quantile)
    {
        var values = new double[leaves.Length];
        team.Run(leaves.Length, (i, _) =>
        {
            var entries = partition.Entries(leaves[i].Start, leaves[i].Count);
            var residuals = new double[entries.Length];
            var weights = rows.Weights is null ? null : new float[entries.Length];
            for (var k = 0; k < entries.Length; k++)
            {
                var row = RowEntry.Row(entries[k]);
                residuals[k] = rows.Targets[row] - (double)rows.Scores[0][row];
                if (weights is not null)
                {
                    weights[k] = rows.Weights![row];
                }
            }

            values[i] = Weighted.Quantile(residuals, weights, quantile);
        });
        return values;
    }

    private static List<(TreeNode Leaf, int Index, int From, int Count)> Blocks(TreeNode[] leaves)
    {
        var blocks = new List<(TreeNode, int, int, int)>();
        for (var i = 0; i < leaves.Length; i++)
        {
            for (var from = 0; from < leaves[i].Count; from += BlockRows)
            {
                blocks.Add((leaves[i], i, leaves[i].Start + from, Math.Min(BlockRows, leaves[i].Count - from)));
            }
        }

        return blocks;
    }
}
