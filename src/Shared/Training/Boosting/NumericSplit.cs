using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOpsFunctions.Training.Boosting;

/// <summary>Divides a number's bins in two: those up to a cut and those above it, the missing ones on either side.</summary>
internal static class NumericSplit
{
    private const int Lanes = 4;

    /// <summary>The best division, or null where none scores above <paramref name="threshold"/>.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Division? Find(LeafView leaf, SplitRules rules, FeatureBins bins, ReadOnlySpan<long> cells, int direction, double threshold)
    {
        Span<long> sums = stackalloc long[FeatureBins.MaxBins + Lanes];
        var sum = 0L;
        for (var bin = 0; bin < bins.BinCount; bin++)
        {
            sum += cells[bin];
            sums[bin] = sum;
        }

        sums.Slice(bins.BinCount, Lanes).Clear();
        var missing = cells[bins.MissingBin];
        var scan = new Scan(leaf, rules, direction);
        var best = scan.Best(sums, 0, 0, missing != 0 && bins.SplitsOffMissing ? bins.BinCount - 1 : bins.BinCount - 2, threshold);
        var missingLeft = false;
        if (missing != 0 && scan.Best(sums, missing, leaf.Counts?[bins.MissingBin] ?? 0, bins.BinCount - 2, Math.Max(threshold, best.Score)) is { Bin: >= 0 } other)
        {
            (best, missingLeft) = (other, true);
        }

        return best.Bin < 0 ? null : Divide(leaf, bins, best.Score, best.Bin, leaf.Scale.Unpack(sums[best.Bin] + (missingLeft ? missing : 0)), missing != 0, missingLeft);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Division Divide(LeafView leaf, FeatureBins bins, double score, int last, GradientSum left, bool hasMissing, bool missingLeft)
    {
        var leftBins = default(BinSet);
        for (var bin = 0; bin <= last; bin++)
        {
            leftBins.Add(bin);
        }

        // Where no row of this leaf lacks the value, one that does follows the majority.
        if (hasMissing ? missingLeft : 2 * left.Hessian >= leaf.Sum.Hessian)
        {
            leftBins.Add(bins.MissingBin);
        }

        return new(score, last, leftBins, left);
    }

    /// <summary>Walks over all cuts of one feature.</summary>
    private readonly ref struct Scan(LeafView leaf, SplitRules rules, int direction)
    {
        private readonly LeafView _leaf = leaf;

        /// <summary>The cut up to bin <paramref name="last"/> that scores best above the threshold; bin -1: none.</summary>
        /// <param name="sums">By bin, the packed sums up to it.</param>
        /// <param name="extra">Packed sum that goes left with them.</param>
        /// <param name="extraRows">Its rows, where rows were counted.</param>
        /// <param name="last">Last bin that may be a cut.</param>
        /// <param name="threshold">What to exceed.</param>
        public (double Score, int Bin) Best(ReadOnlySpan<long> sums, long extra, int extraRows, int last, double threshold)
        {
            var (from, to) = Allowed(sums, extra, extraRows, last);
            return from > to ? (threshold, -1)
                : direction != 0 || _leaf.IsBounded ? BestConstrained(sums, extra, from, to, threshold)
                : BestFree(sums, extra, from, to, threshold);
        }

        /// <summary>The cuts that leave both children large enough: as sums only grow, they follow one another.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (int From, int To) Allowed(ReadOnlySpan<long> sums, long extra, int extraRows, int last)
        {
            var (from, rows) = (0, extraRows + (_leaf.Counts?[0] ?? 0));
            while (from <= last && !_leaf.IsEnough(_leaf.Scale.Unpack(sums[from] + extra).Hessian, rows))
            {
                from++;
                rows += _leaf.Counts?[from] ?? 0;
            }

            var (to, above) = (last, _leaf.Counts is { } counts ? _leaf.Rows - extraRows - counts.AsSpan(0, last + 1).ToArray().Sum() : 0);
            while (to >= from && !_leaf.IsEnough(_leaf.Sum.Hessian - _leaf.Scale.Unpack(sums[to] + extra).Hessian, above))
            {
                above += _leaf.Counts?[to] ?? 0;
                to--;
            }

            return (from, to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (double Score, int Bin) BestConstrained(ReadOnlySpan<long> sums, long extra, int from, int to, double threshold)
        {
            var best = (Score: threshold, Bin: -1);
            for (var bin = from; bin <= to; bin++)
            {
                if (_leaf.ScoreOfDivision(_leaf.Scale.Unpack(sums[bin] + extra), direction) is var score && score > best.Score)
                {
                    best = (score, bin);
                }
            }

            return best;
        }

        /// <summary>Four cuts at a time: always four, so that every machine computes the same.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private (double Score, int Bin) BestFree(ReadOnlySpan<long> sums, long extra, int from, int to, double threshold)
        {
            var scale = _leaf.Scale;
            var mask = Vector256.Create((1L << scale.Shift) - 1);
            // The gradient's field is taken where it stands: a multiple of 2^shift, which the step makes good.
            var gradientStep = Vector256.Create(Math.ScaleB(scale.GradientStep, -scale.Shift));
            var hessianStep = Vector256.Create((double)scale.HessianStep);
            var (allGradient, allHessian) = (Vector256.Create(_leaf.Sum.Gradient * (double)scale.GradientStep), Vector256.Create(_leaf.Sum.Hessian * (double)scale.HessianStep));
            var (best, bestBin) = (Vector256.Create(threshold), Vector256.Create(-1L));
            ref var first = ref MemoryMarshal.GetReference(sums);
            for (var bin = from; bin <= to; bin += Lanes)
            {
                var sum = Vector256.LoadUnsafe(ref first, (nuint)bin) + Vector256.Create(extra);
                var steps = sum & mask;
                var gradient = Vector256.ConvertToDouble(sum - steps) * gradientStep;
                var hessian = Vector256.ConvertToDouble(steps) * hessianStep;
                var score = rules.Score(gradient, hessian) + rules.Score(allGradient - gradient, allHessian - hessian);
                var index = Vector256.Create((long)bin) + Vector256<long>.Indices;
                var better = Vector256.GreaterThan(score, best).AsInt64() & Vector256.LessThanOrEqual(index, Vector256.Create((long)to));
                best = Vector256.ConditionalSelect(better.AsDouble(), score, best);
                bestBin = Vector256.ConditionalSelect(better, index, bestBin);
            }

            var result = (Score: threshold, Bin: -1);
            for (var lane = 0; lane < Lanes; lane++)
            {
                // Of equals the lower cut, as one after the other would have found.
                if (bestBin[lane] >= 0 && (best[lane] > result.Score || (best[lane] == result.Score && bestBin[lane] < result.Bin)))
                {
                    result = (best[lane], (int)bestBin[lane]);
                }
            }

            return result;
        }
    }
}
