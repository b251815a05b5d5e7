using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class PsiTests
{
    [Fact]
    public void Known_shares_give_the_index_worked_out_by_hand()
    {
        // 0.3 ln(0.8/0.5) - 0.3 ln(0.2/0.5) = 0.3 ln 4
        Assert.Equal(0.3 * Math.Log(4), Psi.Compute([50, 50], [80, 20]), 12);

        // (0.2-0.1) ln 2 + (0.3-0.4) ln 0.75 = 0.1 ln(8/3)
        Assert.Equal(0.1 * Math.Log(8 / 3d), Psi.Compute([10, 40, 50], [40, 60, 100]), 12);
    }

    [Fact]
    public void A_bin_that_is_empty_on_one_side_counts_as_half_a_row_of_that_side()
    {
        Assert.Equal(((0.5 - 1) * Math.Log(0.5)) + ((0.5 - 0.005) * Math.Log(0.5 / 0.005)), Psi.Compute([100, 0], [50, 50]), 12);
        Assert.True(Psi.Compute([4_990, 10], [200, 0]) < 0.001);
    }

    [Fact]
    public void A_bin_that_is_empty_on_both_sides_says_nothing() =>
        Assert.Equal(Psi.Compute([50, 50], [80, 20]), Psi.Compute([50, 0, 50], [80, 0, 20]));

    [Fact]
    public void Without_rows_there_is_no_index()
    {
        Assert.True(double.IsNaN(Psi.Compute([0, 0], [1, 2])));
        Assert.True(double.IsNaN(Psi.Compute([1, 2], [0, 0])));
    }

    [Fact]
    public void The_index_is_never_negative_and_symmetric()
    {
        var counts = Gen.Choose(0, 1_000)
            .ArrayOf(7)
            .Where(bins => bins.Sum() > 0)
            .Select(bins => Array.ConvertAll(bins, bin => (double)bin));

        Prop.ForAll(
                counts.Two().ToArbitrary(),
                pair =>
                {
                    var (reference, current) = (pair.Item1, pair.Item2);
                    var index = Psi.Compute(reference, current);
                    Assert.True(index >= 0);
                    Assert.Equal(index, Psi.Compute(current, reference), 9);
                    Assert.Equal(0, Psi.Compute(reference, reference));
                }
            )
            .QuickCheckThrowOnFailure();
    }
}
