namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Histograms for the leaves of one tree after another, within a bound on memory.</summary>
/// <param name="cells">Cells of a histogram.</param>
internal sealed class HistogramPool(int cells)
{
    /// <summary>Memory for histograms: that of 31 leaves of some 4,000 numbers.</summary>
    private const long MaxBytes = 256L << 20;

    private readonly Stack<long[]> _free = [];

    /// <summary>How many leaves may keep theirs at once; never fewer than the three that one division needs.</summary>
    public int Capacity { get; } = (int)Math.Clamp(MaxBytes / sizeof(long) / Math.Max(1, cells), 3, 8_192);

    /// <summary>Histograms in use.</summary>
    public int Rented { get; private set; }

    /// <summary>Room for a histogram; it may hold anything.</summary>
    public long[] Rent()
    {
        Rented++;
        return _free.TryPop(out var histogram) ? histogram : GC.AllocateUninitializedArray<long>(cells);
    }

    /// <summary>Takes one back.</summary>
    public void Return(long[]? histogram)
    {
        if (histogram is not null)
        {
            Rented--;
            _free.Push(histogram);
        }
    }
}
