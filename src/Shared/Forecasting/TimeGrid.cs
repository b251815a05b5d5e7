using MLOpsFunctions.Data;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The regular steps of time series. It numbers the instants, so that the same hour of yesterday is 24 steps back.
/// </summary>
/// <param name="Unit">The unit of a step.</param>
/// <param name="Length">The number of units in a step, above 0.</param>
/// <param name="Origin">The instant of step 0, in ticks, months since year 0, or the column's own numbers.</param>
public sealed record TimeGrid(StepUnit Unit, double Length, double Origin)
{
    /// <summary>The step of a row without a time.</summary>
    internal const long None = long.MinValue;

    /// <summary>The greatest distance from the origin: a thousand years of seconds.</summary>
    private const double Farthest = 1e12;

    /// <summary>
    /// How far a row may lie from its step, as a share of a step: an hour of summer time is a twenty-fourth of a day.
    /// </summary>
    private const double OnStep = 0.05;

    /// <summary>The least step of months, in ticks: a short February.</summary>
    private const double LeastMonth = 28 * (double)TimeSpan.TicksPerDay;

    private const double MeanMonth = 365.25 / 12 * TimeSpan.TicksPerDay;

    /// <summary>The step of a row.</summary>
    /// <param name="column">The time column; null: rows are in order.</param>
    internal long StepOf(DataColumn? column, int row)
    {
        var at = (Unit, column) switch
        {
            (StepUnit.Rows, _) => row,
            (_, null) => double.NaN,
            (StepUnit.Numbers, NumberColumn number) => Math.Round((number.Values[row] - Origin) / Length),
            (StepUnit.Ticks, TimeColumn time) when !time.IsMissing(row) => Math.Round((time.Ticks[row] - (long)Origin) / Length),
            (StepUnit.Months, TimeColumn time) when !time.IsMissing(row) => Math.Floor((MonthOf(time.Ticks[row]) - Origin) / Length),
            _ => double.NaN,
        };
        return Math.Abs(at) <= Farthest ? (long)at : None;
    }

    /// <summary>The share of rows with a time that lie on a step, to a twentieth of one; 1 if every row must.</summary>
    internal double ShareOnSteps(DataColumn? column)
    {
        double[] places = (Unit, column) switch
        {
            (StepUnit.Ticks, TimeColumn time) =>
            [
                .. Enumerable
                    .Range(0, time.Length)
                    .Where(row => !time.IsMissing(row))
                    .Select(row => (time.Ticks[row] - (long)Origin) / Length),
            ],
            (StepUnit.Numbers, NumberColumn number) =>
            [
                .. number.Values.Where(value => !double.IsNaN(value)).Select(value => (value - Origin) / Length),
            ],
            _ => [],
        };
        return places.Length == 0 ? 1 : places.Count(place => Math.Abs(place - Math.Round(place)) <= OnStep) / (double)places.Length;
    }

    /// <summary>Whether the grid is valid.</summary>
    internal bool IsValid =>
        Enum.IsDefined(Unit) && Length > 0 && double.IsFinite(Length) && double.IsFinite(Origin) && Math.Abs(Origin) < long.MaxValue;

    /// <summary>Finds the step: the commonest distance between rows of a series; among equals the shortest.</summary>
    /// <param name="time">The time column; null: rows are in order.</param>
    /// <param name="series">The rows of each series.</param>
    /// <exception cref="ProblemException">All rows of each series have one time, or the column cannot be ordered.</exception>
    internal static TimeGrid Find(DataColumn? time, IReadOnlyList<int[]> series)
    {
        switch (time)
        {
            case null:
                return new(StepUnit.Rows, 1, 0);
            case TimeColumn column:
                var ticks = series
                    .Select(rows => rows.Where(row => !column.IsMissing(row)).Select(row => column.Ticks[row]).Distinct().Order().ToArray())
                    .Where(times => times.Length > 0)
                    .ToList();
                var length = Commonest(ticks.SelectMany(times => times.Zip(times.Skip(1), (a, b) => b - a)), time.Name);
                return length >= LeastMonth && ticks.TrueForAll(AreMonths)
                    ? new(StepUnit.Months, Math.Max(1, Math.Round(length / MeanMonth)), ticks.Min(times => MonthOf(times[0])))
                    : new(StepUnit.Ticks, length, ticks.Min(times => times[0]));
            case NumberColumn column:
                var numbers = series
                    .Select(rows =>
                        rows.Select(row => column.Values[row]).Where(value => !double.IsNaN(value)).Distinct().Order().ToArray()
                    )
                    .Where(times => times.Length > 0)
                    .ToList();
                return new(
                    StepUnit.Numbers,
                    Commonest(numbers.SelectMany(times => times.Zip(times.Skip(1), (a, b) => b - a)), time.Name),
                    numbers.Min(times => times[0])
                );
            default:
                throw new ProblemException(
                    new(
                        "The time column cannot be ordered",
                        $"texts in '{time.Name}'",
                        "dates, instants or numbers",
                        $"column '{time.Name}'",
                        "Write dates as 2026-01-31 or 2026-01-31T13:45:00Z"
                    )
                );
        }
    }

    private static T Commonest<T>(IEnumerable<T> distances, string column)
        where T : notnull
    {
        var counts = new Dictionary<T, int>();
        foreach (var distance in distances)
        {
            counts[distance] = counts.GetValueOrDefault(distance) + 1;
        }

        return counts.Count == 0
            ? throw new ProblemException(
                new(
                    "There is no series to look ahead in",
                    "one row a series",
                    "several rows a series, one after the other",
                    $"column '{column}'",
                    "check which column has the role group"
                )
            )
            : counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).First().Key;
    }

    /// <summary>Whether all times are on one day of their months, or each on the last day of its month.</summary>
    private static bool AreMonths(long[] ticks)
    {
        var first = new DateTime(ticks[0]);
        return Array.TrueForAll(ticks, at => new DateTime(at) is var day && (day.Day == first.Day || day.AddDays(1).Day == 1));
    }

    private static double MonthOf(long ticks)
    {
        var at = new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks));
        return (at.Year * 12) + at.Month - 1;
    }
}

public enum StepUnit
{
    /// <summary>Ticks of 100 nanoseconds.</summary>
    Ticks,

    /// <summary>Calendar months.</summary>
    Months,

    /// <summary>The numbers of a column.</summary>
    Numbers,

    /// <summary>Rows in their order.</summary>
    Rows,
}
