using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Learning.Linear;

/// <summary>
/// The products that a solver needs of a block of n-grams: with weights, row by row, and with residuals, feature by
/// feature. The order of each sum depends on the block only, so neither the number of threads nor the width of the
/// machine's vectors changes a bit.
/// </summary>
/// <param name="block">The n-grams.</param>
internal sealed class SparseProducts(SparseBlock block, int outputs)
{
    /// <summary>
    /// Entries for a thread at a time, about. The commonest n-grams have many each; they are far apart, because their
    /// indices are hashes.
    /// </summary>
    private const int Chunk = 1 << 14;

    private readonly SparseColumns _columns = new(block);
    private readonly int _chunks = Math.Clamp(block.Features.Length / Chunk, 1, Math.Max(1, block.Width));

    /// <summary>Weights.</summary>
    public int Size => block.Width * outputs;

    /// <summary>Adds the products of some rows with the weights.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="margins">By row, then by output.</param>
    public void AddMargins(ReadOnlySpan<double> weights, int from, int to, double[] margins)
    {
        for (var row = from; row < to; row++)
        {
            var (start, count) = (block.Starts[row], block.Starts[row + 1] - block.Starts[row]);
            Add(weights, block.Features.AsSpan(start, count), block.Values.AsSpan(start, count), margins.AsSpan(row * outputs, outputs));
        }
    }

    /// <summary>Replaces the gradient by the weights.</summary>
    /// <param name="residuals">The loss's derivative by each margin, by row and then by output.</param>
    /// <param name="gradient">For each feature, one number for each output.</param>
    /// <param name="parallel">The threads.</param>
    public void WriteGradient(double[] residuals, Memory<double> gradient, ParallelOptions parallel) =>
        Parallel.For(
            0,
            _chunks,
            parallel,
            chunk =>
            {
                var (from, to) = ((int)((long)block.Width * chunk / _chunks), (int)((long)block.Width * (chunk + 1) / _chunks));
                var own = gradient.Span[(from * outputs)..(to * outputs)];
                own.Clear();
                for (var feature = from; feature < to; feature++, own = own[outputs..])
                {
                    var (start, count) = (_columns.Starts[feature], _columns.Starts[feature + 1] - _columns.Starts[feature]);
                    Add(residuals, _columns.Rows.AsSpan(start, count), _columns.Values.AsSpan(start, count), own[..outputs]);
                }
            }
        );

    /// <summary>Adds the weighted sum of some lines of a table to <paramref name="sums"/>.</summary>
    private static void Add(ReadOnlySpan<double> table, ReadOnlySpan<int> lines, ReadOnlySpan<float> factors, Span<double> sums)
    {
        if (sums.Length == 1)
        {
            sums[0] += Sum(
                ref MemoryMarshal.GetReference(table),
                ref MemoryMarshal.GetReference(lines),
                ref MemoryMarshal.GetReference(factors),
                lines.Length
            );
            return;
        }

        var k = 0;
        for (; k + 16 <= sums.Length; k += 16)
        {
            Add16(table[k..], lines, factors, sums.Length, sums[k..]);
        }

        for (; k < sums.Length && table.Length > 0; k += 4)
        {
            var four = Sum4(table[k..], lines, factors, sums.Length);
            for (var i = k; i < Math.Min(sums.Length, k + 4); i++)
            {
                sums[i] += four[i - k];
            }
        }
    }

    private static void Add16(
        ReadOnlySpan<double> table,
        ReadOnlySpan<int> lines,
        ReadOnlySpan<float> factors,
        int stride,
        Span<double> sums
    )
    {
        ref var first = ref MemoryMarshal.GetReference(table);
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < lines.Length; i++)
        {
            var (factor, at) = (Vector256.Create((double)factors[i]), (nuint)lines[i] * (nuint)stride);
            a += factor * Vector256.LoadUnsafe(ref first, at);
            b += factor * Vector256.LoadUnsafe(ref first, at + 4);
            c += factor * Vector256.LoadUnsafe(ref first, at + 8);
            d += factor * Vector256.LoadUnsafe(ref first, at + 12);
        }

        ref var to = ref MemoryMarshal.GetReference(sums[..16]);
        (Vector256.LoadUnsafe(ref to) + a).StoreUnsafe(ref to);
        (Vector256.LoadUnsafe(ref to, 4) + b).StoreUnsafe(ref to, 4);
        (Vector256.LoadUnsafe(ref to, 8) + c).StoreUnsafe(ref to, 8);
        (Vector256.LoadUnsafe(ref to, 12) + d).StoreUnsafe(ref to, 12);
    }

    /// <summary>
    /// The sums of four places of each line. The last line may have fewer; in other lines the extra places belong to
    /// the next line.
    /// </summary>
    private static Vector256<double> Sum4(ReadOnlySpan<double> table, ReadOnlySpan<int> lines, ReadOnlySpan<float> factors, int stride)
    {
        ref var first = ref MemoryMarshal.GetReference(table);
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < lines.Length; i++)
        {
            var at = (long)lines[i] * stride;
            sum +=
                Vector256.Create((double)factors[i])
                * (at + 4 <= table.Length ? Vector256.LoadUnsafe(ref first, (nuint)at) : Rest(table[(int)at..]));
        }

        return sum;
    }

    private static Vector256<double> Rest(ReadOnlySpan<double> values)
    {
        Span<double> four = stackalloc double[4];
        four.Clear();
        values.CopyTo(four);
        return Vector256.Create((ReadOnlySpan<double>)four);
    }

    private static double Sum(ref double table, ref int lines, ref float factors, int count)
    {
        // Four sums, which do not wait for each other.
        var (a, b, c, d, i) = (0.0, 0.0, 0.0, 0.0, 0);
        for (; i + 4 <= count; i += 4)
        {
            a += Unsafe.Add(ref factors, i) * Unsafe.Add(ref table, Unsafe.Add(ref lines, i));
            b += Unsafe.Add(ref factors, i + 1) * Unsafe.Add(ref table, Unsafe.Add(ref lines, i + 1));
            c += Unsafe.Add(ref factors, i + 2) * Unsafe.Add(ref table, Unsafe.Add(ref lines, i + 2));
            d += Unsafe.Add(ref factors, i + 3) * Unsafe.Add(ref table, Unsafe.Add(ref lines, i + 3));
        }

        for (; i < count; i++)
        {
            a += Unsafe.Add(ref factors, i) * Unsafe.Add(ref table, Unsafe.Add(ref lines, i));
        }

        return a + b + (c + d);
    }
}
