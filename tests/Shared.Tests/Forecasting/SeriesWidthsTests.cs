using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class SeriesWidthsTests
{
    [Fact]
    public void Each_series_has_the_width_of_its_own_errors_however_much_they_differ()
    {
        var random = new Random(3);
        var (past, future) = (Draw(random, from: 0), Draw(random, from: 200));

        var interval = ErrorInterval.Fit(past, horizon: 10, share: 0.8);

        double Held(int series) =>
            Places(future, series)
                .Average(place =>
                    Math.Abs(future.Values[place])
                    <= interval.Widths[(int)future.Ahead[place] - 1] * interval.BySeries![future.Series[place]]
                        ? 1.0
                        : 0
                );
        Assert.All(Enumerable.Range(0, 20), series => Assert.InRange(Held(series), 0.6, 0.95));
        Assert.InRange(Enumerable.Range(0, 20).Average(Held), 0.75, 0.85);
    }

    [Fact]
    public void Few_errors_of_a_series_are_drawn_to_what_is_usual()
    {
        var (all, few) = (Fit(count: 200), Fit(count: 2));

        Assert.True(few > all, $"{few}, {all}");
        Assert.InRange(few, 0.2, 1);

        // Ten series err by 1, and one by a tenth.
        static double Fit(int count)
        {
            string[] series = [.. Enumerable.Range(0, 2_000).Select(place => $"s{place % 10}"), .. Enumerable.Repeat("calm", count)];
            return ErrorInterval
                .Fit(
                    new(
                        [.. series.Select(name => name == "calm" ? 0.1 : 1)],
                        [.. series.Select(_ => 1.0)],
                        [.. series.Select((_, place) => place % 200L)],
                        [.. Enumerable.Range(0, series.Length)],
                        series
                    ),
                    horizon: 4,
                    share: 0.8
                )
                .BySeries!["calm"];
        }
    }

    [Fact]
    public void One_series_has_none_of_its_own() =>
        Assert.Null(ErrorInterval.Fit(new([1, 2], [1, 1], [0, 1], [0, 1], ["", ""]), horizon: 1, share: 0.8).BySeries);

    private static int[] Places(ForecastErrors errors, int series) =>
        [.. Enumerable.Range(0, errors.Values.Length).Where(place => errors.Series[place] == $"s{series}")];

    /// <summary>Twenty series, the errors of the last twenty times those of the first.</summary>
    private static ForecastErrors Draw(Random random, int from)
    {
        var places = Enumerable.Range(0, 20 * 200).Select(place => (Series: place % 20, Step: from + (place / 20))).ToArray();
        return new(
            [.. places.Select(place => (1 + place.Series) * ((2 * random.NextDouble()) - 1))],
            [.. places.Select(place => 1.0 + (place.Step % 10))],
            [.. places.Select(place => (long)place.Step)],
            [.. Enumerable.Range(0, places.Length)],
            [.. places.Select(place => $"s{place.Series}")]
        );
    }
}
