using MLOpsFunctions.Forecasting;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class BaseSelectionTests
{
    [Fact]
    public void Forecasts_that_err_in_turn_are_blended_and_a_useless_one_left_out()
    {
        double[] labels = [10, 20, 30, 40],
            high = [12, 22, 32, 42],
            low = [9, 19, 29, 39],
            useless = [100, -100, 100, -100];

        var chosen = BaseSelection.Choose([useless, high, low], labels, most: 6, threads: 2);

        // Two parts of the one that errs by -1, one of the one that errs by 2.
        Assert.Equal([2, 2, 1], chosen.OrderDescending().Take(3));
        Assert.DoesNotContain(0, chosen);
    }

    [Fact]
    public void Where_nothing_is_better_than_the_level_it_stays() =>
        Assert.Empty(
            BaseSelection.Choose(
                [
                    [5, -5],
                    [-5, 5],
                ],
                [0.1, 0.1],
                most: 6,
                threads: 1
            )
        );

    [Fact]
    public void There_are_no_more_than_so_many() =>
        Assert.InRange(
            BaseSelection
                .Choose(
                    [
                        [0.5, 2],
                        [2, 0.5],
                    ],
                    [1, 1],
                    most: 2,
                    threads: 1
                )
                .Count,
            1,
            2
        );
}
