using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Maps one feature's floats to bins 0 to <see cref="BinCount"/> - 1, and missing values to <see cref="MissingBin"/>.
/// Numbers: bin b holds the values above cut b-1 and up to cut b. Categories: one bin for each code; rare codes count
/// as missing.
/// </summary>
internal sealed class FeatureBins
{
    /// <summary>Most bins beside the missing one: together they fill a byte.</summary>
    public const int MaxBins = 255;

    private readonly long[] _search;
    private readonly byte[] _binOfCode;

    private FeatureBins(int source, int slots, float[] cuts, int[] codes, bool splitsOffMissing)
    {
        (Source, Slots, Cuts, Codes, SplitsOffMissing) = (source, slots, cuts, codes, splitsOffMissing);
        _search = new long[256];
        for (var i = 0; i < _search.Length; i++)
        {
            _search[i] = i < cuts.Length ? Order(cuts[i]) : int.MaxValue;
        }

        _binOfCode = new byte[codes.Length == 0 ? 0 : codes.Max() + 1];
        _binOfCode.AsSpan().Fill(MissingBin);
        for (var bin = 0; bin < codes.Length; bin++)
        {
            _binOfCode[codes[bin]] = (byte)bin;
        }
    }

    /// <summary>The feature's index in the matrix.</summary>
    public int Source { get; }

    /// <summary>Bins of values that are not missing.</summary>
    public int BinCount => IsCategorical ? Codes.Length : Cuts.Length + 1;

    /// <summary>Histogram cells of the feature: a power of two that holds all bins, the missing one last.</summary>
    public int Slots { get; }

    /// <summary>The bin of missing values: the last of <see cref="Slots"/>.</summary>
    public byte MissingBin => (byte)(Slots - 1);

    /// <summary>Of a number: upper bounds, inclusive, of all bins but the last.</summary>
    public float[] Cuts { get; }

    /// <summary>Of a category: the code of each bin, ascending; empty for a number.</summary>
    public int[] Codes { get; }

    /// <summary>Whether the bins are unordered.</summary>
    public bool IsCategorical => Codes.Length > 0;

    /// <summary>
    /// Whether a number may be split into missing and present: such a node sends everything above minus infinity to one
    /// side.
    /// </summary>
    public bool SplitsOffMissing { get; }

    /// <summary>Bins of a number by its cuts.</summary>
    public static FeatureBins Numeric(int source, float[] cuts, bool splitsOffMissing) =>
        new(source, SlotsFor(cuts.Length + 1), cuts, [], splitsOffMissing);

    /// <summary>Bins of a category by its codes, ascending.</summary>
    public static FeatureBins Categorical(int source, int[] codes) =>
        new(source, SlotsFor(codes.Length), [], codes, splitsOffMissing: false);

    /// <summary>The same bins with more slots.</summary>
    public FeatureBins WithSlots(int slots) => new(Source, slots, Cuts, Codes, SplitsOffMissing);

    /// <summary>Bins values, writing a bin every <paramref name="stride"/> bytes.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Bin(ReadOnlySpan<float> values, ref byte destination, int stride)
    {
        if (IsCategorical)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Unsafe.Add(ref destination, i * stride) =
                    values[i] >= 0 && values[i] < _binOfCode.Length ? _binOfCode[(int)values[i]] : MissingBin;
            }

            return;
        }

        ref var search = ref MemoryMarshal.GetArrayDataReference(_search);
        var missing = MissingBin;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            Unsafe.Add(ref destination, i * stride) = float.IsNaN(value) ? missing : (byte)CutsBelow(ref search, Order(value));
        }
    }

    /// <summary>
    /// The number of cuts below a value, by bisection. The sign of a subtraction is added instead of a branch, because
    /// half of the branches would be predicted wrongly. In bounds because the table is padded to 256 and no step leads
    /// beyond 255.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint CutsBelow(ref long search, long order)
    {
        var below = Below(ref search, 127, order) << 7;
        below += Below(ref search, below + 63, order) << 6;
        below += Below(ref search, below + 31, order) << 5;
        below += Below(ref search, below + 15, order) << 4;
        below += Below(ref search, below + 7, order) << 3;
        below += Below(ref search, below + 3, order) << 2;
        below += Below(ref search, below + 1, order) << 1;
        return below + Below(ref search, below, order);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Below(ref long search, nint index, long order) => (nint)((ulong)(Unsafe.Add(ref search, index) - order) >> 63);

    /// <summary>A whole number for each float, in the same order; both zeros are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Order(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }

    private static int SlotsFor(int bins) => Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)bins + 1));
}
