using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Sorts floats by their digits of eleven bits, least first (Knuth, The Art of Computer Programming, volume 3, 5.2.5): three passes, no comparisons.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Sorts ascending; no value may be NaN. Of zeros the negative come first.</summary>
    /// <param name="values">What to sort.</param>
    /// <param name="room">As much room again; may hold anything.</param>
    [MethodImpl(Compiled.Once)]
    public static void Sort(Span<float> values, Span<float> room)
    {
        var keys = MemoryMarshal.Cast<float, uint>(values);
        var other = MemoryMarshal.Cast<float, uint>(room)[..keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            // A float's bits order as the float does once negatives are turned over.
            keys[i] ^= (keys[i] >> 31) == 0 ? 0x8000_0000u : 0xFFFF_FFFFu;
        }

        Pass(keys, other, 0);
        Pass(other, keys, DigitBits);
        Pass(keys, other, 2 * DigitBits);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = other[i] ^ ((other[i] >> 31) == 0 ? 0xFFFF_FFFFu : 0x8000_0000u);
        }
    }

    [MethodImpl(Compiled.Once)]
    private static void Pass(ReadOnlySpan<uint> from, Span<uint> to, int shift)
    {
        Span<int> ends = stackalloc int[Digits];
        ends.Clear();
        foreach (var key in from)
        {
            ends[(int)(key >> shift) & (Digits - 1)]++;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end);
        }

        foreach (var key in from)
        {
            to[ends[(int)(key >> shift) & (Digits - 1)]++] = key;
        }
    }
}
