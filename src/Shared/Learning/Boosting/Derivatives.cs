using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// The loss's derivatives at the current scores, by row. They use the scratch memory of the row partition. So they are
/// computed before a tree grows, to be quantised, and again after it, for the values of its leaves. Computing them
/// twice is cheaper than keeping them in memory.
/// </summary>
internal sealed class Derivatives(Loss loss, ScoredRows rows, RowPartition partition, ParallelWorkers workers)
{
    /// <summary>Rows at a time; a multiple of <see cref="ScoredRows.Lanes"/>. It does not change the numbers.</summary>
    private const int BlockRows = 4_096;

    /// <summary>Whether all second derivatives are 1.</summary>
    public bool AreHessiansOne { get; } = loss.HasUnitHessian && rows.Weights is null;

    /// <summary>First derivatives, weights included.</summary>
    public Span<float> Gradients => partition.Scratch[..rows.Targets.Length];

    /// <summary>Second derivatives, weights included; not set if <see cref="AreHessiansOne"/>.</summary>
    public Span<float> Hessians => partition.Scratch.Slice(rows.Targets.Length, rows.Targets.Length);

    /// <summary>Greatest absolute gradient.</summary>
    public float MaxGradient { get; private set; }

    /// <summary>Greatest hessian.</summary>
    public float MaxHessian { get; private set; }

    private int Blocks => (rows.Count + BlockRows - 1) / BlockRows;

    /// <summary>Prepares the rows for the trees of one round.</summary>
    public void BeginRound()
    {
        if (loss.Outputs > 1)
        {
            workers.Run(Blocks, (block, _) => loss.BeginRound(rows, block * BlockRows, Math.Min((block + 1) * BlockRows, rows.Count)));
        }
    }

    /// <summary>Computes the derivatives of all rows by one of their scores.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Compute(int output)
    {
        var largest = new (float Gradient, float Hessian)[Blocks];
        workers.Run(
            Blocks,
            (block, _) => largest[block] = ComputeBlock(output, block * BlockRows, Math.Min((block + 1) * BlockRows, rows.Count))
        );
        (MaxGradient, MaxHessian) = (0, 0);
        foreach (var (gradient, hessian) in largest)
        {
            (MaxGradient, MaxHessian) = (Math.Max(MaxGradient, gradient), Math.Max(MaxHessian, hessian));
        }
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private (float Gradient, float Hessian) ComputeBlock(int output, int from, int to)
    {
        ref var gradients = ref MemoryMarshal.GetReference(Gradients);
        ref var hessians = ref MemoryMarshal.GetReference(Hessians);
        var (maxGradient, maxHessian) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var row = from; row < to; row += ScoredRows.Lanes)
        {
            var (gradient, hessian) = loss.Derive(
                rows,
                output,
                row,
                Vector256.LoadUnsafe(ref rows.Scores[output][row]),
                Vector256.LoadUnsafe(ref rows.Targets[row])
            );
            if (rows.Weights is { } weights)
            {
                var weight = Vector256.LoadUnsafe(ref weights[row]);
                (gradient, hessian) = (gradient * weight, hessian * weight);
            }

            if (to - row < ScoredRows.Lanes)
            {
                // Padding after the last row must not count.
                var inside = Vector256.LessThan(Vector256<float>.Indices, Vector256.Create((float)(to - row)));
                (gradient, hessian) = (gradient & inside, hessian & inside);
            }

            gradient.StoreUnsafe(ref gradients, (nuint)row);
            hessian.StoreUnsafe(ref hessians, (nuint)row);
            maxGradient = Vector256.Max(maxGradient, Vector256.Abs(gradient));
            maxHessian = Vector256.Max(maxHessian, hessian);
        }

        return (Largest(maxGradient), Largest(maxHessian));
    }

    private static float Largest(Vector256<float> vector)
    {
        var largest = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            largest = Math.Max(largest, vector[lane]);
        }

        return largest;
    }
}
