using MLOpsFunctions.Data;

namespace MLOpsFunctions.Forecasting;

/// <summary>Makes the rows that follow the known ones: for each series the next steps after its last value.</summary>
internal static class NextSteps
{
    /// <summary>Most rows: more than a person reads, and few enough for memory.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>The rows, ordered by the names of the series and then by time.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="known">The known rows, with the key columns and the columns that are constant within a series.</param>
    /// <param name="steps">The number of steps, 1 or more.</param>
    /// <exception cref="ProblemException">There would be too many rows.</exception>
    public static DataFrame After(SeriesPlan plan, DataFrame known, int steps)
    {
        var last = LastRows(plan, known);
        if ((long)last.Length * steps > MaxRows)
        {
            throw new ProblemException(
                new(
                    "These are too many steps",
                    FormattableString.Invariant($"{steps:N0} steps of {last.Length:N0} series"),
                    FormattableString.Invariant($"{MaxRows:N0} rows at most"),
                    "--steps",
                    "ask for fewer steps, or for some series by --file"
                )
            );
        }

        int[] rows = [.. last.SelectMany(row => Enumerable.Repeat(row, steps))];
        int[] ahead = [.. last.SelectMany(_ => Enumerable.Range(1, steps))];
        var columns = plan.Keys.Concat(plan.Known).Select(name => known.Find(name)!.Take(rows)).ToList();
        if (plan.Time is { } time)
        {
            columns.Add(Later(plan, known.Find(time)!, rows, ahead));
        }

        return new(columns, rows.Length);
    }

    /// <summary>The last row of each series that has a value and a time.</summary>
    private static int[] LastRows(SeriesPlan plan, DataFrame known)
    {
        var (keys, label) = (SeriesHistory.Keys(known, plan.Keys), known.Find(plan.Label)!);
        var steps = plan.StepsOf(known, [.. Enumerable.Range(0, known.RowCount)]);
        return
        [
            .. Enumerable
                .Range(0, known.RowCount)
                .Where(row => steps[row] != TimeGrid.None && !label.IsMissing(row))
                .GroupBy(row => keys[row], StringComparer.Ordinal)
                .OrderBy(series => series.Key, StringComparer.Ordinal)
                .Select(series => series.MaxBy(row => steps[row])),
        ];
    }

    /// <summary>The time so many steps later, for each row.</summary>
    private static DataColumn Later(SeriesPlan plan, DataColumn time, int[] rows, int[] ahead) =>
        time switch
        {
            TimeColumn instants => new TimeColumn(
                time.Name,
                [.. rows.Zip(ahead, (row, step) => Later(plan.Grid, instants.Ticks[row], step))]
            ),
            _ => new NumberColumn(
                time.Name,
                [.. rows.Zip(ahead, (row, step) => ((NumberColumn)time).Values[row] + (step * plan.Grid.Length))]
            ),
        };

    /// <summary>Months keep their day; the last day of a month stays the last.</summary>
    private static long Later(TimeGrid grid, long ticks, int steps)
    {
        if (grid.Unit != StepUnit.Months)
        {
            return Math.Min(ticks + (long)(steps * grid.Length), DateTime.MaxValue.Ticks);
        }

        var at = new DateTime(ticks);
        var months = (int)(steps * grid.Length);
        if (months > (DateTime.MaxValue.Year - at.Year) * 12)
        {
            return DateTime.MaxValue.Ticks;
        }

        var later = at.AddMonths(months);
        return at.AddDays(1).Day == 1 ? later.AddDays(DateTime.DaysInMonth(later.Year, later.Month) - later.Day).Ticks : later.Ticks;
    }
}
