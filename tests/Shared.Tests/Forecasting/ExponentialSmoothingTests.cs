using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class ExponentialSmoothingTests
{
    private static readonly double[] Shares = [0.7, 1.0, 1.6, 0.7];

    [Fact]
    public void What_grows_and_swings_with_it_goes_on_so()
    {
        var series = Series(60, step => (100 + (5 * step)) * Shares[step % 4]);

        var found = Best(series, [4])!;

        Assert.True(found.IsMultiplied);
        Assert.Equal(4, found.Season);
        var state = found.From(series, 60, 59, 8);
        Assert.All(
            Enumerable.Range(1, 8),
            ahead => Assert.Equal((100 + (5 * (59 + ahead))) * Shares[(59 + ahead) % 4], state.Ahead(59, ahead), 0.03 * 400)
        );
    }

    [Fact]
    public void A_season_that_is_not_there_is_not_taken()
    {
        var random = new Random(3);

        Assert.Equal((1, 0.0), Best(Series(80, _ => 50 + random.NextDouble()), [7]) is var found ? (found!.Season, found.Trend) : default);
    }

    [Fact]
    public void The_trend_ends_at_the_horizon_and_the_season_does_not()
    {
        var series = Series(40, step => (10 * step) + (step % 4));
        var state = new ExponentialSmoothing(4, false, 0.5, 0.1, 1, 0.2).From(series, 40, 39, farthest: 8);

        Assert.Equal(state.Ahead(39, 12), state.Ahead(39, 412), 1e-9);
        Assert.NotEqual(state.Ahead(39, 4), state.Ahead(39, 8), 1.0);
    }

    [Fact]
    public void Steps_without_a_value_are_gone_over()
    {
        var whole = Series(60, step => 100 + (3 * step));
        var gaps = new SeriesValues([.. whole.Steps.Where(step => step % 5 != 2)], [.. whole.Values.Where((_, step) => step % 5 != 2)]);
        var smoothing = new ExponentialSmoothing(1, false, 0.5, 0.1, 1, 0);

        Assert.Equal(smoothing.From(whole, 60, 59, 10).Ahead(59, 5), smoothing.From(gaps, gaps.Values.Length, 59, 10).Ahead(59, 5), 1.0);
    }

    [Fact]
    public void What_lies_before_the_window_is_of_no_matter()
    {
        var smoothing = new ExponentialSmoothing(7, true, 0.2, 0.1, 0.9, 0.2);
        var series = Series(400, step => 20 + (step % 7));
        var changed = Series(400, step => step < 400 - smoothing.Window ? 5_000 : 20 + (step % 7));

        Assert.Equal(smoothing.From(series, 400, 399, 14).Ahead(399, 3), smoothing.From(changed, 400, 399, 14).Ahead(399, 3));
    }

    [Fact]
    public void Too_short_a_series_and_values_out_of_all_bounds_give_none_or_a_finite_one()
    {
        Assert.Null(Best(Series(3, step => step), []));
        var huge = Series(40, step => step % 2 == 0 ? double.MaxValue : -double.MaxValue);
        var none = Best(huge, [4]);

        Assert.True(
            none is null
                || double.IsNaN(none.From(huge, 40, 39, 4).Ahead(39, 1))
                || double.IsFinite(none.From(huge, 40, 39, 4).Ahead(39, 1))
        );
    }

    private static ExponentialSmoothing? Best(SeriesValues series, int[] seasons)
    {
        SeriesHistory history = new(new(StringComparer.Ordinal) { [""] = series });
        var plan = PlanOf(8, seasons, series.Values.All(value => value >= 0));
        var (one, two) = (Find(1), Find(2));
        Assert.Equal(one, two);
        return one;

        ExponentialSmoothing? Find(int threads) =>
            SmoothingSearch.Best(plan, history, series.Steps[^1], isTheta: false, threads)?.Choices[0];
    }

    private static SeriesPlan PlanOf(int horizon, int[] seasons, bool isPositive) =>
        new(
            "y",
            null,
            [],
            new(StepUnit.Rows, 1, 0),
            horizon,
            seasons,
            [],
            0,
            1,
            isPositive ? 0 : null,
            null,
            ScaleSeason: seasons.FirstOrDefault(1)
        );

    private static SeriesValues Series(int count, Func<int, double> value) =>
        new([.. Enumerable.Range(0, count).Select(step => (long)step)], [.. Enumerable.Range(0, count).Select(value)]);
}
