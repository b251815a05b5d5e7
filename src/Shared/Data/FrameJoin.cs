namespace MLOpsFunctions.Data;

/// <summary>
/// Puts the rows of a later file behind those of an earlier data set, each row once. The same two frames always make the
/// same one.
/// </summary>
public static class FrameJoin
{
    /// <summary>
    /// The rows of both. Without a key, rows of the file that are exact copies of earlier ones are left out. With one, rows
    /// of the file replace earlier rows with their key, and of several with one key in the file the last counts.
    /// </summary>
    /// <param name="earlier">The data set so far.</param>
    /// <param name="later">The file's rows; it has every column of the data set, of the same type, and may have more.
    /// Those are missing in the earlier rows.</param>
    /// <param name="key">The columns that name a row; empty: all its cells do.</param>
    public static (DataFrame Frame, long Added, long Replaced, long Present) Join(
        DataFrame earlier,
        DataFrame later,
        IReadOnlyList<string> key
    )
    {
        var columns = earlier.Columns.Concat(later.Columns.Where(column => earlier.Find(column.Name) is null)).ToList();
        earlier = new([.. columns.Select(column => earlier.Find(column.Name) ?? Missing(column, earlier.RowCount))], earlier.RowCount);
        later = new([.. columns.Select(column => later.Find(column.Name)!)], later.RowCount);
        var known = RowsDigest.EachOf(earlier).ToHashSet();
        bool[] isCopy = [.. RowsDigest.EachOf(later).Select(known.Contains)];
        var present = isCopy.LongCount(copy => copy);
        if (key.Count == 0)
        {
            return (Stack(earlier, All(earlier), later, Rows(later, row => !isCopy[row])), later.RowCount - present, 0, present);
        }

        var last = new Dictionary<UInt128, int>();
        foreach (var (row, name) in RowsDigest.EachOf(Only(later, key)).Index())
        {
            last[name] = row;
        }

        UInt128[] names = [.. RowsDigest.EachOf(Only(earlier, key))];
        var (kept, newest) = (Rows(earlier, row => !last.ContainsKey(names[row])), last.Values.ToHashSet());
        var taken = Rows(later, newest.Contains);
        var standing = names.ToHashSet();
        var added = last.LongCount(entry => !standing.Contains(entry.Key));
        return (Stack(earlier, kept, later, taken), added, later.RowCount - added - present, present);
    }

    private static int[] All(DataFrame frame) => [.. Enumerable.Range(0, frame.RowCount)];

    private static int[] Rows(DataFrame frame, Func<int, bool> isTaken) => [.. Enumerable.Range(0, frame.RowCount).Where(isTaken)];

    private static DataFrame Only(DataFrame frame, IReadOnlyList<string> columns) =>
        new([.. columns.Select(name => frame.Find(name)!)], frame.RowCount);

    private static DataColumn Missing(DataColumn like, int rows) =>
        like switch
        {
            NumberColumn => new NumberColumn(like.Name, [.. Enumerable.Repeat(double.NaN, rows)]),
            TimeColumn => new TimeColumn(like.Name, [.. Enumerable.Repeat(TimeColumn.Missing, rows)]),
            _ => new TextColumn(like.Name, [.. Enumerable.Repeat(-1, rows)], []),
        };

    private static DataFrame Stack(DataFrame first, int[] firstRows, DataFrame second, int[] secondRows) =>
        new(
            [.. first.Columns.Select((column, i) => Stack(column.Take(firstRows), second.Columns[i].Take(secondRows)))],
            firstRows.Length + secondRows.Length
        );

    private static DataColumn Stack(DataColumn first, DataColumn second) =>
        (first, second) switch
        {
            (NumberColumn one, NumberColumn two) => new NumberColumn(one.Name, [.. one.Values, .. two.Values]),
            (TimeColumn one, TimeColumn two) => new TimeColumn(one.Name, [.. one.Ticks, .. two.Ticks]),
            (TextColumn one, TextColumn two) => Stack(one, two),
            _ => throw new ArgumentException($"Column '{first.Name}' is of two types."),
        };

    private static TextColumn Stack(TextColumn first, TextColumn second)
    {
        var levels = new List<string>(first.Levels);
        var codes = first.Levels.Index().ToDictionary(level => level.Item, level => level.Index, StringComparer.Ordinal);
        var map = Array.ConvertAll(
            second.Levels,
            level =>
            {
                if (codes.TryAdd(level, levels.Count))
                {
                    levels.Add(level);
                }

                return codes[level];
            }
        );
        int[] joined = [.. first.Codes, .. second.Codes.Select(code => code < 0 ? -1 : map[code])];
        return new TextColumn(first.Name, joined, [.. levels]).WithoutUnusedLevels();
    }
}
