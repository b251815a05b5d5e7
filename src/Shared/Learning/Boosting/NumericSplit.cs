using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Splits a number's bins: up to a cut and above it, with the missing values on either side.</summary>
internal static class NumericSplit
{
    /// <summary>The best split, or null if none scores above <paramref name="threshold"/>.</summary>
    /// <param name="scan">The scan over cuts if children are constrained by their size only.</param>
    /// <param name="bins">The feature's bins.</param>
    /// <param name="cells">The packed sum of each bin.</param>
    /// <param name="direction">+1: may not fall, -1: may not rise, 0: free.</param>
    /// <param name="threshold">The score to exceed.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static SplitCandidate? Find(
        in LeafContext leaf,
        in VectorizedSplitScan scan,
        FeatureBins bins,
        ReadOnlySpan<long> cells,
        int direction,
        double threshold
    )
    {
        // Hessians of rows that the model is sure of may round to zero; counted rows tell whether values are missing.
        var missing = leaf.Counts is { } counts ? counts[bins.MissingBin] : cells[bins.MissingBin];
        var best = Best(
            leaf,
            scan,
            cells,
            0,
            missing != 0 && bins.SplitsOffMissing ? bins.BinCount - 1 : bins.BinCount - 2,
            direction,
            threshold
        );
        var missingLeft = false;
        if (
            missing != 0
            && Best(leaf, scan, cells, bins.MissingBin, bins.BinCount - 2, direction, Math.Max(threshold, best.Score))
                is { Bin: >= 0 } other
        )
        {
            (best, missingLeft) = (other, true);
        }

        return best.Bin < 0 ? null : Divide(leaf, bins, cells, best.Score, best.Bin, missing != 0, missingLeft);
    }

    /// <summary>The cut up to bin <paramref name="last"/> with the best score above the threshold; bin -1: none.</summary>
    /// <param name="scan">The scan over cuts if children are constrained by their size only.</param>
    /// <param name="cells">The packed sum of each bin.</param>
    /// <param name="extra">The bin that goes left with the others; 0: none, as the first goes left in any case.</param>
    /// <param name="last">Last bin that may be a cut.</param>
    /// <param name="direction">+1: may not fall, -1: may not rise, 0: free.</param>
    /// <param name="threshold">The score to exceed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Score, int Bin) Best(
        in LeafContext leaf,
        in VectorizedSplitScan scan,
        ReadOnlySpan<long> cells,
        int extra,
        int last,
        int direction,
        double threshold
    ) =>
        direction != 0 || leaf.IsBounded || leaf.Counts is not null
            ? BestOneByOne(leaf, cells, extra, last, direction, threshold)
            : scan.Best(cells, extra == 0 ? 0 : cells[extra], last, threshold);

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static (double Score, int Bin) BestOneByOne(
        in LeafContext leaf,
        ReadOnlySpan<long> cells,
        int extra,
        int last,
        int direction,
        double threshold
    )
    {
        var best = (Score: threshold, Bin: -1);
        var (packed, rows) = extra == 0 ? (0, 0) : (cells[extra], leaf.Counts?[extra] ?? 0);
        for (var bin = 0; bin <= last; bin++)
        {
            packed += cells[bin];
            rows += leaf.Counts?[bin] ?? 0;
            var left = leaf.Scale.Unpack(packed);
            if (
                leaf.IsEnough(left.Hessian, rows)
                && leaf.IsEnough(leaf.Sum.Hessian - left.Hessian, leaf.Rows - rows)
                && leaf.ScoreOfDivision(left, direction) is var score
                && score > best.Score
            )
            {
                best = (score, bin);
            }
        }

        return best;
    }

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static SplitCandidate Divide(
        in LeafContext leaf,
        FeatureBins bins,
        ReadOnlySpan<long> cells,
        double score,
        int last,
        bool hasMissing,
        bool missingLeft
    )
    {
        var (leftBins, packed) = (default(BinSet), missingLeft ? cells[bins.MissingBin] : 0);
        for (var bin = 0; bin <= last; bin++)
        {
            leftBins.Add(bin);
            packed += cells[bin];
        }

        // If no row of this leaf lacks the value, a later missing value follows the majority.
        var left = leaf.Scale.Unpack(packed);
        if (hasMissing ? missingLeft : 2 * left.Hessian >= leaf.Sum.Hessian)
        {
            leftBins.Add(bins.MissingBin);
        }

        return new(score, last, leftBins, left);
    }
}
