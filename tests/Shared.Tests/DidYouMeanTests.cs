using FsCheck;
using FsCheck.Fluent;

namespace MLOpsFunctions.Shared.Tests;

public sealed class DidYouMeanTests
{
    private static readonly string[] Roles = ["feature", "label", "id", "time", "group", "weight", "ignore"];

    [Theory]
    [InlineData("lable", "label")]
    [InlineData("Weight", "weight")]
    [InlineData("wieght", "weight")]
    [InlineData("feat ure", "feature")]
    [InlineData("tme", "time")]
    public void A_slip_of_the_fingers_finds_its_name(string found, string meant) => Assert.Equal(meant, DidYouMean.Nearest(found, Roles));

    [Theory]
    [InlineData("")]
    [InlineData("customer")]
    [InlineData("xyz")]
    public void A_different_word_finds_nothing(string found)
    {
        Assert.Null(DidYouMean.Nearest(found, Roles));
        Assert.Null(DidYouMean.Sentence(found, Roles));
    }

    [Fact]
    public void A_very_long_name_costs_nothing_and_finds_nothing() =>
        Assert.Null(DidYouMean.Nearest(new string('a', 1_000_000), [new string('a', 999_999)]));

    [Fact]
    public void Distance_is_a_symmetric_distance_that_one_edit_raises_by_one_at_most() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                ArbMap.Default.ArbFor<NonNull<string>>(),
                (a, b) =>
                    DidYouMean.Distance(a.Get, b.Get) == DidYouMean.Distance(b.Get, a.Get)
                    && DidYouMean.Distance(a.Get, a.Get) == 0
                    && Math.Abs(DidYouMean.Distance(a.Get, b.Get) - DidYouMean.Distance(a.Get + "x", b.Get)) <= 1
            )
            .QuickCheckThrowOnFailure();
}
