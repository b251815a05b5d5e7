using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Features.Encoders;

/// <summary>Learns how to encode single columns from their training rows.</summary>
internal static class PlanFitter
{
    /// <summary>A tree's categories and their missing code share a byte, with one code for all other levels.</summary>
    private const int MaxNativeLevels = 250;

    /// <summary>Cells that a text may take in the dense form: at four bytes each a quarter of a gigabyte, which a small host can spare beside data and model.</summary>
    private const long MaxDenseCells = 1L << 26;

    /// <summary>Below this a text says nothing any more.</summary>
    private const int LeastWidth = 16;

    /// <summary>The plan, or null where the column does not vary over the rows and so tells nothing.</summary>
    public static ColumnPlan? Fit(DataColumn column, int[] rows, FeatureDefinition definition, FeatureEncoding encoding) => column switch
    {
        NumberColumn number => FitNumber(number, rows, encoding),
        TextColumn text => FitText(text, rows, definition, encoding),
        TimeColumn time => FitTime(time, rows, encoding),
        _ => throw new InvalidOperationException($"Column '{column.Name}' is of no known type."),
    };

    private static ColumnPlan? FitNumber(NumberColumn column, int[] rows, FeatureEncoding encoding)
    {
        var present = rows.Where(row => !column.IsMissing(row)).Select(row => column.Values[row]).ToArray();
        var missing = present.Length < rows.Length;
        if (present.Length == 0 || (!missing && Array.TrueForAll(present, value => value == present[0])))
        {
            return null;
        }

        if (encoding == FeatureEncoding.Native)
        {
            return new(column.Name, ColumnType.Number, Number: new(null, 0, false));
        }

        var scale = ScaleOf(present);
        Array.Sort(present);
        return new(column.Name, ColumnType.Number, Number: new(scale, present[present.Length / 2], missing));
    }

    private static ColumnPlan? FitText(TextColumn column, int[] rows, FeatureDefinition definition, FeatureEncoding encoding)
    {
        var counts = new int[column.Levels.Length];
        var missing = 0;
        foreach (var row in rows)
        {
            _ = column.Codes[row] < 0 ? missing++ : counts[column.Codes[row]]++;
        }

        var seen = counts.Count(count => count > 0);
        if (seen == 0 || (seen == 1 && missing == 0))
        {
            return null;
        }

        var width = encoding == FeatureEncoding.Native ? MaxNativeLevels : (int)Math.Clamp(MaxDenseCells / rows.Length, LeastWidth, int.MaxValue);
        var frequent = Enumerable.Range(0, counts.Length).Where(code => counts[code] >= Math.Min(definition.MinLevelCount, Math.Max(1, rows.Length / 20)))
            .OrderByDescending(code => counts[code]).ThenBy(code => column.Levels[code], StringComparer.Ordinal)
            .Select(code => column.Levels[code]).Take(Math.Min(definition.MaxLevels, width)).ToList();

        // Of many levels the frequent ones keep what they have to say; only the others share buckets, a fourth of the room.
        var top = frequent.Take(width - (width / 4)).ToList();
        var plan = seen > definition.MaxLevels
            ? new TextPlan(top, Math.Min(definition.HashBuckets, width - top.Count))
            : new TextPlan(frequent, 0);
        return new(column.Name, ColumnType.Text, Text: plan);
    }

    private static ColumnPlan? FitTime(TimeColumn column, int[] rows, FeatureEncoding encoding)
    {
        var present = rows.Where(row => !column.IsMissing(row)).Select(row => column.Ticks[row]).ToArray();
        if (present.Length == 0 || Array.TrueForAll(present, ticks => ticks == present[0]))
        {
            return null;
        }

        var origin = present.Min();
        var parts = Enum.GetValues<TimePart>().Where(part => part == TimePart.Elapsed || Varies(present, part, origin)).ToList();
        var scale = encoding == FeatureEncoding.Dense ? ScaleOf(Array.ConvertAll(present, ticks => TimeParts.Value(ticks, TimePart.Elapsed, origin))) : null;
        return new(column.Name, ColumnType.Time, Time: new(parts, origin, scale));
    }

    private static bool Varies(long[] ticks, TimePart part, long origin)
    {
        var first = TimeParts.Value(ticks[0], part, origin);
        return Array.Exists(ticks, other => TimeParts.Value(other, part, origin) != first);
    }

    /// <summary>Two passes in row order: no cancellation of large squares, and the same bits everywhere.</summary>
    private static Scale ScaleOf(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value / values.Length;
        }

        var (largest, squares) = (values.Max(value => Math.Abs(value - sum)), 0.0);
        foreach (var value in values)
        {
            var unit = largest > 0 ? (value - sum) / largest : 0;
            squares += unit * unit;
        }

        var deviation = largest * Math.Sqrt(squares / values.Length);
        return new(sum, deviation > 0 && double.IsFinite(deviation) ? deviation : 1);
    }
}
