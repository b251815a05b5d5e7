namespace MLOpsFunctions.Training.Boosting;

/// <summary>The rows of one tree, those of a leaf side by side and in ascending order.</summary>
/// <param name="capacity">Rows at most.</param>
internal sealed class RowPartition(int capacity)
{
    private readonly ulong[] _entries = GC.AllocateUninitializedArray<ulong>(capacity, pinned: true);
    private readonly ulong[] _right = GC.AllocateUninitializedArray<ulong>(capacity, pinned: true);

    /// <summary>The entries of a leaf.</summary>
    public Span<ulong> Entries(int start, int count) => _entries.AsSpan(start, count);

    /// <summary>Puts a leaf's rows that go left before those that go right, each side in its order, and tells how many go left.</summary>
    public int Split(BinnedMatrix matrix, int start, int count, int feature, BinSet leftBins)
    {
        Span<byte> goesLeft = stackalloc byte[256];
        for (var bin = 0; bin < goesLeft.Length; bin++)
        {
            goesLeft[bin] = leftBins.Contains(bin) ? (byte)1 : (byte)0;
        }

        var entries = Entries(start, count);
        var (left, right) = (0, 0);
        foreach (var entry in entries)
        {
            var isLeft = goesLeft[matrix.Rows[(RowEntry.Row(entry) * matrix.Stride) + feature]];
            entries[left] = entry;
            _right[right] = entry;
            left += isLeft;
            right += 1 - isLeft;
        }

        _right.AsSpan(0, right).CopyTo(entries[left..]);
        return left;
    }
}
