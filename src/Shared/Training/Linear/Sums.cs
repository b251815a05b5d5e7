using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Training.Linear;

/// <summary>Sums over rows, eight running ones added in a fixed order: the same bits whatever the width of the machine's vectors.</summary>
internal static class Sums
{
    /// <summary>The sum of products.</summary>
    public static double Dot(ReadOnlySpan<float> column, ReadOnlySpan<double> factors)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        ref var x = ref MemoryMarshal.GetReference(column);
        ref var y = ref MemoryMarshal.GetReference(factors[..column.Length]);
        var i = 0;
        for (; i + 8 <= column.Length; i += 8)
        {
            var (first, second) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            low += first * Vector256.LoadUnsafe(ref y, (nuint)i);
            high += second * Vector256.LoadUnsafe(ref y, (nuint)i + 4);
        }

        var (sum, rest) = (low + high, 0.0);
        for (; i < column.Length; i++)
        {
            rest += column[i] * factors[i];
        }

        return sum[0] + sum[1] + (sum[2] + sum[3]) + rest;
    }

    /// <summary>Adds a column, times a factor, to what is there.</summary>
    public static void AddScaled(Span<double> to, double factor, ReadOnlySpan<float> column)
    {
        ref var x = ref MemoryMarshal.GetReference(column[..to.Length]);
        ref var y = ref MemoryMarshal.GetReference(to);
        var (factors, i) = (Vector256.Create(factor), 0);
        for (; i + 8 <= to.Length; i += 8)
        {
            var (first, second) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            (Vector256.LoadUnsafe(ref y, (nuint)i) + (factors * first)).StoreUnsafe(ref y, (nuint)i);
            (Vector256.LoadUnsafe(ref y, (nuint)i + 4) + (factors * second)).StoreUnsafe(ref y, (nuint)i + 4);
        }

        for (; i < to.Length; i++)
        {
            to[i] += factor * column[i];
        }
    }
}
