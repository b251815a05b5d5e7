using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Monitoring;

/// <summary>Counts values between points. A value belongs to the part behind the last point that it reaches.</summary>
internal sealed class PointCounts
{
    /// <summary>The points, filled up with infinity to a power of two, so that a search needs no bound.</summary>
    private readonly double[] _padded;
    private readonly long[] _counts;

    /// <param name="points">Ascending, distinct, not NaN.</param>
    public PointCounts(double[] points)
    {
        Points = points;
        _padded = new double[BitOperations.RoundUpToPowerOf2((uint)points.Length + 1)];
        Array.Fill(_padded, double.PositiveInfinity);
        points.CopyTo(_padded, 0);
        _counts = new long[_padded.Length];
    }

    public double[] Points { get; }

    /// <summary>Values that are NaN.</summary>
    public long Missing { get; private set; }

    /// <summary>By how much values are below the first point or above the last, in all.</summary>
    public double Outside { get; private set; }

    /// <summary>Values before the first point, from each point to the next, and from the last on.</summary>
    public long[] Parts() => [.. _counts[..Points.Length], _counts[Points.Length..].Sum()];

    /// <summary>Adds values that are known to be missing.</summary>
    public void AddMissing(int rows) => Missing += rows;

    /// <summary>Adds values. The steps of a search depend on no branch, and four searches go side by side.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> values)
    {
        var (first, last) = Points.Length > 0 ? (Points[0], Points[^1]) : (double.NegativeInfinity, double.PositiveInfinity);
        var (missing, outside) = (0L, Outside);
        ref var points = ref MemoryMarshal.GetArrayDataReference(_padded);
        ref var counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        foreach (var value in values)
        {
            if (!(value >= first && value <= last))
            {
                missing += double.IsNaN(value) ? 1 : 0;
                outside +=
                    value < first ? first - value
                    : value > last ? value - last
                    : 0;
            }
        }

        for (; values.Length >= 4; values = values[4..])
        {
            var (a, b, c, d) = (values[0], values[1], values[2], values[3]);
            nint ofA = 0,
                ofB = 0,
                ofC = 0,
                ofD = 0;
            for (nint step = _padded.Length >> 1; step > 0; step >>= 1)
            {
                ofA += Step(ref points, ofA, step, a);
                ofB += Step(ref points, ofB, step, b);
                ofC += Step(ref points, ofC, step, c);
                ofD += Step(ref points, ofD, step, d);
            }

            Unsafe.Add(ref counts, ofA)++;
            Unsafe.Add(ref counts, ofB)++;
            Unsafe.Add(ref counts, ofC)++;
            Unsafe.Add(ref counts, ofD)++;
        }

        foreach (var value in values)
        {
            nint reached = 0;
            for (nint step = _padded.Length >> 1; step > 0; step >>= 1)
            {
                reached += Step(ref points, reached, step, value);
            }

            Unsafe.Add(ref counts, reached)++;
        }

        _counts[0] -= missing;
        (Missing, Outside) = (Missing + missing, outside);
    }

    /// <summary>How far a search goes on: by the whole step where the value reaches the point there. NaN reaches nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Step(ref double points, nint reached, nint step, double value) =>
        step & -(nint)(Unsafe.Add(ref points, reached + step - 1) <= value ? 1 : 0);
}
