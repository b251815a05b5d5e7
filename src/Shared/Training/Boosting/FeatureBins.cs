using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>
/// How one feature's floats become bins 0 to <see cref="BinCount"/> - 1, and <see cref="MissingBin"/> for what is missing. Numbers: bin b holds
/// the values above cut b-1 and up to cut b. Categories: a bin a code; codes too rare for a bin of their own count as missing.
/// </summary>
internal sealed class FeatureBins
{
    /// <summary>Most bins beside the missing one: with it they fill a byte.</summary>
    public const int MaxBins = 255;

    private readonly float[] _search;
    private readonly byte[] _binOfCode;

    private FeatureBins(int source, int binCount, float[] cuts, int[] codes, bool splitsOffMissing)
    {
        (Source, BinCount, Cuts, Codes, SplitsOffMissing) = (source, binCount, cuts, codes, splitsOffMissing);
        Slots = 4;
        while (Slots < binCount + 1)
        {
            Slots *= 2;
        }

        _search = [.. cuts, .. Enumerable.Repeat(float.PositiveInfinity, 256 - cuts.Length)];
        _binOfCode = new byte[codes.Length == 0 ? 0 : codes.Max() + 1];
        _binOfCode.AsSpan().Fill(MissingBin);
        for (var bin = 0; bin < codes.Length; bin++)
        {
            _binOfCode[codes[bin]] = (byte)bin;
        }
    }

    /// <summary>The feature's index in the matrix.</summary>
    public int Source { get; }

    /// <summary>Bins of values that are there.</summary>
    public int BinCount { get; }

    /// <summary>Histogram cells set aside: the power of two that holds all bins, the missing one last.</summary>
    public int Slots { get; }

    /// <summary>The bin of missing values: the last of <see cref="Slots"/>.</summary>
    public byte MissingBin => (byte)(Slots - 1);

    /// <summary>Of a number: upper bounds, inclusive, of all bins but the last.</summary>
    public float[] Cuts { get; }

    /// <summary>Of a category: the code of each bin, ascending; empty for a number.</summary>
    public int[] Codes { get; }

    /// <summary>Whether the bins are unordered.</summary>
    public bool IsCategorical => Codes.Length > 0;

    /// <summary>Whether a number may be split into missing and not missing: such a node sends everything above minus infinity to one side.</summary>
    public bool SplitsOffMissing { get; }

    /// <summary>Bins of a number by its cuts.</summary>
    public static FeatureBins Numeric(int source, float[] cuts, bool splitsOffMissing) => new(source, cuts.Length + 1, cuts, [], splitsOffMissing);

    /// <summary>Bins of a category by its codes, ascending.</summary>
    public static FeatureBins Categorical(int source, int[] codes) => new(source, codes.Length, [], codes, splitsOffMissing: false);

    /// <summary>Bins values, writing a bin every <paramref name="stride"/> bytes.</summary>
    public void Bin(ReadOnlySpan<float> values, ref byte destination, int stride)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Unsafe.Add(ref destination, i * stride) = Bin(values[i]);
        }
    }

    /// <summary>The bin of a value.</summary>
    public byte Bin(float value)
    {
        if (float.IsNaN(value))
        {
            return MissingBin;
        }

        if (IsCategorical)
        {
            return value >= 0 && value < _binOfCode.Length ? _binOfCode[(int)value] : MissingBin;
        }

        // The number of cuts below the value, by halving; the table is padded with infinity to 256.
        ref var search = ref MemoryMarshal.GetArrayDataReference(_search);
        nint bin = 0;
        for (nint step = 128; step > 0; step >>= 1)
        {
            bin += Unsafe.Add(ref search, bin + step - 1) < value ? step : 0;
        }

        return (byte)bin;
    }
}
