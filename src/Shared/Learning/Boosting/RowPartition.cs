using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using MLOpsFunctions.Learning.Boosting.Losses;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>The rows of one tree, those of a leaf side by side and in ascending order.</summary>
/// <param name="matrix">The binned rows.</param>
/// <param name="workers">Who divides them.</param>
internal sealed class RowPartition(BinnedMatrix matrix, ParallelWorkers workers)
{
    /// <summary>Work of a part, in nanoseconds about: several times what it takes to tell another thread of it.</summary>
    private const int NanosecondsAPart = 5_000;

    /// <summary>Below so many rows one thread has moved them before a second one would have begun.</summary>
    private const int MinRowsToMoveTogether = 32_768;

    /// <summary>Rows divided before those of the smaller side are added up: their bins are then still in the first-level cache.</summary>
    private const int BlockRows = 4_096;

    /// <summary>Entries that a row's bin is fetched ahead.</summary>
    private const int Ahead = 32;

    private readonly ulong[] _entries = GC.AllocateUninitializedArray<ulong>(matrix.RowCount);
    private readonly ulong[] _aside = GC.AllocateUninitializedArray<ulong>(matrix.RowCount + ScoredRows.Lanes);
    private readonly ColumnCache _columns = new(matrix);

    /// <summary>The entries of a leaf.</summary>
    public Span<ulong> Entries(int start, int count) => _entries.AsSpan(start, count);

    /// <summary>Two floats a row, for whoever needs them while no rows are being divided.</summary>
    public Span<float> Scratch => MemoryMarshal.Cast<ulong, float>(_aside.AsSpan());

    /// <summary>The first entries, to be filled for a new tree.</summary>
    public Memory<ulong> Memory(int count) => _entries.AsMemory(0, count);

    /// <summary>Puts a leaf's rows that go left before those that go right, each side in its order, and tells how many go left.</summary>
    /// <param name="start">Where the leaf's entries begin.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="split">Which go left.</param>
    /// <param name="tally">Where given: adds up one side's rows on the way.</param>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public int Split(int start, int count, Split split, SideHistograms? tally)
    {
        // A row takes about a nanosecond to divide; about half of them are then added up, at half a nanosecond a feature.
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

    /// <summary>Left rows move to the part's front, right ones aside, to the part's place there.</summary>
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
    /// Without a branch on where a row goes, which no processor could foresee: every row is written to both sides and
    /// only one side's end moves. In bounds because neither side can be longer than what has been read, and
    /// <paramref name="goesLeft"/> has an element a byte.
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

    /// <summary>Brings the parts' left rows together, then all right rows behind them.</summary>
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

/// <summary>Adds up one side of a division.</summary>
/// <param name="Histograms">Where to.</param>
/// <param name="IsLeft">The left side; else the right one.</param>
/// <param name="Shift">Of the derivatives' scale.</param>
internal sealed record SideHistograms(PartialHistograms Histograms, bool IsLeft, int Shift)
{
    /// <summary>Adds entries as one worker.</summary>
    public void Add(int worker, ReadOnlySpan<ulong> entries) => Histograms.Add(worker, entries, Shift);
}
