using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Features.Splitting;

/// <summary>
/// The last rows in time are for the test, the last of the others for validation. Rows of one instant stay together:
/// the cut is at the nearest change of time. Rows without a time count as the oldest, because nothing shows that they
/// are later. The test spans the horizon of a forecast, if that leaves half of the time. Without a time column the
/// file's order is the order in time, because the definition asked for this kind.
/// </summary>
internal static class TimeSplit
{
    /// <summary>Sides of rows by time.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="schema">The columns' roles.</param>
    /// <param name="split">The shares.</param>
    /// <param name="horizon">Instants that the test should span, if they are no more than half of all; null: by the
    /// share.</param>
    /// <returns>The side of each row, and the rows in the order of time.</returns>
    /// <exception cref="ProblemException">There are fewer than three instants.</exception>
    public static SideAssignment Assign(DataFrame frame, IReadOnlyList<ColumnSchema> schema, SplitDefinition split, int? horizon = null)
    {
        var column = TimeOf(frame, schema);
        var (rows, changes) =
            Order(column, frame.RowCount)
            ?? throw new ProblemException(
                new(
                    "The time column cannot be ordered",
                    $"texts in '{column!.Name}'",
                    "dates, instants or numbers",
                    $"column '{column.Name}'",
                    "Write dates as 2026-01-31 or 2026-01-31T13:45:00Z"
                )
            );
        var test = Cut(changes, rows.Length, split.Test);
        if (horizon is { } ahead && 2L * ahead <= changes.Count)
        {
            test = Math.Min(test, changes[^ahead]);
        }

        var validation = Cut([.. changes.TakeWhile(change => change < test)], test, split.Validation ?? DefinitionDefaults.ValidationShare);
        if (validation == 0)
        {
            throw new ProblemException(
                new(
                    "There is too little time to hold any out",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{frame.RowCount} rows at {changes.Count + (rows.Length > 0 ? 1 : 0)} instants"
                            + $"{(column is null ? "" : $" in '{column.Name}'")}"
                    ),
                    "at least 3 instants: one to learn from, one to choose by and one to judge by",
                    Try: "Drop a file that spans more time, or choose the split random"
                )
            );
        }

        var sides = new Side[rows.Length];
        for (var i = validation; i < rows.Length; i++)
        {
            sides[rows[i]] = i < test ? Side.Validation : Side.Test;
        }

        return new(sides, rows);
    }

    /// <summary>
    /// Takes the last rows to learn from for validation, where the file says which rows are for the test and none of
    /// these is older than what is learned from: what chooses then is as near to the test as it can be. The name of the
    /// time column, null and no change where the rows are not held out by time.
    /// </summary>
    /// <param name="frame">The rows.</param>
    /// <param name="schema">The columns' roles.</param>
    /// <param name="split">The shares.</param>
    /// <param name="sides">The side of each row, none of them for validation.</param>
    public static (string Column, int[] InTime)? Halve(
        DataFrame frame,
        IReadOnlyList<ColumnSchema> schema,
        SplitDefinition split,
        Side[] sides
    )
    {
        if (TimeOf(frame, schema) is not { } column || Order(column, frame.RowCount) is not var (rows, changes))
        {
            return null;
        }

        var (instants, instant) = (new int[rows.Length], 0);
        for (var i = 0; i < rows.Length; i++)
        {
            instants[rows[i]] = instant += instant < changes.Count && changes[instant] == i ? 1 : 0;
        }

        int[] learned = [.. rows.Where(row => sides[row] == Side.Training)];
        var firstTested = instants[rows.First(row => sides[row] == Side.Test)];
        var cut = Cut(
            [.. Enumerable.Range(1, learned.Length - 1).Where(i => instants[learned[i]] != instants[learned[i - 1]])],
            learned.Length,
            split.Validation ?? DefinitionDefaults.ValidationShare
        );
        if (cut == 0 || instants[learned[^1]] > firstTested)
        {
            return null;
        }

        foreach (var row in learned.AsSpan(cut))
        {
            sides[row] = Side.Validation;
        }

        return (column.Name, rows);
    }

    /// <summary>The column with the role time; otherwise the only time column that is not left out.</summary>
    private static DataColumn? TimeOf(DataFrame frame, IReadOnlyList<ColumnSchema> schema)
    {
        var named =
            schema.FirstOrDefault(column => column.Role == ColumnRole.Time)
            ?? (
                schema.Where(column => column is { Type: ColumnType.Time, Role: not ColumnRole.Ignore }).ToArray() is [var only]
                    ? only
                    : null
            );
        return named is null ? null : frame.Find(named.Name);
    }

    /// <summary>Rows by a column, in the order of the file where there is none; null where texts have no order in time.</summary>
    private static (int[] Rows, List<int> Changes)? Order(DataColumn? column, int rows) =>
        column switch
        {
            TimeColumn time => Order(time.Ticks),
            NumberColumn number => Order(number.Values),
            null => Order(FileOrder(rows)),
            _ => null,
        };

    private static int[] FileOrder(int rows)
    {
        var order = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            order[row] = row;
        }

        return order;
    }

    /// <summary>
    /// Rows by time, and the places in that order at which the time changes. NaN, the missing number, and the missing
    /// tick value both sort first.
    /// </summary>
    private static (int[] Rows, List<int> Changes) Order<T>(T[] times)
        where T : IComparable<T>
    {
        var (sorted, rows, changes) = ((T[])times.Clone(), FileOrder(times.Length), new List<int>());
        Array.Sort(sorted, rows);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].CompareTo(sorted[i - 1]) != 0)
            {
                changes.Add(i);
            }
        }

        return (rows, changes);
    }

    /// <summary>
    /// The change of time nearest to the place that holds out this share of the first <paramref name="count"/> rows; 0
    /// where there is no change.
    /// </summary>
    private static int Cut(List<int> changes, int count, double share)
    {
        var target = count * (1 - share);
        return changes.Count == 0 ? 0 : changes.MinBy(change => Math.Abs(change - target));
    }
}
