using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// Sums rows by feature and bin: the loop in which training spends most of its time. Sums are whole numbers, so parts
/// of the rows may be added in any order, by any thread.
/// </summary>
internal static class HistogramBuilder
{
    /// <summary>Entries by which a row's bins are prefetched: the time of a memory access over the time of a row.</summary>
    private const int Ahead = 16;

    private interface ISlots
    {
        static abstract int Count { get; }
    }

    /// <summary>Adds the entries' derivatives to the cells of features <paramref name="from"/> to <paramref name="to"/> - 1.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static void Add(BinnedMatrix matrix, ReadOnlySpan<ulong> entries, int shift, Span<long> cells, int from, int to)
    {
        for (int start = from, end; start < to; start = end)
        {
            var slots = matrix.Features[start].Slots;
            for (end = start + 1; end < to && matrix.Features[end].Slots == slots; end++) { }
            var part = cells[matrix.SlotOffsets[start]..matrix.SlotOffsets[end]];
            switch (slots)
            {
                case 4:
                    Add<Slots4>(matrix, entries, shift, part, start, end);
                    break;
                case 8:
                    Add<Slots8>(matrix, entries, shift, part, start, end);
                    break;
                case 16:
                    Add<Slots16>(matrix, entries, shift, part, start, end);
                    break;
                case 32:
                    Add<Slots32>(matrix, entries, shift, part, start, end);
                    break;
                case 64:
                    Add<Slots64>(matrix, entries, shift, part, start, end);
                    break;
                case 128:
                    Add<Slots128>(matrix, entries, shift, part, start, end);
                    break;
                default:
                    Add<Slots256>(matrix, entries, shift, part, start, end);
                    break;
            }
        }
    }

    /// <summary>
    /// All features have the same number of cells, known at compile time, so an update is a load, an address and an
    /// addition to memory. Two rows are processed at a time, for twice the independent updates. In bounds because
    /// entries hold rows of the matrix, and a feature's bins are below its slots.
    /// </summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    private static void Add<TSlots>(BinnedMatrix matrix, ReadOnlySpan<ulong> entries, int shift, Span<long> cells, int from, int to)
        where TSlots : ISlots
    {
        ref var bins = ref Unsafe.Add(ref matrix.First, from);
        ref var cell = ref cells[0];
        var (stride, count, quads) = ((nint)matrix.Stride, (nint)(to - from), (nint)((to - from) & ~3));
        var i = 0;
        for (; i + 1 < entries.Length; i += 2)
        {
            ref var entry = ref Unsafe.AsRef(in entries[i]);
            var (entryA, entryB) = (entry, Unsafe.Add(ref entry, 1));
            ref var rowA = ref Unsafe.Add(ref bins, (nint)(uint)entryA * stride);
            ref var rowB = ref Unsafe.Add(ref bins, (nint)(uint)entryB * stride);
            var (addA, addB) = (RowEntry.Addend(entryA, shift), RowEntry.Addend(entryB, shift));
            if (Sse.IsSupported && i < entries.Length - Ahead - 1)
            {
                Prefetch(ref Unsafe.Add(ref bins, (nint)(uint)Unsafe.Add(ref entry, Ahead) * stride));
                Prefetch(ref Unsafe.Add(ref bins, (nint)(uint)Unsafe.Add(ref entry, Ahead + 1) * stride));
            }

            ref var four = ref cell;
            nint f = 0;
            for (; f < quads; f += 4)
            {
                AddFour<TSlots>(ref Unsafe.Add(ref rowA, f), addA, ref four);
                AddFour<TSlots>(ref Unsafe.Add(ref rowB, f), addB, ref four);
                four = ref Unsafe.Add(ref four, 4 * TSlots.Count);
            }

            for (; f < count; f++)
            {
                Unsafe.Add(ref four, (nint)Unsafe.Add(ref rowA, f)) += addA;
                Unsafe.Add(ref four, (nint)Unsafe.Add(ref rowB, f)) += addB;
                four = ref Unsafe.Add(ref four, TSlots.Count);
            }
        }

        if (i < entries.Length)
        {
            ref var row = ref Unsafe.Add(ref bins, (nint)(uint)entries[i] * stride);
            for (nint f = 0; f < count; f++)
            {
                Unsafe.Add(ref cell, (f * TSlots.Count) + Unsafe.Add(ref row, f)) += RowEntry.Addend(entries[i], shift);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour<TSlots>(ref byte bins, long addend, ref long cell)
        where TSlots : ISlots
    {
        Unsafe.Add(ref Unsafe.Add(ref cell, (nint)bins), 0 * TSlots.Count) += addend;
        Unsafe.Add(ref Unsafe.Add(ref cell, (nint)Unsafe.Add(ref bins, 1)), 1 * TSlots.Count) += addend;
        Unsafe.Add(ref Unsafe.Add(ref cell, (nint)Unsafe.Add(ref bins, 2)), 2 * TSlots.Count) += addend;
        Unsafe.Add(ref Unsafe.Add(ref cell, (nint)Unsafe.Add(ref bins, 3)), 3 * TSlots.Count) += addend;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref byte address) => Sse.Prefetch0(Unsafe.AsPointer(ref address));

    private readonly struct Slots4 : ISlots
    {
        public static int Count => 4;
    }

    private readonly struct Slots8 : ISlots
    {
        public static int Count => 8;
    }

    private readonly struct Slots16 : ISlots
    {
        public static int Count => 16;
    }

    private readonly struct Slots32 : ISlots
    {
        public static int Count => 32;
    }

    private readonly struct Slots64 : ISlots
    {
        public static int Count => 64;
    }

    private readonly struct Slots128 : ISlots
    {
        public static int Count => 128;
    }

    private readonly struct Slots256 : ISlots
    {
        public static int Count => 256;
    }
}
