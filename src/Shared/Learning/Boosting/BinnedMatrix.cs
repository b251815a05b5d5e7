using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Features;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Rows as bins, one byte for each cell, row by row: a histogram reads all features of a row at once, and a row's bins
/// share one or two cache lines.
/// </summary>
internal sealed class BinnedMatrix
{
    /// <summary>Rows binned at a time: the row-major target stays in the first-level cache while each column is read.</summary>
    private const int BlockRows = 512;

    private const int CacheLine = 64;

    /// <summary>Most cells of a histogram that stays in a core's second-level cache beside the rows.</summary>
    private const int MaxNarrowCells = 64 * 1024;

    private readonly byte[] _bytes;
    private readonly int _offset;

    private BinnedMatrix(FeatureBins[] features, int rowCount, byte[] buffer)
    {
        (Features, RowCount, Stride) = (features, rowCount, StrideOf(features.Length));
        SlotOffsets = new int[features.Length + 1];
        for (var f = 0; f < features.Length; f++)
        {
            SlotOffsets[f + 1] = SlotOffsets[f] + features[f].Slots;
        }

        var length = LengthOf(rowCount, features.Length);
        if (length > Array.MaxLength || rowCount >= 1 << 30)
        {
            throw new ProblemException(
                new(
                    "The training rows are too many for boosted trees",
                    $"{rowCount} rows of {features.Length} features",
                    $"at most {Array.MaxLength} cells",
                    "the training rows",
                    "Train on a sample, or leave out columns"
                )
            );
        }

        // Pinned, so that the offset that aligns rows with cache lines stays valid.
        _bytes = buffer.Length >= length ? buffer : GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        _offset = (int)((CacheLine - (Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0) % CacheLine)) % CacheLine);
    }

    /// <summary>The features that can split; features with the same number of slots are adjacent.</summary>
    public FeatureBins[] Features { get; }

    public int RowCount { get; }

    /// <summary>The index of each feature's first cell in a histogram; the last entry is the histogram's length.</summary>
    public int[] SlotOffsets { get; }

    /// <summary>Whether a histogram is small enough for each worker to have its own.</summary>
    public bool IsNarrow => SlotOffsets[^1] <= MaxNarrowCells;

    /// <summary>Bytes a row, padding included.</summary>
    public int Stride { get; }

    /// <summary>The first row's first bin; the next row's bins lie <see cref="Stride"/> bytes further.</summary>
    public ref byte First => ref _bytes[_offset];

    /// <summary>The bins of a row.</summary>
    public ReadOnlySpan<byte> Row(int row) => _bytes.AsSpan(_offset + (row * Stride), Features.Length);

    /// <summary>Finds the bins of all features and bins all rows.</summary>
    public static BinnedMatrix Fit(FeatureMatrix features, int maxBins, int seed, ParallelWorkers workers)
    {
        var found = new FeatureBins?[features.Columns.Length];
        // The target memory of the rows serves as sort buffer first; each worker uses a part of it.
        var length = LengthOf(features.RowCount, found.Length);
        var buffer = length > Array.MaxLength ? [] : GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        workers.Run(
            found.Length,
            (feature, worker) =>
                found[feature] = QuantileBinning.Find(features, feature, maxBins, seed, SortBuffer(buffer, worker, features.RowCount))
        );
        return Apply(Arrange([.. found.OfType<FeatureBins>()]), features, buffer, workers);
    }

    /// <summary>Bins other rows with the same bins.</summary>
    public static BinnedMatrix Apply(FeatureBins[] bins, FeatureMatrix features, ParallelWorkers workers) =>
        Apply(bins, features, [], workers);

    private static BinnedMatrix Apply(FeatureBins[] bins, FeatureMatrix features, byte[] buffer, ParallelWorkers workers)
    {
        var binned = new BinnedMatrix(bins, features.RowCount, buffer);
        workers.Run(
            (features.RowCount + BlockRows - 1) / BlockRows,
            (block, _) =>
            {
                var (from, to) = (block * BlockRows, Math.Min((block + 1) * BlockRows, features.RowCount));
                for (var f = 0; f < bins.Length; f++)
                {
                    bins[f]
                        .Bin(
                            features.Columns[bins[f].Source].AsSpan(from, to - from),
                            ref Unsafe.Add(ref binned.First, (from * binned.Stride) + f),
                            binned.Stride
                        );
                }
            }
        );

        return binned;
    }

    /// <summary>
    /// Features with the same number of slots are summed together, and more at once are faster: a feature of two bins
    /// alone would wait for its own last addition. If memory allows, all features get the slots of the largest;
    /// otherwise they are sorted by slots.
    /// </summary>
    private static FeatureBins[] Arrange(FeatureBins[] bins)
    {
        var slots = bins.Length == 0 ? 0 : bins.Max(feature => feature.Slots);
        return bins.Length * slots <= MaxNarrowCells
            ? [.. bins.Select(feature => feature.WithSlots(slots))]
            : [.. bins.OrderByDescending(feature => feature.Slots).ThenBy(feature => feature.Source)];
    }

    /// <summary>A worker's part of the buffer or, if it is too small, memory of its own.</summary>
    private static Span<float> SortBuffer(byte[] buffer, int worker, int rowCount)
    {
        var floats = MemoryMarshal.Cast<byte, float>(buffer.AsSpan());
        var length = QuantileBinning.BufferLength(rowCount);
        return (worker + 1L) * length <= floats.Length ? floats.Slice(worker * length, length) : new float[length];
    }

    private static long LengthOf(int rowCount, int features) => ((long)rowCount * StrideOf(features)) + CacheLine;

    /// <summary>Rows are padded so that they do not straddle cache lines, if that costs no more than a fifth.</summary>
    private static int StrideOf(int features)
    {
        var padded =
            features <= 32
                ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)features)
                : (features + CacheLine - 1) / CacheLine * CacheLine;
        return padded * 5 <= features * 6 ? padded : features;
    }
}
