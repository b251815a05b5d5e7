using MLOpsFunctions.Data;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class TimeGridTests
{
    [Theory]
    [InlineData("2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-06-30", StepUnit.Months, 1.0, "0 1 2 3 5", 18)]
    [InlineData("2023-01-01 2023-04-01 2023-07-01 2024-01-01", StepUnit.Months, 3.0, "0 1 2 4", 8)]
    [InlineData("1999-01-01 2000-01-01 2001-01-01 2004-01-01", StepUnit.Months, 12.0, "0 1 2 5", 6)]
    [InlineData("2024-01-01 2024-01-08 2024-01-15 2024-01-29", StepUnit.Ticks, 7.0 * TimeSpan.TicksPerDay, "0 1 2 4", 13)]
    [InlineData("2024-03-29 2024-03-30 2024-03-30T23:00 2024-03-31T23:00", StepUnit.Ticks, (double)TimeSpan.TicksPerDay, "0 1 2 3", 14)]
    [InlineData(
        "2024-01-01T00:30 2024-01-01T01:30 2024-01-01T02:30 2024-01-01T06:30",
        StepUnit.Ticks,
        (double)TimeSpan.TicksPerHour,
        "0 1 2 6",
        48
    )]
    public void Steps_are_what_times_are_written_in(string times, StepUnit unit, double length, string expected, int horizon)
    {
        var column = new TimeColumn(
            "t",
            [
                .. times.Split(' ').Select(time => DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture).Ticks),
                TimeColumn.Missing,
            ]
        );
        int[] rows = [.. Enumerable.Range(0, column.Length)];

        var grid = TimeGrid.Find(column, [rows]);

        Assert.Equal((unit, length), (grid.Unit, grid.Length));
        Assert.Equal([.. expected.Split(' ').Select(long.Parse), TimeGrid.None], rows.Select(row => grid.StepOf(column, row)));
        Assert.Equal(horizon, SeasonalityDetector.Horizon(grid));
    }

    [Fact]
    public void Numbers_and_rows_have_steps_too()
    {
        var years = new NumberColumn("year", [1990, 1992, 1994, 1998, double.NaN]);

        var grid = TimeGrid.Find(
            years,
            [
                [0, 1, 2, 3, 4],
            ]
        );

        Assert.Equal([0, 1, 2, 4, TimeGrid.None], Enumerable.Range(0, 5).Select(row => grid.StepOf(years, row)));
        Assert.Equal(
            3,
            TimeGrid
                .Find(
                    null,
                    [
                        [0, 1, 2, 3],
                    ]
                )
                .StepOf(null, 3)
        );
    }

    [Fact]
    public void Rows_that_all_lie_at_one_time_are_no_series()
    {
        var column = new TimeColumn("t", [1, 1, 1]);

        Assert.Contains(
            "'t'",
            Assert
                .Throws<ProblemException>(() =>
                    TimeGrid.Find(
                        column,
                        [
                            [0, 1, 2],
                        ]
                    )
                )
                .Message
        );
    }

    [Fact]
    public void A_season_of_unknown_length_is_found_where_there_is_one()
    {
        var random = new Random(1);
        Assert.Equal([9], Seasons(step => Math.Sin(2 * Math.PI * step / 9) + (0.1 * random.NextDouble())));
        Assert.Empty(Seasons(_ => random.NextDouble()));
        Assert.Empty(Seasons(_ => 4));
        Assert.Empty(Seasons(step => 100 * Math.Pow(1.03, step) * (1 + (0.01 * random.NextDouble()))));
    }

    [Theory]
    [InlineData(StepUnit.Months, 1, 12)]
    [InlineData(StepUnit.Months, 3, 4)]
    [InlineData(StepUnit.Months, 5, null)]
    [InlineData(StepUnit.Months, 12, null)]
    [InlineData(StepUnit.Ticks, 6 * (double)TimeSpan.TicksPerHour, 4)]
    [InlineData(StepUnit.Ticks, 5 * (double)TimeSpan.TicksPerHour, null)]
    [InlineData(StepUnit.Ticks, 365 * (double)TimeSpan.TicksPerDay, null)]
    public void A_season_of_the_calendar_is_a_whole_number_of_steps(StepUnit unit, double length, int? shortest)
    {
        var history = new SeriesHistory(
            new(StringComparer.Ordinal) { [""] = new([.. Enumerable.Range(0, 200).Select(step => (long)step)], new double[200]) }
        );

        var seasons = SeasonalityDetector.Of(new(unit, length, 0), history);

        Assert.Equal(shortest, seasons.Count > 0 ? seasons[0] : null);
    }

    [Theory]
    [InlineData(1900, true)]
    [InlineData(0, false)]
    public void Years_have_no_season_however_they_seem_to_repeat_themselves(int first, bool areYears)
    {
        var history = new SeriesHistory(
            new(StringComparer.Ordinal)
            {
                [""] = new(
                    [.. Enumerable.Range(0, 120).Select(step => (long)step)],
                    [.. Enumerable.Range(0, 120).Select(step => 50 + Math.Sin(2 * Math.PI * step / 9))]
                ),
            }
        );

        Assert.Equal(areYears ? [] : [9], SeasonalityDetector.Of(new(StepUnit.Numbers, 1, first), history));
    }

    [Fact]
    public void Random_times_lie_on_no_step_and_days_do_even_in_summer_time()
    {
        var random = new Random(3);
        var (days, noise) = (
            new TimeColumn(
                "t",
                [
                    .. Enumerable
                        .Range(0, 300)
                        .Where(day => day % 7 != 3)
                        .Select(day => new DateTime(2024, 1, 1).AddDays(day).AddHours(day > 90 ? -1 : 0).Ticks),
                ]
            ),
            new TimeColumn("t", [.. Enumerable.Range(0, 300).Select(_ => random.NextInt64(1, 1L << 50))])
        );

        Assert.Equal(
            1,
            TimeGrid
                .Find(
                    days,
                    [
                        [.. Enumerable.Range(0, days.Length)],
                    ]
                )
                .ShareOnSteps(days)
        );
        Assert.InRange(
            TimeGrid
                .Find(
                    noise,
                    [
                        [.. Enumerable.Range(0, noise.Length)],
                    ]
                )
                .ShareOnSteps(noise),
            0,
            0.3
        );
        Assert.Equal(
            1,
            TimeGrid
                .Find(
                    null,
                    [
                        [0, 1, 2],
                    ]
                )
                .ShareOnSteps(null)
        );
    }

    [Fact]
    public void The_held_out_time_is_forecast_in_stretches_each_from_before_it_began() =>
        Assert.Equal([9, 9, 9, 12, 12, 9, 9], Backtest.RollingOrigins([10, 11, 12, 13, 14, 10, TimeGrid.None], horizon: 3));

    [Fact]
    public void Held_out_rows_are_seen_from_every_distance_at_which_none_of_them_before_the_first_was_known()
    {
        var (seen, steps, origins) = Backtest.HeldOutOrigins([4, 5, 6, 7], [10, 11, 12, TimeGrid.None], horizon: 2, seed: 1);

        Assert.Equal([4, 5, 5, 6, 6, 7], seen);
        Assert.Equal([(10, 9), (11, 9), (11, 10), (12, 10), (12, 11)], steps.Zip(origins).Take(5).Order());
        Assert.Equal(TimeGrid.None, origins[5]);

        // Of many rows one look each is enough, from all distances alike.
        int[] many = [.. Enumerable.Range(0, 9_000)];
        var one = Backtest.HeldOutOrigins(many, Array.ConvertAll(many, row => (long)row), horizon: 5, seed: 1);
        Assert.Equal(many, one.Rows);
        Assert.All(
            one.Steps.Zip(one.Origins, (step, origin) => step - origin).CountBy(ahead => ahead),
            distance => Assert.InRange(distance.Value, 1_600, 2_000)
        );
    }

    [Fact]
    public void Training_rows_are_seen_from_every_distance_up_to_the_horizon()
    {
        int[] rows = [.. Enumerable.Range(0, 9_000)];
        var (seen, steps, origins) = Backtest.TrainingOrigins(rows, Array.ConvertAll(rows, row => (long)row), horizon: 5, seed: 1);

        // Nine thousand rows are few: each is seen from three of the five distances.
        Assert.Equal(27_000, seen.Length);
        Assert.All(seen.Zip(steps, (row, step) => (row, step)), entry => Assert.Equal(entry.row, entry.step));
        Assert.Equal([1, 2, 3, 4, 5], steps.Zip(origins, (step, origin) => step - origin).Distinct().Order());
        Assert.All(
            seen.Zip(steps.Zip(origins, (step, origin) => step - origin)).GroupBy(pair => pair.First, pair => pair.Second),
            distances => Assert.Equal(3, distances.Distinct().Count())
        );
    }

    private static IReadOnlyList<int> Seasons(Func<int, double> value)
    {
        var frame = new DataFrame([new NumberColumn("y", [.. Enumerable.Range(0, 200).Select(value)])], 200);
        var grid = TimeGrid.Find(
            null,
            [
                [.. Enumerable.Range(0, 200)],
            ]
        );
        return SeasonalityDetector.Of(grid, SeriesHistory.Of(frame, "y", null, [], grid));
    }
}
