using MLOpsFunctions.Data;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

/// <summary>The rows after the known ones: each series from its own last value, in the steps in which it is written.</summary>
public sealed class NextStepsTests
{
    [Fact]
    public void Each_series_goes_on_after_its_own_last_value_with_what_never_changes_in_it()
    {
        var known = new DataFrame(
            [
                Days("2024-03-01", "2024-03-02", "2024-03-03", "2024-03-01", "2024-03-02", "2024-03-04"),
                new TextColumn("shop", [0, 0, 0, 1, 1, 1], ["b", "a"]),
                new NumberColumn("size", [5, 5, 5, 7, 7, 7]),
                new NumberColumn("sales", [1, 2, 3, 4, 5, double.NaN]),
            ],
            6
        );

        var next = NextSteps.After(Plan(new(StepUnit.Ticks, TimeSpan.TicksPerDay, 0), ["shop"], ["size"]), known, 2);

        Assert.Equal(
            ["a 2024-03-03 7", "a 2024-03-04 7", "b 2024-03-04 5", "b 2024-03-05 5"],
            Enumerable
                .Range(0, 4)
                .Select(row =>
                    $"{CellWriter.Write(next.Find("shop")!, row)} {CellWriter.Write(next.Find("day")!, row)![..10]} "
                    + $"{CellWriter.Write(next.Find("size")!, row)}"
                )
        );
    }

    [Theory]
    [InlineData("2024-01-31 2024-02-29", 1, "2024-03-31 2024-04-30")]
    [InlineData("2024-01-30 2024-02-29 2024-03-30", 1, "2024-04-30 2024-05-30")]
    [InlineData("2023-07-01 2023-10-01", 3, "2024-01-01 2024-04-01")]
    [InlineData("2022-12-31 2023-12-31", 12, "2024-12-31 2025-12-31")]
    public void Months_keep_their_day_and_the_last_stays_the_last(string days, int months, string expected)
    {
        var column = Days(days.Split(' '));
        var known = new DataFrame([column, new NumberColumn("sales", [.. column.Ticks.Select(_ => 1.0)])], column.Length);

        var next = NextSteps.After(
            Plan(
                TimeGrid.Find(
                    column,
                    [
                        [.. Enumerable.Range(0, column.Length)],
                    ]
                ),
                [],
                []
            ),
            known,
            2
        );

        Assert.Equal(
            months,
            TimeGrid
                .Find(
                    column,
                    [
                        [.. Enumerable.Range(0, column.Length)],
                    ]
                )
                .Length
        );
        Assert.Equal(expected.Split(' '), Enumerable.Range(0, 2).Select(row => CellWriter.Write(next.Find("day")!, row)![..10]));
    }

    [Fact]
    public void Numbers_go_on_and_rows_follow_each_other()
    {
        var known = new DataFrame([new NumberColumn("day", [1990, 1992]), new NumberColumn("sales", [1, 2])], 2);

        Assert.Equal(
            [1994, 1996],
            ((NumberColumn)NextSteps.After(Plan(new(StepUnit.Numbers, 2, 1990), [], []), known, 2).Find("day")!).Values
        );
        Assert.Equal(3, NextSteps.After(Plan(new(StepUnit.Rows, 1, 0), [], []) with { Time = null }, known, 3).RowCount);
    }

    [Fact]
    public void More_rows_than_can_be_held_are_refused() =>
        Assert.Contains(
            "too many steps",
            Assert
                .Throws<ProblemException>(() =>
                    NextSteps.After(
                        Plan(new(StepUnit.Rows, 1, 0), [], []) with
                        {
                            Time = null,
                        },
                        new([new NumberColumn("sales", [1])], 1),
                        NextSteps.MaxRows + 1
                    )
                )
                .Message
        );

    private static SeriesPlan Plan(TimeGrid grid, string[] keys, string[] known) =>
        new("sales", "day", keys, grid, 2, [], known, 0, 1, null, null);

    private static TimeColumn Days(params string[] days) =>
        new("day", [.. days.Select(day => DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture).Ticks)]);
}
