using MLOpsFunctions.Data;

namespace MLOpsFunctions.Forecasting;

/// <summary>The rows that come after the known ones: for each series the next steps after its last value.</summary>
internal static class NextSteps
{
    /// <summary>Most rows: far more than a person reads, and few enough to hold.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>The rows, series by series in order of their names, each in order of time.</summary>
    /// <param name="plan">How the series run.</param>
    /// <param name="known">The rows that are known, with the columns that tell the series apart and those that never
    /// change within one.</param>
    /// <param name="steps">How many steps, 1 or more.</param>
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

    /// <summary>The time so many steps later, row by row.</summary>
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

    /// <summary>Months keep their day, and the last day of a month stays the last.</summary>
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
