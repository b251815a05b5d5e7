using System.Runtime.CompilerServices;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Computes the values of a grown tree's leaves from the exact derivatives of their rows, and updates the rows' scores.
/// Rounded derivatives gave the tree its shape; its values can be exact (Shi et al. 2022, section 4.3). Sums run over
/// fixed blocks of rows in order, so the number of threads changes nothing.
/// </summary>
internal sealed class LeafFitter(
    Loss loss,
    ScoredRows rows,
    Derivatives derivatives,
    RowPartition partition,
    BoostingOptions options,
    ParallelWorkers workers
)
{
    /// <summary>Rows that one thread sums. It is part of the result: another number would round differently.</summary>
    private const int BlockRows = 8_192;

    /// <summary>Sets the values of a tree that has splits.</summary>
    /// <param name="scores">The scores to update, by row, of the rows that the tree grew on; null: none.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Fit(TreeNode tree, float[]? scores)
    {
        var leaves = tree.Leaves();
        var blocks = Blocks(leaves);
        var steps = loss.LeafQuantile is { } quantile ? Quantiles(leaves, quantile) : NewtonSteps(leaves, blocks);
        for (var i = 0; i < leaves.Count; i++)
        {
            var step = Math.Clamp(steps[i], -loss.MaxStep, loss.MaxStep);
            leaves[i].Value = (float)(options.LearningRate * Math.Clamp(step, leaves[i].Statistics.Low, leaves[i].Statistics.High));
        }

        if (scores is not null)
        {
            workers.Run(
                blocks.Length,
                (block, _) => Advance(partition.Entries(blocks[block].From, blocks[block].Count), leaves[blocks[block].Leaf].Value, scores)
            );
        }
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static void Advance(ReadOnlySpan<ulong> entries, float value, float[] scores)
    {
        foreach (var entry in entries)
        {
            scores[RowEntry.Row(entry)] += value;
        }
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private double[] NewtonSteps(List<TreeNode> leaves, EntryBlock[] blocks)
    {
        var sums = new (double Gradient, double Hessian)[blocks.Length];
        workers.Run(blocks.Length, (block, _) => sums[block] = Sum(partition.Entries(blocks[block].From, blocks[block].Count)));
        var steps = new double[leaves.Count];
        for (var block = 0; block < blocks.Length; )
        {
            var (leaf, gradient, hessian) = (blocks[block].Leaf, 0d, 0d);
            for (; block < blocks.Length && blocks[block].Leaf == leaf; block++)
            {
                (gradient, hessian) = (gradient + sums[block].Gradient, hessian + sums[block].Hessian);
            }

            steps[leaf] = hessian > 0 ? options.Rules.Value(gradient, hessian) : 0;
        }

        return steps;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
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

    private double[] Quantiles(List<TreeNode> leaves, double quantile)
    {
        var values = new double[leaves.Count];
        workers.Run(
            leaves.Count,
            (i, _) =>
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

                values[i] = WeightedStatistics.Quantile(residuals, weights, quantile);
            }
        );
        return values;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static EntryBlock[] Blocks(List<TreeNode> leaves)
    {
        var (count, block) = (0, 0);
        foreach (var leaf in leaves)
        {
            count += (leaf.Count + BlockRows - 1) / BlockRows;
        }

        var blocks = new EntryBlock[count];
        for (var leaf = 0; leaf < leaves.Count; leaf++)
        {
            for (var from = 0; from < leaves[leaf].Count; from += BlockRows)
            {
                blocks[block++] = new(leaf, leaves[leaf].Start + from, Math.Min(BlockRows, leaves[leaf].Count - from));
            }
        }

        return blocks;
    }

    /// <summary>A block of a leaf's entries.</summary>
    private readonly record struct EntryBlock(int Leaf, int From, int Count);
}
