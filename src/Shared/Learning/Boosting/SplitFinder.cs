using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Finds the best split of a leaf from its histogram, feature by feature.</summary>
/// <param name="matrix">The layout of the binned rows.</param>
/// <param name="rules">The constraints.</param>
/// <param name="scale">The value of a step.</param>
/// <param name="monotone">By feature: +1 never falls, -1 never rises, 0 free.</param>
internal sealed class SplitFinder(BinnedMatrix matrix, SplitConstraints rules, GradientScale scale, sbyte[] monotone)
{
    /// <summary>The score of a leaf that is not split.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public double Score(LeafStatistics leaf) => new LeafContext(leaf, rules, scale, null).Score;

    /// <summary>The best split on some features; among equals the first. Null if none gains enough.</summary>
    /// <param name="features">The features to search.</param>
    /// <param name="counts">By feature, rows by bin, if they were counted.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public SplitCandidate? Find(
        LeafStatistics leaf,
        ReadOnlySpan<long> histogram,
        ReadOnlySpan<int> features,
        Dictionary<int, int[]>? counts
    )
    {
        SplitCandidate? best = null;
        var uncounted = new LeafContext(leaf, rules, scale, null);
        var scan = new VectorizedSplitScan(uncounted, rules);
        var score = uncounted.Score + rules.MinGain;
        foreach (var feature in features)
        {
            var bins = matrix.Features[feature];
            var view = counts?.GetValueOrDefault(feature) is { } counted ? new LeafContext(leaf, rules, scale, counted) : uncounted;
            var cells = histogram.Slice(matrix.SlotOffsets[feature], bins.Slots);
            var found = bins.IsCategorical
                ? CategoricalSplit.Find(view, bins, cells, score)
                : NumericSplit.Find(view, scan, bins, cells, monotone[feature], score);
            if (found is { } candidate)
            {
                (score, best) = (candidate.Score, candidate with { Feature = feature });
            }
        }

        return best;
    }
}

/// <summary>A candidate split on one feature.</summary>
/// <param name="Score">The total score of the children.</param>
/// <param name="LastBin">Of a number: the last bin that goes left; of a category: -1.</param>
/// <param name="LeftBins">All bins that go left.</param>
/// <param name="Left">Sums over the rows that go left.</param>
internal readonly record struct SplitCandidate(double Score, int LastBin, BinSet LeftBins, GradientSum Left)
{
    /// <summary>The feature's index in the binned matrix.</summary>
    public int Feature { get; init; }
}
