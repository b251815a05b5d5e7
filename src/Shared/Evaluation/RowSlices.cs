using MLOpsFunctions.Data;

namespace MLOpsFunctions.Evaluation;

/// <summary>
/// Divides rows into disjoint parts by one column: by its levels or, if a number or time has many, by its quarters.
/// Missing cells form their own part.
/// </summary>
/// <param name="Parts">The part of each row; -1 if its level is too rare.</param>
/// <param name="Names">The name of each part.</param>
/// <param name="Sizes">Rows of each part.</param>
internal sealed record RowSlices(int[] Parts, IReadOnlyList<string> Names, IReadOnlyList<int> Sizes)
{
    private const string Missing = "(missing)";

    /// <summary>Most levels that become parts, the commonest first: a reader looks at no more.</summary>
    private const int MaxLevels = 12;

    /// <summary>Numbers with more levels are cut into quarters.</summary>
    private const int MaxNumbers = 12;

    private const int Quarters = 4;

    /// <summary>
    /// Cells that are sampled for the edges of the quarters; more would move them by less than a hundredth of the rows.
    /// </summary>
    private const int EdgeCells = 10_000;

    /// <summary>The parts by a column.</summary>
    /// <param name="maxLevels">Most levels that become parts, the commonest first.</param>
    public static RowSlices Of(DataColumn column, int maxLevels = MaxLevels) =>
        column switch
        {
            TextColumn text => ByLevel(column, text.Codes, text.Levels.Length, maxLevels),
            NumberColumn number => ByNumber(column, number.Values),
            TimeColumn time => ByNumber(column, Array.ConvertAll(time.Ticks, ticks => ticks == TimeColumn.Missing ? double.NaN : ticks)),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
        };

    private static RowSlices ByNumber(DataColumn column, double[] values)
    {
        var levels = new List<double>(MaxNumbers + 1);
        foreach (var value in values)
        {
            if (!double.IsNaN(value) && levels.BinarySearch(value) is < 0 and var place)
            {
                levels.Insert(~place, value);
                if (levels.Count > MaxNumbers)
                {
                    return ByQuarter(column, values);
                }
            }
        }

        return ByLevel(
            column,
            Array.ConvertAll(values, value => double.IsNaN(value) ? -1 : levels.BinarySearch(value)),
            levels.Count,
            MaxNumbers
        );
    }

    private static RowSlices ByLevel(DataColumn column, int[] codes, int levels, int most)
    {
        var (counts, first) = (new int[levels], new int[levels]);
        for (var row = codes.Length - 1; row >= 0; row--)
        {
            if (codes[row] >= 0)
            {
                counts[codes[row]]++;
                first[codes[row]] = row;
            }
        }

        var common = Enumerable
            .Range(0, levels)
            .Where(code => counts[code] > 0)
            .OrderByDescending(code => counts[code])
            .Take(most)
            .ToArray();
        var part = Enumerable.Repeat(-1, levels).ToArray();
        for (var i = 0; i < common.Length; i++)
        {
            part[common[i]] = i;
        }

        return Cut(column, [.. common.Select(code => CellWriter.Write(column, first[code])!)], row => part[codes[row]]);
    }

    private static RowSlices ByQuarter(DataColumn column, double[] values)
    {
        var present = Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row])).ToArray();
        var step = (present.Length / EdgeCells) + 1;
        var sorted = present.Where((_, i) => i % step == 0).OrderBy(row => values[row]).ToArray();
        var edges = Enumerable
            .Range(1, Quarters - 1)
            .Select(i => sorted[i * (sorted.Length - 1) / Quarters])
            .DistinctBy(row => values[row])
            .ToArray();
        var bounds = Array.ConvertAll(edges, row => values[row]);
        string Edge(int i) => CellWriter.Write(column, edges[i])!;
        var names = Enumerable
            .Range(0, edges.Length + 1)
            .Select(i =>
                i == 0 ? $"up to {Edge(0)}"
                : i == edges.Length ? $"above {Edge(i - 1)}"
                : $"above {Edge(i - 1)} up to {Edge(i)}"
            );
        return Cut(
            column,
            [.. names],
            row =>
            {
                var part = 0;
                while (part < bounds.Length && values[row] > bounds[part])
                {
                    part++;
                }

                return part;
            }
        );
    }

    private static RowSlices Cut(DataColumn column, string[] names, Func<int, int> partOf)
    {
        var (parts, sizes) = (new int[column.Length], new int[names.Length + 1]);
        for (var row = 0; row < parts.Length; row++)
        {
            parts[row] = column.IsMissing(row) ? names.Length : partOf(row);
            _ = parts[row] >= 0 ? sizes[parts[row]]++ : 0;
        }

        return new(parts, [.. names, Missing], sizes);
    }
}
