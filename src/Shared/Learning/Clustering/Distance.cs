using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Learning.Clustering;

/// <summary>Distances between rows and points.</summary>
internal static class Distance
{
    /// <summary>The squared Euclidean distance. Four sums in a fixed order: the same bits on any processor.</summary>
    public static double Squared(ReadOnlySpan<float> row, ReadOnlySpan<double> point)
    {
        point = point[..row.Length];
        ref var a = ref MemoryMarshal.GetReference(row);
        ref var b = ref MemoryMarshal.GetReference(point);
        var (low, high, f) = (Vector128<double>.Zero, Vector128<double>.Zero, 0);
        for (; f + 4 <= row.Length; f += 4)
        {
            var four = Vector128.LoadUnsafe(ref a, (nuint)f);
            var first = Vector128.WidenLower(four) - Vector128.LoadUnsafe(ref b, (nuint)f);
            var second = Vector128.WidenUpper(four) - Vector128.LoadUnsafe(ref Unsafe.Add(ref b, 2), (nuint)f);
            low += first * first;
            high += second * second;
        }

        var sums = low + high;
        var sum = sums[0] + sums[1];
        for (; f < row.Length; f++)
        {
            var apart = row[f] - point[f];
            sum += apart * apart;
        }

        return sum;
    }
}
