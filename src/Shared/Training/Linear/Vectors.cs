using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Training.Linear;

/// <summary>What solvers do with points and directions, summed in an order that follows from their length alone.</summary>
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
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * what[i];
        }
    }

    public static void Minus(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> difference)
    {
        for (var i = 0; i < difference.Length; i++)
        {
            difference[i] = a[i] - b[i];
        }
    }

    /// <summary>The largest absolute value; 0 of none.</summary>
    public static double Largest(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    /// <summary>The greatest of at least one number.</summary>
    public static double Greatest(ReadOnlySpan<double> values)
    {
        var greatest = values[0];
        foreach (var value in values)
        {
            greatest = Math.Max(greatest, value);
        }

        return greatest;
    }
}
