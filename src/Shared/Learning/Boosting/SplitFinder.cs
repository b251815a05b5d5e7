using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>Finds the best split of a leaf from its histogram, feature by feature.</summary>
/// <param name="matrix">The binned rows' layout.</param>
/// <param name="rules">What is allowed.</param>
/// <param name="scale">What a step is worth.</param>
/// <param name="monotone">By feature: +1 never falls, -1 never rises, 0 free.</param>
internal sealed class SplitFinder(BinnedMatrix matrix, SplitConstraints rules, GradientScale scale, sbyte[] monotone)
{
    /// <summary>What a leaf saves undivided.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public double Score(LeafStatistics leaf) => new LeafContext(leaf, rules, scale, null).Score;

    /// <summary>The best division on some features; of equals the first. Null where none gains enough.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="histogram">Its cells.</param>
    /// <param name="features">Where to look.</param>
    /// <param name="counts">By feature, rows by bin, where they were counted.</param>
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

/// <summary>A way to divide a leaf on one feature.</summary>
/// <param name="Score">What the children's values save together.</param>
/// <param name="LastBin">Of a number: the last bin that goes left; of a category: -1.</param>
/// <param name="LeftBins">All bins that go left.</param>
/// <param name="Left">Sums over the rows that do.</param>
internal readonly record struct SplitCandidate(double Score, int LastBin, BinSet LeftBins, GradientSum Left)
{
    /// <summary>The feature's place in the binned matrix.</summary>
    public int Feature { get; init; }
}
