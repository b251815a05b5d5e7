using MLOpsFunctions.Data;
using MLOpsFunctions.Features;
using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class ErrorIntervalTests
{
    [Fact]
    public void It_holds_its_share_of_errors_as_those_that_it_was_made_of_at_every_distance()
    {
        var random = new Random(5);
        (double Error, double Ahead)[] Draw(int count) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(row => (Error: (1 + (row % 10)) * ((2 * random.NextDouble()) - 1), Ahead: 1.0 + (row % 10))),
            ];
        var seen = Draw(2_000);

        var interval = Fit([.. seen.Select(row => row.Error)], [.. seen.Select(row => row.Ahead)], horizon: 10);

        Assert.All(
            Draw(20_000).GroupBy(row => row.Ahead),
            group => Assert.InRange(group.Average(row => Math.Abs(row.Error) <= interval.Widths[(int)group.Key - 1] ? 1.0 : 0), 0.72, 0.88)
        );
        Assert.Equal(interval.Widths, interval.Widths.Order());
    }

    [Fact]
    public void Errors_of_few_rows_make_it_wider_however_many_distances_they_are_seen_from()
    {
        // (1.2816 squared + 1) / 4 more, divided by how often the horizon goes into the number of rows.
        double Width(int rows, int looks) =>
            Fit(
                [.. Enumerable.Repeat(1.0, rows * looks)],
                [.. Enumerable.Repeat(1.0, rows * looks)],
                horizon: 2,
                rows: [.. Enumerable.Range(0, rows * looks).Select(place => place / looks)]
            ).Widths[1];

        Assert.Equal(1 + (2.6424 / 8), Width(4, 1), 1e-3);
        Assert.Equal(Width(4, 1), Width(4, 5), 1e-9);
        Assert.Equal(1, Width(40_000, 1), 1e-3);
    }

    [Fact]
    public void What_lies_back_counts_half_every_four_horizons()
    {
        // Half of the weight of 30 early errors of 10 is that of 30 late ones of 1, or less: the quantile at a half is
        // then a late one, and without weights it would be between them.
        double Half(long back) =>
            Fit(
                [.. Enumerable.Repeat(10.0, 34), .. Enumerable.Repeat(1.0, 30)],
                [.. Enumerable.Repeat(1.0, 64)],
                horizon: 1,
                share: 0.5,
                steps: [.. Enumerable.Repeat(100 - back, 34), .. Enumerable.Repeat(100L, 30)]
            ).Widths[0];

        Assert.InRange(Half(0), 10, 12);
        Assert.InRange(Half(4), 1, 1.2);
    }

    [Fact]
    public void Errors_of_series_of_which_nothing_was_known_make_it_no_wider()
    {
        var known = Fit([1, -2, 3, -4], [1, 2, 3, 4], horizon: 4);

        Assert.Equal(
            known.Widths,
            Fit([1, 900, -2, 3, -4, 700], [1, double.NaN, 2, 3, 4, double.NaN], horizon: 4, rows: [0, 8, 1, 2, 3, 9]).Widths
        );
        Assert.All(Fit([5, 5], [double.NaN, double.NaN], horizon: 4).Widths, width => Assert.True(width >= 5));
    }

    [Fact]
    public void Distances_without_errors_are_as_wide_as_the_one_before()
    {
        var widths = Fit([1, 1, 4, 4], [1, 1, 3, 3], horizon: 5, share: 0.5).Widths;

        Assert.Equal(widths[0], widths[1]);
        Assert.Equal([4 * widths[0], 4 * widths[0], 4 * widths[0]], widths.Skip(2), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(Fit([0, 0], [1, 2], horizon: 2).Widths, width => Assert.Equal(0, width));
        Assert.All(Fit([double.MaxValue, -1], [1, 2], horizon: 2, share: 0.99).Widths, width => Assert.True(double.IsFinite(width)));
    }

    [Fact]
    public void It_lies_around_the_answer_in_units_of_the_series_and_not_below_what_no_answer_does()
    {
        var frame = SampleSeries.Make();
        int[] rows = [.. Enumerable.Range(0, frame.RowCount)];
        var plan = SeriesPlanFit.Fit(frame, SampleSeries.Schema, rows[..300], rows[300..], "sales", new() { Horizon = 3 });
        var asked = new DataFrame(
            [
                new NumberColumn(LagFeatureNames.Ahead("sales"), [1, 3, double.NaN]),
                new NumberColumn(LagFeatureNames.Beyond("sales"), new double[3]),
            ],
            3
        );

        var (lows, highs) = new ErrorInterval(0.8, [0.5, 1, 2]).Around(
            plan,
            asked,
            new SeriesScale([0, 0, 0], [10, 10, 1], 0),
            [7, 7, 7],
            threads: 1
        );

        Assert.Equal([2, 0, 5], lows);
        Assert.Equal([12, 27, 9], highs);
    }

    [Fact]
    public void Beyond_the_horizon_it_goes_on_growing_as_it_did_up_to_there_and_unknown_series_have_a_width_of_their_own()
    {
        var frame = SampleSeries.Make();
        int[] rows = [.. Enumerable.Range(0, frame.RowCount)];
        var plan = SeriesPlanFit.Fit(frame, SampleSeries.Schema, rows[..300], rows[300..], "sales", new() { Horizon = 4 });
        var asked = new DataFrame(
            [
                new NumberColumn(LagFeatureNames.Ahead("sales"), [4, 4, double.NaN]),
                new NumberColumn(LagFeatureNames.Beyond("sales"), [0, 12, 0]),
            ],
            3
        );
        double[] Highs(ErrorInterval interval) =>
            interval.Around(plan, asked, new SeriesScale([0, 0, 0], [10, 10, 10], null), [0, 0, 0], threads: 1).Highs;

        // Four times as far: twice as wide where widths grew with the root of the distance, four times where with the
        // distance, no wider where they did not grow.
        Assert.Equal([20, 40, 70], Highs(new(0.8, [1, Math.Sqrt(2), Math.Sqrt(3), 2]) { Unknown = 7 }), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([40, 160, 40], Highs(new(0.8, [1, 2, 3, 4])), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([20, 20, 20], Highs(new(0.8, [2, 2, 2, 2])), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    [InlineData(17)]
    public void It_never_gets_narrower_with_distance_however_a_season_is_folded_back(int horizon)
    {
        var frame = SampleSeries.Make();
        int[] rows = [.. Enumerable.Range(0, frame.RowCount)];
        var plan = SeriesPlanFit.Fit(frame, SampleSeries.Schema, rows[..300], rows[300..], "sales", new() { Horizon = horizon });
        var steps = Enumerable.Range(1, 5 * horizon).ToArray();
        var asked = new DataFrame(
            [
                new NumberColumn(LagFeatureNames.Ahead("sales"), [.. steps.Select(step => 1.0 + ((step - 1) % horizon))]),
                new NumberColumn(LagFeatureNames.Beyond("sales"), [.. steps.Select(step => Math.Max(0.0, step - horizon))]),
            ],
            steps.Length
        );
        var zeros = new double[steps.Length];
        var ones = Array.ConvertAll(steps, _ => 1.0);

        var highs = new ErrorInterval(0.8, [.. Enumerable.Range(1, horizon).Select(width => (double)width)])
            .Around(plan, asked, new SeriesScale(zeros, ones, null), zeros, threads: 1)
            .Highs;

        Assert.Equal(highs.Order(), highs);
    }

    [Fact]
    public void Wide_intervals_and_truths_outside_are_scored_the_worse()
    {
        var interval = new ErrorInterval(0.8, [1]);

        Assert.Equal(4, interval.ScoreOf(([0, 0], [4, 4]), [1, 3]));
        Assert.Equal(4 + (10 * 1 / 2.0), interval.ScoreOf(([0, 0], [4, 4]), [1, 5]), 1e-9);
    }

    /// <summary>Each error of a row of its own, and all of one time, unless said otherwise.</summary>
    private static ErrorInterval Fit(
        double[] errors,
        double[] ahead,
        int horizon,
        double share = 0.8,
        int[]? rows = null,
        long[]? steps = null,
        string[]? series = null
    ) =>
        ErrorInterval.Fit(
            new(
                errors,
                ahead,
                steps ?? new long[errors.Length],
                rows ?? [.. Enumerable.Range(0, errors.Length)],
                series ?? [.. errors.Select(_ => "")]
            ),
            horizon,
            share
        );
}
