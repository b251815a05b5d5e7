using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Finds the best splits of leaves over all features that a tree may use; each worker searches some of the features.
/// </summary>
/// <param name="finder">Searches features.</param>
/// <param name="features">The features that the tree may use, ascending.</param>
/// <param name="matrix">The layout of the binned rows.</param>
/// <param name="workers">The threads.</param>
internal sealed class SplitSearch(SplitFinder finder, int[] features, BinnedMatrix matrix, ParallelWorkers workers)
{
    /// <summary>Cells that one worker searches in several times the cost of waking another one.</summary>
    private const int CellsAPart = 1_024;

    private readonly int _parts = Math.Clamp(
        matrix.SlotOffsets[^1] / CellsAPart,
        1,
        Math.Max(1, Math.Min(matrix.Features.Length, 4 * workers.Threads))
    );
    private SplitCandidate?[] _found = [];

    /// <summary>Finds the best split of each leaf; among equals the one on the first feature.</summary>
    /// <param name="leaves">Leaves with histograms.</param>
    /// <param name="fill">Fills histograms that are still empty, from one feature up to, not including, another; null:
    /// all are filled.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Find(TreeNode[] leaves, Action<int, int>? fill)
    {
        var count = matrix.Features.Length;
        Array.Resize(ref _found, Math.Max(_found.Length, _parts * leaves.Length));
        workers.Run(
            _parts,
            (part, _) =>
            {
                var (from, to) = ((int)((long)count * part / _parts), (int)((long)count * (part + 1) / _parts));
                fill?.Invoke(from, to);
                var allowed = features.AsSpan()[IndexOf(from)..IndexOf(to)];
                for (var leaf = 0; leaf < leaves.Length; leaf++)
                {
                    _found[(leaf * _parts) + part] = finder.Find(
                        leaves[leaf].Statistics,
                        leaves[leaf].Histogram,
                        allowed,
                        leaves[leaf].Counts
                    );
                }
            }
        );
        for (var leaf = 0; leaf < leaves.Length; leaf++)
        {
            leaves[leaf].Split = Best(leaves[leaf].Statistics, _found.AsSpan(leaf * _parts, _parts));
        }
    }

    /// <summary>The index of the first feature that is <paramref name="feature"/> or above.</summary>
    private int IndexOf(int feature) => Array.BinarySearch(features, feature) is var index && index < 0 ? ~index : index;

    [MethodImpl(JitOptions.AggressiveOptimization)]
    private Split? Best(LeafStatistics leaf, ReadOnlySpan<SplitCandidate?> found)
    {
        SplitCandidate? best = null;
        foreach (var candidate in found)
        {
            best = candidate is { } other && (best is not { } known || other.Score > known.Score) ? candidate : best;
        }

        return best is { } split
            ? new(split.Score - finder.Score(leaf), split.Feature, split.LastBin, split.LeftBins, split.Left, leaf.Sum - split.Left)
            : null;
    }
}
