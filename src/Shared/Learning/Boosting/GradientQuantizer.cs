using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Rounds derivatives to steps, up or down at random in proportion, so that sums have no bias. The random number is a
/// hash of seed and row.
/// </summary>
internal static class GradientQuantizer
{
    private const int Lanes = 8;

    /// <summary>Rows at a time; a multiple of <see cref="Lanes"/>. It does not change the entries.</summary>
    private const int BlockRows = 4_096;

    /// <summary>Makes the entries of one tree's rows.</summary>
    /// <param name="derivatives">By row.</param>
    /// <param name="rows">The rows, ascending; null: all.</param>
    /// <param name="seed">A seed that differs between trees.</param>
    /// <param name="entries">Receives one entry for each row.</param>
    /// <param name="workers">Who computes.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static GradientScale Quantize(Derivatives derivatives, int[]? rows, int seed, Memory<ulong> entries, ParallelWorkers workers)
    {
        var scale = GradientScale.For(entries.Length, derivatives.MaxGradient, derivatives.AreHessiansOne ? null : derivatives.MaxHessian);
        workers.Run(
            (entries.Length + BlockRows - 1) / BlockRows,
            (block, _) =>
            {
                var (from, to) = (block * BlockRows, Math.Min((block + 1) * BlockRows, entries.Length));
                QuantizeBlock(derivatives, rows, scale, seed, from, entries.Span[from..to]);
            }
        );
        return scale;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static void QuantizeBlock(Derivatives derivatives, int[]? rows, GradientScale scale, int seed, int from, Span<ulong> entries)
    {
        var gradients = derivatives.Gradients;
        var hessians = derivatives.Hessians;
        Span<ulong> rest = stackalloc ulong[Lanes];
        for (var i = 0; i < entries.Length; i += Lanes)
        {
            var destination = entries.Length - i >= Lanes ? entries[i..] : rest;
            if (rows is null)
            {
                var row = Vector256.Create(from + i) + Vector256<int>.Indices;
                Quantize(
                    row,
                    Vector256.LoadUnsafe(ref gradients[from + i]),
                    Vector256.LoadUnsafe(ref hessians[from + i]),
                    scale,
                    seed,
                    destination
                );
            }
            else
            {
                QuantizeSampled(derivatives, rows.AsSpan(from + i, Math.Min(Lanes, entries.Length - i)), scale, seed, destination);
            }

            if (entries.Length - i < Lanes)
            {
                rest[..(entries.Length - i)].CopyTo(entries[i..]);
            }
        }
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static void QuantizeSampled(
        Derivatives derivatives,
        ReadOnlySpan<int> rows,
        GradientScale scale,
        int seed,
        Span<ulong> destination
    )
    {
        var (row, gradient, hessian) = (Vector256<int>.Zero, Vector256<float>.Zero, Vector256<float>.One);
        for (var lane = 0; lane < rows.Length; lane++)
        {
            row = row.WithElement(lane, rows[lane]);
            gradient = gradient.WithElement(lane, derivatives.Gradients[rows[lane]]);
            hessian = hessian.WithElement(lane, derivatives.Hessians[rows[lane]]);
        }

        Quantize(row, gradient, hessian, scale, seed, destination);
    }

    /// <summary>Eight entries in the layout of <see cref="RowEntry.Pack"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quantize(
        Vector256<int> row,
        Vector256<float> gradient,
        Vector256<float> hessian,
        GradientScale scale,
        int seed,
        Span<ulong> destination
    )
    {
        var random = IndexedRandom.Of(seed, row);
        var gradientSteps = Round(gradient * (1 / scale.GradientStep), random & Vector256.Create(0xFFFFu));
        var hessianSteps = scale.CountsRows ? Vector256<int>.One : Round(hessian * (1 / scale.HessianStep), random >> 16);
        var upper = ((gradientSteps << 16) | hessianSteps).AsUInt32();
        var (rowLow, rowHigh) = Vector256.Widen(row.AsUInt32());
        var (upperLow, upperHigh) = Vector256.Widen(upper);
        (rowLow | (upperLow << 32)).CopyTo(destination);
        (rowHigh | (upperHigh << 32)).CopyTo(destination[4..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> steps, Vector256<uint> random16) =>
        Vector256.ConvertToInt32Native(Vector256.Floor(steps + (Vector256.ConvertToSingle(random16.AsInt32()) * (1f / 65_536))));
}
