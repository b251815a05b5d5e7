using System.Numerics;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Learning.Boosting;

/// <summary>
/// A histogram that several workers fill at once, each in its own cells. The sum does not depend on which worker added
/// a row.
/// </summary>
/// <param name="matrix">The binned rows.</param>
internal sealed class PartialHistograms(BinnedMatrix matrix, int workers)
{
    private readonly long[]?[] _cells = new long[workers][];
    private readonly bool[] _filled = new bool[workers];

    /// <summary>Adds entries as one worker.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Add(int worker, ReadOnlySpan<ulong> entries, int shift)
    {
        if (entries.Length > 0)
        {
            HistogramBuilder.Add(matrix, entries, shift, _cells[worker] ??= new long[matrix.SlotOffsets[^1]], 0, matrix.Features.Length);
            _filled[worker] = true;
        }
    }

    /// <summary>Sums all workers' cells of a range into <paramref name="cells"/>, and clears them.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void MoveTo(Span<long> cells, int from, int to)
    {
        var target = cells[from..to];
        var isEmpty = true;
        for (var worker = 0; worker < _cells.Length; worker++)
        {
            if (_filled[worker])
            {
                var source = _cells[worker].AsSpan(from, to - from);
                if (isEmpty)
                {
                    source.CopyTo(target);
                }
                else
                {
                    Histogram.Add(target, source);
                }

                source.Clear();
                isEmpty = false;
            }
        }

        if (isEmpty)
        {
            target.Clear();
        }
    }

    /// <summary>Starts again, after all cells were moved.</summary>
    public void Begin() => Array.Clear(_filled);

    /// <summary>Discards what was added.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public void Clear()
    {
        for (var worker = 0; worker < _cells.Length; worker++)
        {
            if (_filled[worker])
            {
                Array.Clear(_cells[worker]!);
            }
        }

        Begin();
    }
}

/// <summary>Whole histograms added and subtracted, cell by cell.</summary>
internal static class Histogram
{
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static void Add(Span<long> cells, ReadOnlySpan<long> other)
    {
        var i = 0;
        for (; i <= cells.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            (new Vector<long>(cells[i..]) + new Vector<long>(other[i..])).CopyTo(cells[i..]);
        }

        for (; i < cells.Length; i++)
        {
            cells[i] += other[i];
        }
    }

    /// <summary>Subtracts cells: the parent's less one child's are the other child's.</summary>
    [MethodImpl(JitOptions.AggressiveOptimization)]
    public static void Subtract(Span<long> cells, ReadOnlySpan<long> other)
    {
        var i = 0;
        for (; i <= cells.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            (new Vector<long>(cells[i..]) - new Vector<long>(other[i..])).CopyTo(cells[i..]);
        }

        for (; i < cells.Length; i++)
        {
            cells[i] -= other[i];
        }
    }
}
