using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Training.Linear;

/// <summary>
/// What a solver asks of a block of n-grams: their products with weights and with residuals. Rows are added in parts that follow from the block alone, each in order and then the parts in order,
/// so that the number of threads changes no bit.
/// </summary>
/// <param name="block">The n-grams.</param>
/// <param name="outputs">Outputs.</param>
internal sealed class SparseProducts(SparseBlock block, int outputs)
{
    /// <summary>Parts that are added side by side: each takes room for a whole gradient.</summary>
    private const int MostParts = 4;

    /// <summary>Rows of a part, at least: with fewer, adding the parts up costs more than they save.</summary>
    private const int LeastRows = 512;

    private readonly int _parts = Math.Clamp(block.RowCount / LeastRows, 1, MostParts);
    private readonly double[][] _sums = [.. Enumerable.Range(0, Math.Clamp(block.RowCount / LeastRows, 1, MostParts) - 1).Select(_ => new double[block.Width * outputs])];

    /// <summary>Weights.</summary>
    public int Size => block.Width * outputs;

    /// <summary>Adds what the weights, for each feature one an output, make of some rows.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="margins">By output, then by row.</param>
    public void AddMargins(ReadOnlySpan<double> weights, int from, int to, double[] margins)
    {
        if (outputs == 1)
        {
            AddMargin(weights, from, to, margins);
            return;
        }

        var own = new double[outputs];
        for (var row = from; row < to; row++)
        {
            Array.Clear(own);
            for (var i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            {
                AddScaled(own, block.Values[i], weights.Slice(block.Features[i] * outputs, outputs));
            }

            for (var k = 0; k < outputs; k++)
            {
                margins[(k * block.RowCount) + row] += own[k];
            }
        }
    }

    /// <summary>The gradient by the weights, in place of what was there.</summary>
    /// <param name="residuals">The loss's derivative by each margin, by output and then by row.</param>
    /// <param name="gradient">For each feature a number an output.</param>
    /// <param name="parallel">How many threads.</param>
    public void WriteGradient(double[] residuals, Memory<double> gradient, ParallelOptions parallel)
    {
        Parallel.For(0, _parts, parallel, part => AddPart(part, residuals, part == 0 ? gradient.Span : _sums[part - 1]));
        foreach (var sum in _sums)
        {
            var to = gradient.Span;
            for (var i = 0; i < sum.Length; i++)
            {
                to[i] += sum[i];
            }
        }
    }

    /// <summary>The same for one output, which needs no room between.</summary>
    private void AddMargin(ReadOnlySpan<double> weights, int from, int to, double[] margins)
    {
        for (var row = from; row < to; row++)
        {
            var features = Features(row);
            var values = Values(row);
            var margin = 0.0;
            for (var i = 0; i < features.Length; i++)
            {
                margin += values[i] * weights[features[i]];
            }

            margins[row] += margin;
        }
    }

    private void AddPart(int part, double[] residuals, Span<double> gradient)
    {
        gradient.Clear();
        if (outputs == 1)
        {
            AddPart(part, residuals.AsSpan(), gradient);
            return;
        }

        var own = new double[outputs];
        for (var row = RowOf(part); row < RowOf(part + 1); row++)
        {
            for (var k = 0; k < outputs; k++)
            {
                own[k] = residuals[(k * block.RowCount) + row];
            }

            for (var i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            {
                AddScaled(gradient.Slice(block.Features[i] * outputs, outputs), block.Values[i], own);
            }
        }
    }

    private void AddPart(int part, ReadOnlySpan<double> residuals, Span<double> gradient)
    {
        for (var row = RowOf(part); row < RowOf(part + 1); row++)
        {
            var features = Features(row);
            var values = Values(row);
            for (var i = 0; i < features.Length; i++)
            {
                gradient[features[i]] += values[i] * residuals[row];
            }
        }
    }

    private ReadOnlySpan<int> Features(int row) => block.Features.AsSpan(block.Starts[row], block.Starts[row + 1] - block.Starts[row]);

    private ReadOnlySpan<float> Values(int row) => block.Values.AsSpan(block.Starts[row], block.Starts[row + 1] - block.Starts[row]);

    private int RowOf(int part) => (int)((long)block.RowCount * part / _parts);

    /// <summary>Adds numbers, times a factor, to others: each by itself, so that the width of the machine's vectors changes no bit.</summary>
    private static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> what)
    {
        ref var x = ref MemoryMarshal.GetReference(what);
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
}
