using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Finds what a forecast needs to know of its rows: the column that says when, and the columns that tell the series
/// apart. What was declared wins.
/// </summary>
internal static class SeriesColumnDetector
{
    /// <summary>
    /// Share of rows that may share a time with another of their series: clocks are set back once a year, and exports
    /// repeat a row.
    /// </summary>
    private const double MaxShared = 0.005;

    /// <summary>Fewest rows a series, on average: of fewer nothing can be learned about how they go on.</summary>
    private const int MinRowsOfSeries = 3;

    /// <summary>Columns that are tried two by two.</summary>
    private const int MaxPaired = 12;

    /// <summary>Names of columns that number the steps.</summary>
    private static readonly string[] Counters = ["t", "step", "period", "index", "year", "month", "week", "day", "hour", "date", "time"];

    /// <summary>The roles, completed.</summary>
    /// <exception cref="ProblemException">Rows share their times and no columns tell them apart.</exception>
    public static ColumnRoles Resolve(DataFrame frame, ColumnRoles roles, DeclaredColumns plan)
    {
        var (byColumn, notes) = (new Dictionary<string, ColumnRole>(roles.ByColumn, StringComparer.Ordinal), new List<Note>(roles.Notes));
        var time = frame.Columns.FirstOrDefault(column => byColumn[column.Name] == ColumnRole.Time) ?? Counter(frame, byColumn, plan);
        if (time is null)
        {
            notes.Add(ColumnNotes.NoTime());
            return new(byColumn, roles.Label, notes);
        }

        if (byColumn[time.Name] != ColumnRole.Time)
        {
            byColumn[time.Name] = ColumnRole.Time;
            notes.Add(ColumnNotes.TakenAsTime(time.Name));
        }

        var times = Times(time);
        string[] groups = [.. frame.Columns.Where(column => byColumn[column.Name] == ColumnRole.Group).Select(column => column.Name)];
        if (groups.FirstOrDefault(group => plan.Pii(group) is PiiHandling.Mask or PiiHandling.Drop) is { } hidden)
        {
            throw new ProblemException(
                new(
                    $"The series could not be told apart by '{hidden}'",
                    $"pii {plan.Pii(hidden)!.JsonName()}",
                    "pii hash, under which equal values stay equal, or none",
                    plan.File
                )
            );
        }

        if (groups.Length == 0 && Shared([times]) > MaxShared)
        {
            groups = Find(frame, byColumn, plan, times);
            Array.ForEach(groups, group => byColumn[group] = ColumnRole.Group);
            if (groups.Length > 0)
            {
                notes.Add(ColumnNotes.TakenAsSeries(groups));
            }
        }

        return Shared([times, .. groups.Select(group => Codes(frame.Find(group)!))]) is var shared && shared > MaxShared
            ? throw new ProblemException(
                new(
                    "Several rows of a series share a time",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{shared:P0} of the rows repeat a time of '{time.Name}'"
                            + $"{(groups.Length > 0 ? $" within {string.Join(" and ", groups.Select(group => $"'{group}'"))}" : "")}"
                    ),
                    "one row a time and series",
                    plan.File,
                    "give the columns that name a series the role group, or add the rows of a time up"
                )
            )
            : new(byColumn, roles.Label, notes);
    }

    /// <summary>
    /// A note where a number was taken as what is to be learned, and rows follow each other evenly in time: perhaps the
    /// next ones are asked for.
    /// </summary>
    public static IEnumerable<Note> Hint(DataFrame frame, ModelDefinition definition)
    {
        if (definition.Task != ModelTask.Regression || TimeIn(frame, definition) is not { } time || !IsOneRowAStep(frame, definition, time))
        {
            yield break;
        }

        var steps = Enumerable
            .Range(0, time.Length)
            .Where(row => !time.IsMissing(row))
            .Select(row => ValueAt(time, row))
            .Distinct()
            .Order();
        double[] distinct = [.. steps];
        var gaps = distinct.Zip(distinct.Skip(1), (a, b) => b - a).Order().ToArray();
        if (gaps.Length > 0 && gaps[^(1 + (gaps.Length / 20))] < 1.2 * gaps[gaps.Length / 20])
        {
            yield return ColumnNotes.EvenlyInTime(time.Name);
        }
    }

    /// <summary>The column that says when; else one of whole numbers that by its name does.</summary>
    private static DataColumn? TimeIn(DataFrame frame, ModelDefinition definition) =>
        (DataColumn?)frame.Columns.OfType<TimeColumn>().FirstOrDefault(column => definition.Columns[column.Name].Role == ColumnRole.Time)
        ?? frame
            .Columns.OfType<NumberColumn>()
            .FirstOrDefault(column =>
                column.Name != definition.Label && Counters.Contains(column.Name, StringComparer.OrdinalIgnoreCase) && IsWhole(column)
            );

    /// <summary>Whether each time occurs once, or once for each value of a column that may name series.</summary>
    private static bool IsOneRowAStep(DataFrame frame, ModelDefinition definition, DataColumn time)
    {
        var times = Times(time);
        return Shared([times]) <= MaxShared
            || frame.Columns.Any(column =>
                column != time
                && column.Name != definition.Label
                && (column is TextColumn || IsWhole(column))
                && Codes(column) is var codes
                && (codes.Max() + 1L) * MinRowsOfSeries <= frame.RowCount
                && Shared([times, codes]) <= MaxShared
            );
    }

    private static double ValueAt(DataColumn time, int row) =>
        time is TimeColumn ticks ? ticks.Ticks[row] : ((NumberColumn)time).Values[row];

    /// <summary>A column of whole numbers that by its name, or by how it goes up, numbers the steps.</summary>
    private static NumberColumn? Counter(DataFrame frame, Dictionary<string, ColumnRole> roles, DeclaredColumns plan)
    {
        var whole = frame
            .Columns.OfType<NumberColumn>()
            .Where(column =>
                plan.DeclaredRole(column.Name) is null
                && roles[column.Name] is ColumnRole.Feature or ColumnRole.Id
                && Array.TrueForAll(column.Values, value => value == Math.Floor(value))
            )
            .ToList();
        return whole.FirstOrDefault(column => roles[column.Name] == ColumnRole.Id)
            ?? whole.FirstOrDefault(column => Counters.Contains(column.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>
    /// The one column, or else the two, of fewest values under which every time occurs once; none where there are no
    /// such.
    /// </summary>
    private static string[] Find(DataFrame frame, Dictionary<string, ColumnRole> roles, DeclaredColumns plan, int[] times)
    {
        var columns = frame
            .Columns.Where(column =>
                plan.DeclaredRole(column.Name) is null
                && roles[column.Name] == ColumnRole.Feature
                && (column is TextColumn || IsWhole(column))
            )
            .Select(column => (column.Name, IsText: column is TextColumn, Codes: Codes(column), Values: 0))
            .Select(entry => entry with { Values = entry.Codes.Max() + 1 })
            .Where(entry => entry.Values > 1 && (long)entry.Values * MinRowsOfSeries <= frame.RowCount)
            .OrderByDescending(entry => entry.IsText)
            .ThenBy(entry => entry.Values)
            .ToList();
        if (columns.FirstOrDefault(entry => Shared([times, entry.Codes]) <= MaxShared) is { Name: { } one })
        {
            return [one];
        }

        var pairs = columns.Take(MaxPaired).SelectMany((first, i) => columns.Take(MaxPaired).Skip(i + 1).Select(second => (first, second)));
        return
            pairs.FirstOrDefault(pair => Shared([times, pair.first.Codes, pair.second.Codes]) <= MaxShared)
                is { first.Name: { } a, second.Name: { } b }
            ? [a, b]
            : [];
    }

    private static bool IsWhole(DataColumn column) =>
        column is NumberColumn number && Array.TrueForAll(number.Values, value => value == Math.Floor(value));

    /// <summary>The share of rows of which an earlier one has the same codes.</summary>
    private static double Shared(int[][] codes)
    {
        var (rows, seen) = (codes[0].Length, new HashSet<(int, int, int, int)>());
        for (var row = 0; row < rows; row++)
        {
            var rest = 0;
            for (var i = 3; i < codes.Length; i++)
            {
                rest = (rest * 31) + codes[i][row];
            }

            seen.Add((codes[0][row], codes.Length > 1 ? codes[1][row] : 0, codes.Length > 2 ? codes[2][row] : 0, rest));
        }

        return rows == 0 ? 0 : (rows - seen.Count) / (double)rows;
    }

    /// <summary>The codes of times. Rows without one are of no series, and share it with none.</summary>
    private static int[] Times(DataColumn time) => [.. Codes(time).Select((code, row) => time.IsMissing(row) ? -1 - row : code)];

    /// <summary>A number for each distinct cell, a missing one included.</summary>
    private static int[] Codes(DataColumn column)
    {
        var codes = new Dictionary<long, int>();
        return
        [
            .. Enumerable
                .Range(0, column.Length)
                .Select(row =>
                {
                    var cell = column switch
                    {
                        NumberColumn number => BitConverter.DoubleToInt64Bits(number.Values[row]),
                        TextColumn text => text.Codes[row],
                        _ => ((TimeColumn)column).Ticks[row],
                    };
                    return codes.TryGetValue(cell, out var code) ? code : codes[cell] = codes.Count;
                }),
        ];
    }
}
