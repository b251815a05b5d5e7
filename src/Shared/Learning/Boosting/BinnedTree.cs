using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Applies a tree to rows that did not grow it.</summary>
internal static class BinnedTree
{
    private const int BlockRows = 4_096;

    /// <summary>Adds the tree's value to the score of each row.</summary>
    public static void Advance(TreeNode tree, BinnedMatrix matrix, float[] scores, ParallelWorkers workers)
    {
        if (tree.Children is null)
        {
            return;
        }

        workers.Run(
            (matrix.RowCount + BlockRows - 1) / BlockRows,
            (block, _) =>
            {
                var to = Math.Min((block + 1) * BlockRows, matrix.RowCount);
                for (var row = block * BlockRows; row < to; row++)
                {
                    scores[row] += tree.Find(matrix.Row(row)).Value;
                }
            }
        );
    }
}
