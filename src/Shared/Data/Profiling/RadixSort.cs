using System.Buffers;

namespace MLOpsFunctions.Data.Profiling;

/// <summary>Sorts many doubles in a time that does not depend on their order: least significant digit first (Knuth, The Art of Computer Programming, volume 3, 5.2.5).</summary>
internal static class RadixSort
{
    private const int Bits = 11;
    private const int Digits = 6;
    private const int Mask = (1 << Bits) - 1;

    /// <summary>Below this, comparing is faster than counting.</summary>
    private const int Few = 1 << 12;

    /// <summary>Sorts in ascending order.</summary>
    /// <param name="values">No NaN among them.</param>
    public static void Sort(Span<double> values)
    {
        if (values.Length < Few)
        {
            values.Sort();
            return;
        }

        // Rented: a column after the other needs as much, and fresh memory costs more than the sorting.
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

    private static void Sort(Span<double> values, Span<ulong> keys, Span<ulong> other)
    {
        var counts = new int[Digits << Bits];
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i] = Key(values[i]);
            for (var digit = 0; digit < Digits; digit++)
            {
                counts[(digit << Bits) + (int)((key >> (digit * Bits)) & Mask)]++;
            }
        }

        for (var digit = 0; digit < Digits; digit++)
        {
            if (Scatter(keys, other, counts.AsSpan(digit << Bits, 1 << Bits), digit * Bits))
            {
                var sorted = other;
                other = keys;
                keys = sorted;
            }
        }

        for (var i = 0; i < keys.Length; i++)
        {
            values[i] = Value(keys[i]);
        }
    }

    /// <summary>Distributes by one digit. False, and nothing done, where all keys agree in it.</summary>
    private static bool Scatter(ReadOnlySpan<ulong> keys, Span<ulong> into, Span<int> counts, int shift)
    {
        if (counts[(int)((keys[0] >> shift) & Mask)] == keys.Length)
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
            into[counts[(int)((key >> shift) & Mask)]++] = key;
        }

        return true;
    }

    /// <summary>Bits that are in order as unsigned integers as the numbers are.</summary>
    private static ulong Key(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return (bits >> 63) == 0 ? bits | (1UL << 63) : ~bits;
    }

    private static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key >> 63) == 1 ? key & ~(1UL << 63) : ~key);
}
