using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The rows of one tree. The rows of a leaf are adjacent and in ascending order.</summary>
/// <param name="matrix">The binned rows.</param>
/// <param name="workers">The threads that split them.</param>
internal sealed class RowPartition(BinnedMatrix matrix, ParallelWorkers workers)
{
    /// <summary>Work of a part in nanoseconds, about: several times the cost of waking another thread.</summary>
    private const int NanosecondsAPart = 5_000;

    /// <summary>Fewest rows for two threads: one thread moves fewer before a second one has started.</summary>
    private const int MinRowsToMoveTogether = 32_768;

    /// <summary>
    /// Rows that are split before those of the smaller side are summed: their bins are still in the first-level cache.
    /// </summary>
    private const int BlockRows = 4_096;

    /// <summary>Entries by which a row's bin is prefetched.</summary>
    private const int Ahead = 32;

    private readonly ulong[] _entries = GC.AllocateUninitializedArray<ulong>(matrix.RowCount);
    private readonly ulong[] _aside = GC.AllocateUninitializedArray<ulong>(matrix.RowCount + ScoredRows.Lanes);
    private readonly ColumnCache _columns = new(matrix);

    /// <summary>The entries of a leaf.</summary>
    public Span<ulong> Entries(int start, int count) => _entries.AsSpan(start, count);

    /// <summary>Scratch memory of two floats for each row, free while no rows are being split.</summary>
    public Span<float> Scratch => MemoryMarshal.Cast<ulong, float>(_aside.AsSpan());

    /// <summary>The first entries, to be filled for a new tree.</summary>
    public Memory<ulong> Memory(int count) => _entries.AsMemory(0, count);

    /// <summary>
    /// Moves a leaf's rows that go left before those that go right, each side in order, and returns how many go left.
    /// </summary>
    /// <param name="start">The index of the leaf's first entry.</param>
    /// <param name="count">The number of its entries.</param>
    /// <param name="tally">Sums one side's rows on the way; null: none.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public int Split(int start, int count, Split split, SideHistograms? tally)
    {
        // A row takes about a nanosecond to split; about half of them are then summed, at half a nanosecond for each
        // feature.
        var nanoseconds = count * (tally is null ? 1 : 1 + (matrix.Features.Length / 4L));
        var parts = (int)Math.Clamp(nanoseconds / NanosecondsAPart, 1, 2 * workers.Threads);
        var lefts = new int[parts];
        _columns.Announce(split.Feature, count);
        workers.Run(
            parts,
            (part, worker) =>
            {
                var (from, to) = Part(count, parts, part);
                lefts[part] = DividePart(
                    ref _columns.Bins(split.Feature, out var stride),
                    stride,
                    start + from,
                    to - from,
                    split,
                    tally,
                    worker
                );
            }
        );
        return Join(start, count, lefts);
    }

    /// <summary>Left rows move to the front of the part, right rows to the scratch memory.</summary>
    [SkipLocalsInit, MethodImpl(JitOptions.AggressiveOptimization)]
    private int DividePart(ref byte bins, int stride, int start, int count, Split split, SideHistograms? tally, int worker)
    {
        Span<byte> goesLeft = stackalloc byte[256];
        for (var bin = 0; bin < goesLeft.Length; bin++)
        {
            goesLeft[bin] = split.LeftBins.Contains(bin) ? (byte)1 : (byte)0;
        }

        var (left, right) = (0, 0);
        for (var from = 0; from < count; from += BlockRows)
        {
            var block = Math.Min(BlockRows, count - from);
            var (leftBefore, rightBefore) = (left, right);
            left += DivideBlock(ref bins, stride, start, from, block, Math.Max(0, count - from - block), ref goesLeft[0], left, right);
            right = from + block - left;
            tally?.Add(
                worker,
                tally.IsLeft
                    ? _entries.AsSpan(start + leftBefore, left - leftBefore)
                    : _aside.AsSpan(start + rightBefore, right - rightBefore)
            );
        }

        return left;
    }

    /// <summary>
    /// Without a branch on the side of a row, which no processor could predict: every row is written to both sides, and
    /// only one side's end moves. In bounds because neither side can be longer than the rows read, and
    /// <paramref name="goesLeft"/> has an element for each byte.
    /// </summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private int DivideBlock(ref byte bins, nint stride, int start, int from, int count, int behind, ref byte goesLeft, int left, int right)
    {
        ref var entries = ref MemoryMarshal.GetReference(_entries.AsSpan(start + from, count));
        ref var lefts = ref MemoryMarshal.GetReference(_entries.AsSpan(start + left, count));
        ref var rights = ref MemoryMarshal.GetReference(_aside.AsSpan(start + right, count));
        var ahead = stride == 1 ? 0 : Math.Min(count, count + behind - Ahead);
        nint l = 0,
            r = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = Unsafe.Add(ref entries, i);
            if (Sse.IsSupported && i < ahead)
            {
                Prefetch(ref Unsafe.Add(ref bins, (nint)(uint)Unsafe.Add(ref entries, i + Ahead) * stride));
            }

            nint isLeft = Unsafe.Add(ref goesLeft, (nint)Unsafe.Add(ref bins, (nint)(uint)entry * stride));
            Unsafe.Add(ref lefts, l) = entry;
            Unsafe.Add(ref rights, r) = entry;
            l += isLeft;
            r += 1 - isLeft;
        }

        return (int)l;
    }

    /// <summary>Joins the left rows of all parts, then all right rows.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private int Join(int start, int count, int[] lefts)
    {
        var parts = lefts.Length;
        var rightEnds = new int[parts];
        var left = 0;
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = Part(count, parts, part);
            _entries.AsSpan(start + from, lefts[part]).CopyTo(_entries.AsSpan(start + left));
            left += lefts[part];
            rightEnds[part] = (part == 0 ? 0 : rightEnds[part - 1]) + (to - from - lefts[part]);
        }

        if (count < MinRowsToMoveTogether)
        {
            for (var part = 0; part < parts; part++)
            {
                MoveRights(part);
            }
        }
        else
        {
            workers.Run(parts, (part, _) => MoveRights(part));
        }

        return left;

        void MoveRights(int part)
        {
            var (from, to) = Part(count, parts, part);
            var rights = to - from - lefts[part];
            _aside.AsSpan(start + from, rights).CopyTo(_entries.AsSpan(start + left + rightEnds[part] - rights));
        }
    }

    private static (int From, int To) Part(int count, int parts, int part) =>
        ((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref byte address) => Sse.Prefetch0(Unsafe.AsPointer(ref address));
}

/// <summary>Sums one side of a split.</summary>
/// <param name="Histograms">The destination.</param>
/// <param name="IsLeft">Whether it is the left side.</param>
/// <param name="Shift">The shift of the derivatives' scale.</param>
internal sealed record SideHistograms(PartialHistograms Histograms, bool IsLeft, int Shift)
{
    /// <summary>Adds entries as one worker.</summary>
    public void Add(int worker, ReadOnlySpan<ulong> entries) => Histograms.Add(worker, entries, Shift);
}
