namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Reuses histograms for the leaves of all trees, within a bound on memory.</summary>
/// <param name="cells">Cells of a histogram.</param>
internal sealed class HistogramPool(int cells)
{
    /// <summary>Most memory for histograms: that of 31 leaves with some 4,000 numbers.</summary>
    private const long MaxBytes = 256L << 20;

    private readonly Stack<long[]> _free = [];

    /// <summary>The number of leaves that may keep their histogram; at least the three that one split needs.</summary>
    public int Capacity { get; } = (int)Math.Clamp(MaxBytes / sizeof(long) / Math.Max(1, cells), 3, 8_192);

    /// <summary>Histograms in use.</summary>
    public int Rented { get; private set; }

    /// <summary>Rents a histogram; it may contain anything.</summary>
    public long[] Rent()
    {
        Rented++;
        return _free.TryPop(out var histogram) ? histogram : GC.AllocateUninitializedArray<long>(cells);
    }

    public void Return(long[]? histogram)
    {
        if (histogram is not null)
        {
            Rented--;
            _free.Push(histogram);
        }
    }
}
