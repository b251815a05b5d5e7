using MLOpsFunctions.Pipelines.Activities;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

public sealed class ForecastBacktestTests
{
    [Fact]
    public void What_errs_less_in_every_stretch_is_less_in_doubt_than_what_does_in_one()
    {
        var plain = Of([10, 10, 10, 10, 10, 10]);

        Assert.Equal(0, Of([4, 4, 4, 4, 4, 4]).DoubtAgainst(plain), 1e-12);
        Assert.Equal(0, plain.DoubtAgainst(plain));

        // Gains of 8, 8 and 0 a stretch: the variance of their mean is 3/2 of the sum of squares of (8/9, 8/9, -16/9); its root over a mean error of 14/3.
        var lucky = Of([2, 2, 2, 2, 10, 10]);
        Assert.Equal(4 / 7.0, lucky.DoubtAgainst(plain), 1e-12);
        Assert.Equal(lucky.DoubtAgainst(plain), Of([2e300, 2e300, 2e300, 2e300, 10e300, 10e300]).DoubtAgainst(Of([10e300, 10e300, 10e300, 10e300, 10e300, 10e300])), 1e-9);
    }

    /// <summary>So much off, two steps a stretch.</summary>
    private static ForecastBacktest Of(double[] errors) =>
        new(errors, new double[errors.Length], errors, [.. errors.Select((_, row) => 1.0 + (row % 2))], [.. errors.Select((_, row) => row / 2)]);
}
