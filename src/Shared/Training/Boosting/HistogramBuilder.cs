namespace MLOpsFunctions.Training.Boosting;

/// <summary>Adds up rows by feature and bin. Sums are whole numbers, so parts of the rows may be added in any order.</summary>
internal static class HistogramBuilder
{
    /// <summary>Adds the entries' derivatives to the cells of features <paramref name="from"/> to <paramref name="to"/> - 1.</summary>
    public static void Add(BinnedMatrix matrix, ReadOnlySpan<ulong> entries, int shift, Span<long> histogram, int from, int to)
    {
        foreach (var entry in entries)
        {
            var bins = matrix.Rows.AsSpan(RowEntry.Row(entry) * matrix.Stride, matrix.Stride);
            var addend = RowEntry.Addend(entry, shift);
            for (var f = from; f < to; f++)
            {
                histogram[matrix.SlotOffsets[f] + bins[f]] += addend;
            }
        }
    }

    /// <summary>Turns a parent's cells into the other child's by taking this child's away.</summary>
    public static void Subtract(Span<long> parent, ReadOnlySpan<long> child)
    {
        for (var i = 0; i < child.Length; i++)
        {
            parent[i] -= child[i];
        }
    }
}
