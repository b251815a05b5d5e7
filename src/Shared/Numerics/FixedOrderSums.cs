using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Numerics;

/// <summary>
/// Sums over rows, with eight running sums added in a fixed order: the bits do not depend on the width of the machine's
/// vectors.
/// </summary>
internal static class FixedOrderSums
{
    // Beside Vectors.Dot: floats, and sums in another order; with one order for both the bits of trained models would change.
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

        return Sum(sum) + rest;
    }

    /// <summary>The sums of products with three others, for which the column is read once.</summary>
    public static (double A, double B, double C) Dot(
        ReadOnlySpan<float> column,
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        ReadOnlySpan<double> c
    )
    {
        ref var x = ref MemoryMarshal.GetReference(column);
        ref var y = ref MemoryMarshal.GetReference(a[..column.Length]);
        ref var z = ref MemoryMarshal.GetReference(b[..column.Length]);
        ref var w = ref MemoryMarshal.GetReference(c[..column.Length]);
        var (lowA, highA, lowB, highB, lowC, highC) = (
            Vector256<double>.Zero,
            Vector256<double>.Zero,
            Vector256<double>.Zero,
            Vector256<double>.Zero,
            Vector256<double>.Zero,
            Vector256<double>.Zero
        );
        var i = 0;
        for (; i + 8 <= column.Length; i += 8)
        {
            var (first, second) = Vector256.Widen(Vector256.LoadUnsafe(ref x, (nuint)i));
            lowA += first * Vector256.LoadUnsafe(ref y, (nuint)i);
            highA += second * Vector256.LoadUnsafe(ref y, (nuint)i + 4);
            lowB += first * Vector256.LoadUnsafe(ref z, (nuint)i);
            highB += second * Vector256.LoadUnsafe(ref z, (nuint)i + 4);
            lowC += first * Vector256.LoadUnsafe(ref w, (nuint)i);
            highC += second * Vector256.LoadUnsafe(ref w, (nuint)i + 4);
        }

        var (restA, restB, restC) = (0.0, 0.0, 0.0);
        for (; i < column.Length; i++)
        {
            restA += column[i] * a[i];
            restB += column[i] * b[i];
            restC += column[i] * c[i];
        }

        return (Sum(lowA + highA) + restA, Sum(lowB + highB) + restB, Sum(lowC + highC) + restC);
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

    private static double Sum(Vector256<double> four) => four[0] + four[1] + (four[2] + four[3]);
}
