using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Builds the histograms of leaves, and releases them. With few cells the smaller child's histogram is summed while the
/// rows are split, in a copy for each worker. With many cells each worker sums all rows for some of the features.
/// </summary>
internal sealed class LeafHistograms(BinnedMatrix matrix, RowPartition partition, ParallelWorkers workers)
{
    /// <summary>Rows that a worker sums at a time.</summary>
    private const int BlockRows = 4_096;

    private readonly HistogramPool _pool = new(matrix.SlotOffsets[^1]);
    private readonly PartialHistograms _partial = new(matrix, workers.Threads);

    /// <summary>Sums entries.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public long[] Build(int start, int count, int shift)
    {
        var cells = _pool.Rent();
        if (matrix.IsNarrow)
        {
            _partial.Begin();
            workers.Run(
                (count + BlockRows - 1) / BlockRows,
                (block, worker) =>
                    _partial.Add(
                        worker,
                        partition.Entries(start + (block * BlockRows), Math.Min(BlockRows, count - (block * BlockRows))),
                        shift
                    )
            );
            _partial.MoveTo(cells, 0, cells.Length);
        }
        else
        {
            var features = matrix.Features.Length;
            var parts = Math.Min(features, 4 * workers.Threads);
            workers.Run(
                parts,
                (part, _) =>
                    Fill(cells, start, count, shift, (int)((long)features * part / parts), (int)((long)features * (part + 1) / parts))
            );
        }

        return cells;
    }

    /// <summary>The sums of a side's rows during a split; null if that does not pay.</summary>
    public SideHistograms? SumDuringSplit(bool isLeft, int shift)
    {
        _partial.Begin();
        return matrix.IsNarrow ? new(_partial, isLeft, shift) : null;
    }

    /// <summary>Discards what was summed during a split.</summary>
    public void ClearPartial() => _partial.Clear();

    /// <summary>
    /// Rents histograms for both children, and returns the function that fills them for a range of features. The
    /// smaller child's is summed; the larger child's is the difference from the parent's.
    /// </summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public Action<int, int> Split(TreeNode parent, TreeNode small, TreeNode large, int shift, List<TreeNode> open)
    {
        MakeRoom(open);
        var parentIsKnown = parent.Histogram is not null;
        small.Histogram = _pool.Rent();
        (large.Histogram, parent.Histogram) = (parent.Histogram ?? _pool.Rent(), null);
        return (from, to) =>
        {
            var (first, end) = (matrix.SlotOffsets[from], matrix.SlotOffsets[to]);
            if (matrix.IsNarrow)
            {
                _partial.MoveTo(small.Histogram, first, end);
            }
            else
            {
                Fill(small.Histogram, small.Start, small.Count, shift, from, to);
            }

            if (parentIsKnown)
            {
                Histogram.Subtract(large.Histogram.AsSpan()[first..end], small.Histogram.AsSpan()[first..end]);
            }
            else
            {
                Fill(large.Histogram, large.Start, large.Count, shift, from, to);
            }
        };
    }

    /// <summary>Builds a leaf's histogram again, if it was released.</summary>
    public void Restore(TreeNode node, int shift) => node.Histogram ??= Build(node.Start, node.Count, shift);

    /// <summary>Releases a leaf's histogram.</summary>
    public void Drop(TreeNode node)
    {
        _pool.Return(node.Histogram);
        node.Histogram = null;
    }

    /// <summary>A leaf's rows by bin of one feature.</summary>
    public int[] Count(TreeNode node, int feature)
    {
        var counts = new int[matrix.Features[feature].Slots];
        foreach (var entry in partition.Entries(node.Start, node.Count))
        {
            counts[matrix.Row(RowEntry.Row(entry))[feature]]++;
        }

        return counts;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private void Fill(long[] cells, int start, int count, int shift, int from, int to)
    {
        cells.AsSpan()[matrix.SlotOffsets[from]..matrix.SlotOffsets[to]].Clear();
        HistogramBuilder.Add(matrix, partition.Entries(start, count), shift, cells, from, to);
    }

    /// <summary>
    /// If memory is full, the leaves that are least likely to be split next release theirs: their splits are known.
    /// </summary>
    private void MakeRoom(List<TreeNode> open)
    {
        while (
            _pool.Rented > _pool.Capacity - 2 && open.Where(node => node.Histogram is not null).MinBy(node => node.Split!.Gain) is { } least
        )
        {
            Drop(least);
        }
    }
}
