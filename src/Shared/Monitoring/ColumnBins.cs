using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Words;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Monitoring;

/// <summary>
/// The bins of one column, as its training profile gives them, and how many current rows fall into each. The first bin is the missing cells; then a number's quantile bins or a
/// category's levels, and for categories a last bin for all other levels. Prose, of which every text is new, has bins by the length of texts; whether they speak of other things is not watched.
/// </summary>
internal sealed class ColumnBins
{
    /// <summary>Levels with a bin of their own: the noise of the index grows with the number of bins (about bins / rows), and rare levels say little.</summary>
    private const int MaxLevels = 20;

    /// <summary>Least share of a level with a bin of its own: below this a window of a few hundred rows often has none by chance.</summary>
    private const double MinLevelShare = 0.01;

    /// <summary>Rows whose values stay in the first-level cache while all edges are held against them.</summary>
    private const int BlockRows = 2048;

    private readonly bool _isProse;
    private readonly double[] _edges;
    private readonly Dictionary<string, int> _levels;

    private ColumnBins(ColumnProfile profile, double[] reference, double[] edges, Dictionary<string, int> levels)
    {
        (Column, Type, Reference, _edges, _levels) = (profile.Name, profile.Type, reference, edges, levels);
        Current = new double[reference.Length];
        _isProse = Type == ColumnType.Text && profile.Numbers is not null;
    }

    public string Column { get; }

    public ColumnType Type { get; }

    /// <summary>Shares of the training rows.</summary>
    public double[] Reference { get; }

    /// <summary>Counts of the current rows.</summary>
    public double[] Current { get; }

    public static ColumnBins Of(ColumnProfile profile, int rows)
    {
        var missing = rows == 0 ? 0 : profile.Missing / (double)rows;
        if (profile.Type != ColumnType.Text || profile.Numbers is not null)
        {
            return new(profile, [missing, .. profile.Numbers?.Shares ?? [0]], [.. profile.Numbers?.Edges ?? []], []);
        }

        var kept = profile.Levels.TakeWhile((level, i) => i < MaxLevels && level.Share >= MinLevelShare).ToArray();
        var other = Math.Max(0, 1 - missing - kept.Sum(level => level.Share));
        var levels = kept.Select((level, i) => (level.Level, i)).ToDictionary(level => level.Level, level => level.i + 1, StringComparer.Ordinal);
        return new(profile, [missing, .. kept.Select(level => level.Share), other], [], levels);
    }

    /// <summary>Counts the rows of a frame. A column that the frame lacks, or has as another type, is missing throughout.</summary>
    public void Add(DataFrame frame)
    {
        switch (frame.Find(Column))
        {
            case NumberColumn numbers when Type == ColumnType.Number:
                AddNumbers(numbers.Values);
                break;
            case TextColumn texts when Type == ColumnType.Text && _isProse:
                var lengths = Array.ConvertAll(texts.Levels, text => (double)WordReader.LengthOf(text));
                AddNumbers(Array.ConvertAll(texts.Codes, code => code < 0 ? double.NaN : lengths[code]));
                break;
            case TextColumn texts when Type == ColumnType.Text:
                var bins = Array.ConvertAll(texts.Levels, level => _levels.GetValueOrDefault(level, Current.Length - 1));
                foreach (var code in texts.Codes)
                {
                    Current[code < 0 ? 0 : bins[code]]++;
                }

                break;
            default:
                Current[0] += frame.RowCount;
                break;
        }
    }

    /// <summary>Counts what reaches each edge, not each value's edges: no search, no branch, and counts are the same on any vector width.</summary>
    private void AddNumbers(ReadOnlySpan<double> values)
    {
        for (; values.Length > BlockRows; values = values[BlockRows..])
        {
            AddNumbers(values[..BlockRows]);
        }

        var above = CountFrom(values, double.NegativeInfinity);
        Current[0] += values.Length - above; // NaN reaches nothing.
        for (var bin = 1; bin <= _edges.Length; bin++)
        {
            var reached = CountFrom(values, _edges[bin - 1]);
            Current[bin] += above - reached;
            above = reached;
        }

        Current[^1] += above;
    }

    /// <summary>How many values reach an edge.</summary>
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
