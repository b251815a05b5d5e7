using System.Runtime.CompilerServices;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>A set of bins of one feature.</summary>
[InlineArray(Words)]
internal struct BinSet
{
    private const int Words = 4;
    private ulong _word;

    public void Add(int bin) => this[bin >> 6] |= 1UL << bin;

    /// <summary>Whether a bin is in the set.</summary>
    public readonly bool Contains(int bin) => (this[bin >> 6] >> bin & 1) != 0;
}
