using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOpsFunctions.Numerics;

/// <summary>
/// Sorts numbers by their digits of eleven bits, least significant first (Knuth, The Art of Computer Programming, volume 3, 5.2.5):
/// the time does not depend on their order.
/// </summary>
internal static class RadixSort
{
    private const int Bits = 11;
    private const int Radix = 1 << Bits;
    private const int FloatDigits = 3;
    private const int DoubleDigits = 6;

    /// <summary>Below this many doubles, comparing is faster than counting.</summary>
    private const int Few = 1 << 12;

    /// <summary>Sorts ascending. Negative zeros come before positive ones.</summary>
    /// <param name="values">What to sort; none may be NaN.</param>
    /// <param name="buffer">A buffer of the same length; may contain anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Sort(Span<float> values, Span<float> buffer)
    {
        var keys = MemoryMarshal.Cast<float, uint>(values);
        for (var i = 0; i < keys.Length; i++)
        {
            // A float's bits sort as the float does, once negatives are inverted.
            keys[i] ^= (keys[i] >> 31) == 0 ? 0x8000_0000u : 0xFFFF_FFFFu;
        }

        var sorted = Sort(keys, MemoryMarshal.Cast<float, uint>(buffer)[..keys.Length], FloatDigits);
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = sorted[i] ^ ((sorted[i] >> 31) == 0 ? 0xFFFF_FFFFu : 0x8000_0000u);
        }
    }

    /// <summary>Sorts ascending.</summary>
    /// <param name="values">What to sort; none may be NaN.</param>
    public static void Sort(Span<double> values)
    {
        if (values.Length < Few)
        {
            values.Sort();
            return;
        }

        // Rented, because each column needs as much, and new memory costs more than the sorting.
        var (first, second) = (ArrayPool<ulong>.Shared.Rent(values.Length), ArrayPool<ulong>.Shared.Rent(values.Length));
        try
        {
            Sort(values, first.AsSpan(0, values.Length), second.AsSpan(0, values.Length));
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(first);
            ArrayPool<ulong>.Shared.Return(second);
        }
    }

    private static void Sort(Span<double> values, Span<ulong> keys, Span<ulong> buffer)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.DoubleToUInt64Bits(values[i]);
            keys[i] = (bits >> 63) == 0 ? bits | (1UL << 63) : ~bits;
        }

        var sorted = Sort(keys, buffer, DoubleDigits);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt64BitsToDouble((sorted[i] >> 63) == 1 ? sorted[i] & ~(1UL << 63) : ~sorted[i]);
        }
    }

    /// <summary>Sorts keys, and returns which of the two buffers holds them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Span<TKey> Sort<TKey>(Span<TKey> keys, Span<TKey> buffer, int digits)
        where TKey : struct, IBinaryInteger<TKey>
    {
        var counts = new int[digits * Radix];
        foreach (var key in keys)
        {
            for (var digit = 0; digit < digits; digit++)
            {
                counts[(digit * Radix) + Digit(key, digit)]++;
            }
        }

        for (var digit = 0; digit < digits; digit++)
        {
            if (Scatter(keys, buffer, counts.AsSpan(digit * Radix, Radix), digit))
            {
                var sorted = buffer;
                buffer = keys;
                keys = sorted;
            }
        }

        return keys;
    }

    /// <summary>Distributes by one digit. Returns false and does nothing if all keys have the same digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Scatter<TKey>(ReadOnlySpan<TKey> keys, Span<TKey> to, Span<int> counts, int digit)
        where TKey : struct, IBinaryInteger<TKey>
    {
        if (keys.IsEmpty || counts[Digit(keys[0], digit)] == keys.Length)
        {
            return false;
        }

        var start = 0;
        foreach (ref var count in counts)
        {
            (count, start) = (start, start + count);
        }

        foreach (var key in keys)
        {
            to[counts[Digit(key, digit)]++] = key;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit<TKey>(TKey key, int digit)
        where TKey : struct, IBinaryInteger<TKey> => int.CreateTruncating(key >> (digit * Bits)) & (Radix - 1);
}
