using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Features.Series;
using MLOpsFunctions.Shared.Tests.Features.Series;
using MLOpsFunctions.Training.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Training.Forecasting;

public sealed class ErrorIntervalTests
{
    [Fact]
    public void It_holds_its_share_of_errors_as_those_that_it_was_made_of_at_every_distance()
    {
        var random = new Random(5);
        (double Error, double Ahead)[] Draw(int count) => [.. Enumerable.Range(0, count).Select(row => (Error: (1 + (row % 10)) * ((2 * random.NextDouble()) - 1), Ahead: 1.0 + (row % 10)))];
        var seen = Draw(2_000);

        var interval = ErrorInterval.Fit([.. seen.Select(row => row.Error)], [.. seen.Select(row => row.Ahead)], stretches: 200, horizon: 10, share: 0.8);

        Assert.All(Draw(20_000).GroupBy(row => row.Ahead), group => Assert.InRange(group.Average(row => Math.Abs(row.Error) <= interval.Widths[(int)group.Key - 1] ? 1.0 : 0), 0.72, 0.88));
        Assert.Equal(interval.Widths, interval.Widths.Order());
    }

    [Fact]
    public void Errors_of_few_stretches_make_it_wider()
    {
        double Width(int stretches) => ErrorInterval.Fit([1, -2, 3, -4], [1, 2, 3, 4], stretches, horizon: 4, share: 0.8).Widths[3];

        // (1.2816 squared + 1) / 4 more, divided by the number of stretches.
        Assert.Equal(1 + (2.6424 / 8), Width(2) / Width(1_000_000), 1e-3);
    }

    [Fact]
    public void Errors_of_series_of_which_nothing_was_known_make_it_no_wider()
    {
        var known = ErrorInterval.Fit([1, -2, 3, -4], [1, 2, 3, 4], stretches: 4, horizon: 4, share: 0.8);

        Assert.Equal(known.Widths, ErrorInterval.Fit([1, 900, -2, 3, -4, 700], [1, double.NaN, 2, 3, 4, double.NaN], stretches: 4, horizon: 4, share: 0.8).Widths);
        Assert.All(ErrorInterval.Fit([5, 5], [double.NaN, double.NaN], stretches: 4, horizon: 4, share: 0.8).Widths, width => Assert.True(width >= 5));
    }

    [Fact]
    public void Distances_without_errors_are_as_wide_as_the_one_before()
    {
        var widths = ErrorInterval.Fit([1, 1, 4, 4], [1, 1, 3, 3], stretches: 9, horizon: 5, share: 0.5).Widths;

        Assert.Equal(widths[0], widths[1]);
        Assert.Equal([4 * widths[0], 4 * widths[0], 4 * widths[0]], widths.Skip(2), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(ErrorInterval.Fit([0, 0], [1, 2], stretches: 1, horizon: 2, share: 0.8).Widths, width => Assert.Equal(0, width));
        Assert.All(ErrorInterval.Fit([double.MaxValue, -1], [1, 2], stretches: 1, horizon: 2, share: 0.99).Widths, width => Assert.True(double.IsFinite(width)));
    }

    [Fact]
    public void It_lies_around_the_answer_in_units_of_the_series_and_not_below_what_no_answer_does()
    {
        var frame = SeriesFrames.Make();
        int[] rows = [.. Enumerable.Range(0, frame.RowCount)];
        var plan = SeriesPlan.Fit(frame, SeriesFrames.Schema, rows[..300], rows[300..], "sales", new() { Horizon = 3 });
        var asked = new DataFrame([new NumberColumn(SeriesNames.Ahead("sales"), [1, 3, double.NaN])], 3);

        var (lows, highs) = new ErrorInterval(0.8, [0.5, 1, 2]).Around(plan, asked, new SeriesScale([0, 0, 0], [10, 10, 1], 0), [7, 7, 7], threads: 1);

        Assert.Equal([2, 0, 5], lows);
        Assert.Equal([12, 27, 9], highs);
    }

    [Fact]
    public void Wide_intervals_and_truths_outside_are_scored_the_worse()
    {
        var interval = new ErrorInterval(0.8, [1]);

        Assert.Equal(4, interval.ScoreOf(([0, 0], [4, 4]), [1, 3]));
        Assert.Equal(4 + (10 * 1 / 2.0), interval.ScoreOf(([0, 0], [4, 4]), [1, 5]), 1e-9);
    }
}
