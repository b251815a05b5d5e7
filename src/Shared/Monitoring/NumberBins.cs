using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The bins of numbers: missing, below the least training value, between the quantiles of the training rows, above the
/// greatest. The two outer bins show values that a constant column never had.
/// </summary>
internal sealed class NumberBins : ColumnBins
{
    /// <summary>Rows whose values stay in the first-level cache while they are compared with all edges.</summary>
    private const int BlockRows = 2048;

    private readonly ColumnType _type;
    private readonly double[] _edges;
    private readonly double[] _reference;
    private readonly double[] _current;

    public NumberBins(ColumnProfile profile, int rows)
        : base(profile.Name)
    {
        _type = profile.Type;
        _edges = profile.Numbers is { } numbers ? [numbers.Min, .. numbers.Edges, Math.BitIncrement(numbers.Max)] : [];
        _reference =
        [
            profile.Missing,
            0,
            .. profile.Numbers is { } summary ? [.. summary.Shares.Select(share => Math.Round(share * rows)), 0] : Array.Empty<double>(),
        ];
        _current = new double[_reference.Length];
    }

    public override BinCounts Counts() => new(_reference, _current);

    protected override void Count(DataColumn current)
    {
        switch (current)
        {
            case NumberColumn numbers when _type == ColumnType.Number:
                Count(numbers.Values);
                break;
            case TextColumn texts when _type == ColumnType.Text:
                var lengths = Array.ConvertAll(texts.Levels, text => (double)Tokenizer.LengthOf(text));
                Count(Array.ConvertAll(texts.Codes, code => code < 0 ? double.NaN : lengths[code]));
                break;
            default:
                _current[0] += current.Length;
                break;
        }
    }

    /// <summary>
    /// Counts the values that reach each edge, instead of searching each value's edge: no search, no branch, and the
    /// same counts on any vector width.
    /// </summary>
    private void Count(ReadOnlySpan<double> values)
    {
        for (; values.Length > BlockRows; values = values[BlockRows..])
        {
            Count(values[..BlockRows]);
        }

        var above = CountFrom(values, double.NegativeInfinity);
        _current[0] += values.Length - above; // NaN reaches nothing.
        for (var bin = 1; bin <= _edges.Length; bin++)
        {
            var reached = CountFrom(values, _edges[bin - 1]);
            _current[bin] += above - reached;
            above = reached;
        }

        _current[^1] += above;
    }

    /// <summary>The number of values that reach an edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A check may be all that a process does: it never gets to the second tier.
    private static long CountFrom(ReadOnlySpan<double> values, double edge)
    {
        var (edges, counts) = (new Vector<double>(edge), Vector<long>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        foreach (var vector in vectors)
        {
            counts -= Vector.GreaterThanOrEqual(vector, edges); // True is all bits: minus one.
        }

        var count = Vector.Sum(counts);
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            count += value >= edge ? 1 : 0;
        }

        return count;
    }
}
