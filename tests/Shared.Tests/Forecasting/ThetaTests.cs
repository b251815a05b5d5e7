using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class ThetaTests
{
    [Fact]
    public void Theta_goes_on_by_half_of_the_slope_from_the_smoothed_level()
    {
        var series = new SeriesValues(
            [.. Enumerable.Range(0, 60).Select(step => (long)step)],
            [.. Enumerable.Range(0, 60).Select(step => 5 + (2.0 * step))]
        );
        var state = new ExponentialSmoothing(1, false, 1, 0, 1, 0, IsTheta: true).From(series, 60, 59, 10);

        // With a level that follows each value, the last one and half of 2 a step.
        Assert.Equal([124, 125, 133], new[] { 1, 2, 10 }.Select(ahead => state.Ahead(59, ahead)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Series_of_two_kinds_are_smoothed_in_two_ways()
    {
        var random = new Random(2);
        var series = new SortedDictionary<string, SeriesValues>(StringComparer.Ordinal);
        for (var i = 0; i < 10; i++)
        {
            var walk = 100.0;
            double[] values =
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(_ => i < 5 ? walk += random.NextDouble() - 0.5 : 100 + (10 * (random.NextDouble() - 0.5))),
            ];
            series[$"s{i}"] = new([.. Enumerable.Range(0, 200).Select(step => (long)step)], values);
        }

        var history = new SeriesHistory(series);
        var plan = new SeriesPlan("y", null, ["s"], new(StepUnit.Rows, 1, 0), 5, [], [], 0, 1, 0, null, ScaleSeason: 1);
        var (one, two) = (
            SmoothingSearch.Best(plan, history, 199, isTheta: false, threads: 1)!,
            SmoothingSearch.Best(plan, history, 199, isTheta: false, threads: 2)!
        );

        Assert.Equal(one.Choices, two.Choices);
        Assert.Equal(one.Series, two.Series);
        Assert.True(one.IsValid);
        Assert.True(
            Enumerable.Range(0, 5).Average(i => one.Of($"s{i}").Level) > 2 * Enumerable.Range(5, 5).Average(i => one.Of($"s{i}").Level)
        );
        Assert.Equal(one.Choices[0], one.Of("a series that is not known"));
    }
}
