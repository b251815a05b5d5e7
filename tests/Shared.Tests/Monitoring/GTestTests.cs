using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class GTestTests
{
    /// <summary>Quantiles of published tables.</summary>
    [Theory]
    [InlineData(3.841458820694124, 1, 0.05)]
    [InlineData(6.634896601021213, 1, 0.01)]
    [InlineData(5.991464547107979, 2, 0.05)]
    [InlineData(18.30703805327515, 10, 0.05)]
    [InlineData(29.58829844507442, 10, 0.001)]
    [InlineData(3.940299136055001, 10, 0.95)]
    [InlineData(124.3421134004095, 100, 0.05)]
    [InlineData(0, 3, 1)]
    public void Chi_square_has_its_known_quantiles(double x, int freedom, double p) => Assert.Equal(p, ChiSquare.Survival(x, freedom), 10);

    [Fact]
    public void A_table_of_two_by_two_gives_the_value_worked_out_by_hand()
    {
        // G = 2 (60 ln(60/50) + 40 ln(40/50) + 40 ln(40/50) + 60 ln(60/50)); Williams' q = 1 + (2 + 2 - 1)(2 + 2 - 1) / (6 * 200).
        var g = 2 * ((120 * Math.Log(1.2)) + (80 * Math.Log(0.8)));

        Assert.Equal(ChiSquare.Survival(g / (1 + (9 / 1200.0)), 1), GTest.PValue([60, 40], [40, 60]), 12);
        Assert.InRange(GTest.PValue([60, 40], [40, 60]), 0.004, 0.006);
    }

    [Fact]
    public void Without_rows_or_with_one_bin_nothing_is_significant()
    {
        Assert.Equal(1, GTest.PValue([0, 0], [1, 2]));
        Assert.Equal(1, GTest.PValue([1, 2], [0, 0]));
        Assert.Equal(1, GTest.PValue([0, 9], [0, 2]));
        Assert.Equal(1, GTest.PValue([5, 10], [5, 10]));
    }

    [Fact]
    public void Holm_multiplies_by_the_tests_that_are_left_and_never_falls() =>
        Assert.Equal([0.04, 0.06, 0.06, 0.9, 1], Holm.Adjust([0.008, 0.02, 0.015, 0.45, 1]).Select(p => Math.Round(p, 12)));
}
