using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Storage;

public sealed class ModelNamesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("bike-rentals-2", true)]
    [InlineData("x23456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("x234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("A", false)]
    [InlineData("ä", false)]
    [InlineData("a_b", false)]
    [InlineData("a.b", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("١", false)]
    public void A_model_has_a_plain_name(string? name, bool allowed)
    {
        Assert.Equal(allowed, ModelNames.IsValid(name));
        if (!allowed)
        {
            var refusal = Assert.Throws<ProblemException>(() => ModelNames.Check(name)).Problem;
            Assert.DoesNotContain(refusal.Found!, char.IsControl);
        }
    }
}
