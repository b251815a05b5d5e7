using System.Buffers;
using MLOpsFunctions.Data.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Numerics;

namespace MLOpsFunctions.Data.Profiling;

/// <summary>Describes frames.</summary>
internal static class Profiler
{
    private const int Bins = 10;

    /// <summary>Levels that a profile keeps: a level that it does not name cannot be told from one that was never seen.</summary>
    private const int MaxLevels = 10_000;

    /// <summary>Characters of levels that a profile keeps, a few megabytes at most.</summary>
    private const int MaxLevelCharacters = 1_000_000;

    public static DataProfile Describe(DataFrame frame, int threads = 1, IReadOnlyList<ColumnSchema>? schema = null)
    {
        var columns = new ColumnProfile[frame.Columns.Count];
        var proses = (schema ?? [])
            .Where(column => column.Text == TextKind.Prose)
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        Parallel.For(
            0,
            columns.Length,
            new() { MaxDegreeOfParallelism = threads },
            i => columns[i] = frame.Columns[i] is TextColumn text && proses.Contains(text.Name) ? Prose(text) : Describe(frame.Columns[i])
        );
        return new(frame.RowCount, columns);
    }

    private static ColumnProfile Describe(DataColumn column) =>
        column switch
        {
            NumberColumn number => Numbers(column, number.Values),
            TimeColumn time => Numbers(column, Array.ConvertAll(time.Ticks, ticks => ticks == TimeColumn.Missing ? double.NaN : ticks)),
            TextColumn text => Texts(text),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
        };

    /// <summary>Hardly a text of prose comes twice, and what people write is not for a profile: how long they write is.</summary>
    private static ColumnProfile Prose(TextColumn column)
    {
        var lengths = Array.ConvertAll(column.Levels, text => (double)Tokenizer.LengthOf(text));
        var present = column.Codes.Where(code => code >= 0).Distinct().Count();
        return Numbers(column, Array.ConvertAll(column.Codes, code => code < 0 ? double.NaN : lengths[code])) with
        {
            Distinct = present,
            Words = VocabularySketcher.Sketch(column),
        };
    }

    private static ColumnProfile Numbers(DataColumn column, double[] values)
    {
        var buffer = ArrayPool<double>.Shared.Rent(values.Length);
        try
        {
            var present = 0;
            foreach (var value in values)
            {
                buffer[present] = value;
                present += double.IsNaN(value) ? 0 : 1;
            }

            var sorted = buffer.AsSpan(0, present);
            RadixSort.Sort(sorted);
            return Summarise(column, sorted, values.Length);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    private static ColumnProfile Summarise(DataColumn column, ReadOnlySpan<double> sorted, int rows)
    {
        var missing = rows - sorted.Length;
        if (sorted.Length == 0)
        {
            return new(column.Name, column.Type, missing, 0, null, []);
        }

        var distinct = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        }

        var edges = Edges(sorted);
        var (mean, deviation) = Moments(sorted);
        return new(
            column.Name,
            column.Type,
            missing,
            distinct,
            new(sorted[0], sorted[^1], mean, deviation, edges, Shares(sorted, edges, rows))
            {
                Sketch = column is TimeColumn ? null : DistributionSketcher.Sketch(sorted),
            },
            []
        );
    }

    /// <summary>
    /// The quantiles. A value that more than one of them falls on gets a bin of its own, so that a rare yes among many
    /// no shows when it becomes common.
    /// </summary>
    private static List<double> Edges(ReadOnlySpan<double> sorted)
    {
        var (edges, start) = (new List<double>(), sorted[0]);
        for (var i = 1; i < Bins; i++)
        {
            var quantile = sorted[(int)((long)i * sorted.Length / Bins)];
            var edge =
                quantile == start && LowerBound(sorted, Math.BitIncrement(start)) is var next && next < sorted.Length
                    ? sorted[next]
                    : quantile;
            if (edge > start)
            {
                edges.Add(start = edge);
            }
        }

        return edges;
    }

    /// <summary>
    /// Mean and standard deviation of the sample, in two passes; scaled by the largest, so that no sum of large numbers
    /// overflows.
    /// </summary>
    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> sorted)
    {
        var scale = Math.Max(1, Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1])));
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in sorted)
        {
            sum += value / scale;
        }

        var mean = sum / sorted.Length;
        foreach (var value in sorted)
        {
            squares += ((value / scale) - mean) * ((value / scale) - mean);
        }

        return (mean * scale, sorted.Length < 2 ? 0 : Math.Sqrt(squares / (sorted.Length - 1)) * scale);
    }

    private static double[] Shares(ReadOnlySpan<double> sorted, List<double> edges, int rows)
    {
        var (shares, from) = (new double[edges.Count + 1], 0);
        for (var bin = 0; bin < shares.Length; bin++)
        {
            var to = bin == edges.Count ? sorted.Length : LowerBound(sorted, edges[bin]);
            shares[bin] = (to - from) / (double)rows;
            from = to;
        }

        return shares;
    }

    /// <summary>The number of values below a value.</summary>
    internal static int LowerBound(ReadOnlySpan<double> sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static ColumnProfile Texts(TextColumn text)
    {
        var counts = new int[text.Levels.Length];
        var missing = 0;
        foreach (var code in text.Codes)
        {
            _ = code < 0 ? missing++ : counts[code]++;
        }

        var characters = 0L;
        var levels = Enumerable
            .Range(0, counts.Length)
            .Where(code => counts[code] > 0)
            .OrderByDescending(code => counts[code])
            .ThenBy(code => text.Levels[code], StringComparer.Ordinal)
            .Take(MaxLevels)
            .TakeWhile(code => (characters += text.Levels[code].Length) <= MaxLevelCharacters)
            .Select(code => new LevelShare(text.Levels[code], counts[code] / (double)text.Length));
        return new(text.Name, text.Type, missing, counts.Count(count => count > 0), null, [.. levels]);
    }
}
