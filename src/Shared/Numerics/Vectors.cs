using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Numerics;

/// <summary>Vector operations of the solvers, with sums in an order that depends on the length only.</summary>
internal static class Vectors
{
    /// <summary>Numbers from which a sum runs in eight parts, which do not wait for each other.</summary>
    private const int Long = 1 << 14;

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (sum, i) = (0.0, 0);
        if (a.Length >= Long)
        {
            var sums = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (; i + 8 <= a.Length; i += 8)
            {
                sums.Item1 += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
                sums.Item2 += Vector256.Create(a[(i + 4)..]) * Vector256.Create(b[(i + 4)..]);
            }

            var parts = sums.Item1 + sums.Item2;
            sum = parts[0] + parts[1] + (parts[2] + parts[3]);
        }

        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    public static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> what)
    {
        ref var x = ref MemoryMarshal.GetReference(what[..to.Length]);
        ref var y = ref MemoryMarshal.GetReference(to);
        var (factors, i) = (Vector256.Create(factor), 0);
        for (; i + 4 <= to.Length; i += 4)
        {
            (Vector256.LoadUnsafe(ref y, (nuint)i) + (factors * Vector256.LoadUnsafe(ref x, (nuint)i))).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < to.Length; i++)
        {
            to[i] += factor * what[i];
        }
    }

    /// <summary>Writes <paramref name="from"/> plus <paramref name="factor"/> times <paramref name="what"/>.</summary>
    public static void Plus(ReadOnlySpan<double> from, double factor, ReadOnlySpan<double> what, Span<double> to)
    {
        ref var x = ref MemoryMarshal.GetReference(from[..to.Length]);
        ref var y = ref MemoryMarshal.GetReference(what[..to.Length]);
        ref var z = ref MemoryMarshal.GetReference(to);
        var (factors, i) = (Vector256.Create(factor), 0);
        for (; i + 4 <= to.Length; i += 4)
        {
            (Vector256.LoadUnsafe(ref x, (nuint)i) + (factors * Vector256.LoadUnsafe(ref y, (nuint)i))).StoreUnsafe(ref z, (nuint)i);
        }

        for (; i < to.Length; i++)
        {
            to[i] = from[i] + (factor * what[i]);
        }
    }

    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> difference) => Plus(a, -1, b, difference);

    /// <summary>The same numbers in single precision.</summary>
    public static void ToSingle(ReadOnlySpan<double> values, Span<float> narrow)
    {
        ref var x = ref MemoryMarshal.GetReference(values[..narrow.Length]);
        ref var y = ref MemoryMarshal.GetReference(narrow);
        var i = 0;
        for (; i + 8 <= narrow.Length; i += 8)
        {
            Vector256.Narrow(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref x, (nuint)i + 4)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < narrow.Length; i++)
        {
            narrow[i] = (float)values[i];
        }
    }

    public static void Scale(Span<double> values, double factor)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        foreach (ref var vector in vectors)
        {
            vector *= factor;
        }

        foreach (ref var value in values[(vectors.Length * Vector256<double>.Count)..])
        {
            value *= factor;
        }
    }

    /// <summary>The largest absolute value; 0 of none.</summary>
    public static double MaxAbs(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        var largest = Vector256<double>.Zero;
        foreach (var vector in vectors)
        {
            largest = Vector256.Max(largest, Vector256.Abs(vector));
        }

        var most = Math.Max(Math.Max(largest[0], largest[1]), Math.Max(largest[2], largest[3]));
        foreach (var value in values[(vectors.Length * Vector256<double>.Count)..])
        {
            most = Math.Max(most, Math.Abs(value));
        }

        return most;
    }

    /// <summary>The greatest of at least one number.</summary>
    public static double Max(ReadOnlySpan<double> values)
    {
        var greatest = values[0];
        foreach (var value in values)
        {
            greatest = Math.Max(greatest, value);
        }

        return greatest;
    }
}
