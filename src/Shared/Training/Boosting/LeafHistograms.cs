namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// Gives leaves their histograms, and takes them back. With few cells the smaller child's is added up while the rows are divided, each worker for
/// itself; with many, each worker adds up all its rows for some of the features.
/// </summary>
internal sealed class LeafHistograms(BinnedMatrix matrix, RowPartition partition, Team team)
{
    /// <summary>Rows that a worker adds up at a time.</summary>
    private const int BlockRows = 16_384;

    private readonly HistogramPool _pool = new(matrix.SlotOffsets[^1]);
    private readonly PartialHistograms _partial = new(matrix, team.Threads);

    /// <summary>Adds up entries.</summary>
    public long[] Build(int start, int count, int shift)
    {
        var cells = _pool.Rent();
        if (matrix.IsNarrow)
        {
            team.Run((count + BlockRows - 1) / BlockRows, (block, worker) =>
                _partial.Add(worker, partition.Entries(start + (block * BlockRows), Math.Min(BlockRows, count - (block * BlockRows))), shift));
            _partial.MoveTo(cells);
        }
        else
        {
            var features = matrix.Features.Length;
            var parts = Math.Min(features, 4 * team.Threads);
            team.Run(parts, (part, _) => HistogramBuilder.Add(
                matrix, partition.Entries(start, count), shift, cells, (int)((long)features * part / parts), (int)((long)features * (part + 1) / parts)));
        }

        return cells;
    }

    /// <summary>What adds up a side's rows while they are divided; null where that does not pay.</summary>
    public SideTally? Tally(bool isLeft, int shift) => matrix.IsNarrow ? new(_partial, isLeft, shift) : null;

    /// <summary>Forgets what was added up while rows were divided.</summary>
    public void ForgetTally() => _partial.Clear();

    /// <summary>Gives both children theirs: the smaller one's was tallied or is built, the larger one's is what remains of the parent's.</summary>
    public void Divide(TreeNode parent, TreeNode small, TreeNode large, int shift, List<TreeNode> open)
    {
        MakeRoom(open);
        if (matrix.IsNarrow)
        {
            small.Histogram = _pool.Rent();
            _partial.MoveTo(small.Histogram);
        }
        else
        {
            small.Histogram = Build(small.Start, small.Count, shift);
        }

        if (parent.Histogram is { } cells)
        {
            Histogram.Subtract(cells, small.Histogram);
            (large.Histogram, parent.Histogram) = (cells, null);
        }
        else
        {
            large.Histogram = Build(large.Start, large.Count, shift);
        }
    }

    /// <summary>Builds a leaf's again, where it was given up.</summary>
    public void Restore(TreeNode node, int shift) => node.Histogram ??= Build(node.Start, node.Count, shift);

    /// <summary>Takes a leaf's back.</summary>
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

    /// <summary>Where memory is up, the leaves least likely to be split next give theirs up: their splits are known.</summary>
    private void MakeRoom(List<TreeNode> open)
    {
        while (_pool.Rented > _pool.Capacity - 2 && open.Where(node => node.Histogram is not null).MinBy(node => node.Split!.Gain) is { } least)
        {
            Drop(least);
        }
    }
}
