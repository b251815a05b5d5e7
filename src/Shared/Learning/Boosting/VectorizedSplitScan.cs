using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Scans all cuts of a number in a leaf whose children are constrained by their size only. One pass sums the cells
/// before each cut, scores it and keeps the best. It processes four cuts at a time on every machine, so that every
/// machine computes the same.
/// </summary>
internal readonly ref struct VectorizedSplitScan
{
    private const int Lanes = 4;

    private readonly SplitConstraints _rules;
    private readonly Vector256<long> _hessianMask;
    private readonly Vector256<double> _gradientStep;
    private readonly Vector256<double> _hessianStep;
    private readonly Vector256<double> _allGradient;
    private readonly Vector256<double> _allHessian;
    private readonly Vector256<long> _fewest;
    private readonly Vector256<long> _most;

    /// <summary>Prepares a leaf.</summary>
    public VectorizedSplitScan(in LeafContext leaf, SplitConstraints rules)
    {
        var scale = leaf.Scale;
        _rules = rules;
        _hessianMask = Vector256.Create((1L << scale.Shift) - 1);
        // The gradient's field is not shifted: it is a multiple of 2^shift, and the step accounts for that.
        _gradientStep = Vector256.Create(Math.ScaleB(scale.GradientStep, -scale.Shift));
        _hessianStep = Vector256.Create((double)scale.HessianStep);
        _allGradient = Vector256.Create(leaf.Sum.Gradient * (double)scale.GradientStep);
        _allHessian = Vector256.Create(leaf.Sum.Hessian * (double)scale.HessianStep);
        _fewest = Vector256.Create(leaf.MinSteps);
        _most = Vector256.Create(leaf.Sum.Hessian - leaf.MinSteps);
    }

    /// <summary>
    /// The cut up to bin <paramref name="last"/> with the best score above the threshold, among equals the lowest; bin
    /// -1: none.
    /// </summary>
    /// <param name="cells">The packed sum of each bin; as many as a feature's slots, a multiple of four.</param>
    /// <param name="extra">The packed sum that goes left with the bins.</param>
    /// <param name="last">Last bin that may be a cut; within <paramref name="cells"/>.</param>
    /// <param name="threshold">The score to exceed.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public (double Score, int Bin) Best(ReadOnlySpan<long> cells, long extra, int last, double threshold)
    {
        var (best, bestBin) = (Vector256.Create(threshold), Vector256.Create(-1L));
        var (before, index, lastIndex) = (Vector256.Create(extra), Vector256<long>.Indices, Vector256.Create((long)last));
        for (; cells.Length >= Lanes && last >= 0; cells = cells[Lanes..], last -= Lanes)
        {
            var sum = SumsUpTo(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(cells))) + before;
            before = Vector256.Shuffle(sum, Vector256.Create(3L, 3, 3, 3));
            var steps = sum & _hessianMask;
            var gradient = Vector256.ConvertToDouble(sum - steps) * _gradientStep;
            var hessian = Vector256.ConvertToDouble(steps) * _hessianStep;
            var score = _rules.Score(gradient, hessian) + _rules.Score(_allGradient - gradient, _allHessian - hessian);
            var isAllowed =
                Vector256.GreaterThanOrEqual(steps, _fewest)
                & Vector256.LessThanOrEqual(steps, _most)
                & Vector256.LessThanOrEqual(index, lastIndex);
            var isBetter = Vector256.GreaterThan(score, best).AsInt64() & isAllowed;
            best = Vector256.ConditionalSelect(isBetter.AsDouble(), score, best);
            bestBin = Vector256.ConditionalSelect(isBetter, index, bestBin);
            index += Vector256.Create((long)Lanes);
        }

        return Largest(best, bestBin, threshold);
    }

    /// <summary>For each lane, the sum of it and those before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> SumsUpTo(Vector256<long> cells)
    {
        // Lanes beyond the fourth are zero.
        var pairs = cells + Vector256.Shuffle(cells, Vector256.Create(4L, 0, 1, 2));
        return pairs + Vector256.Shuffle(pairs, Vector256.Create(4L, 4, 0, 1));
    }

    private static (double Score, int Bin) Largest(Vector256<double> best, Vector256<long> bestBin, double threshold)
    {
        var result = (Score: threshold, Bin: -1);
        for (var lane = 0; lane < Lanes; lane++)
        {
            // Among equals the lower cut, as a sequential scan would find.
            if (bestBin[lane] >= 0 && (best[lane] > result.Score || (best[lane] == result.Score && bestBin[lane] < result.Bin)))
            {
                result = (best[lane], (int)bestBin[lane]);
            }
        }

        return result;
    }
}
