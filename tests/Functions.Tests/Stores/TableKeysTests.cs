using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Functions.Stores;

namespace MLOpsFunctions.Functions.Tests.Stores;

public sealed class TableKeysTests
{
    /// <summary>Keys dense in the characters that are written otherwise, and in their neighbours.</summary>
    private static readonly Arbitrary<string> Keys = Arb.From(
        Gen.Elements("!\"#$-./0=>?@Z[\\]a".ToCharArray()).ListOf().Select(chars => new string([.. chars]))
    );

    [Fact]
    public void Every_key_comes_back() =>
        Prop.ForAll(Keys, key => TableKeys.Unescape(TableKeys.Escape(key)) == key).QuickCheckThrowOnFailure();

    [Fact]
    public void No_refused_character_is_left() =>
        Prop.ForAll(Keys, key => TableKeys.Escape(key).AsSpan().IndexOfAny("/\\#?") < 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Ordinal_order_is_kept() =>
        Prop.ForAll(
                Keys,
                Keys,
                (a, b) =>
                    Math.Sign(string.CompareOrdinal(a, b)) == Math.Sign(string.CompareOrdinal(TableKeys.Escape(a), TableKeys.Escape(b)))
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("bike-hour-1", "bike-hour-1")]
    [InlineData("a/b", "a.1b")]
    [InlineData("a.b", "a.0b")]
    [InlineData("#?\\", "\"1>1[1")]
    public void Written_as_documented(string key, string escaped) => Assert.Equal(escaped, TableKeys.Escape(key));

    [Fact]
    public void A_key_that_grows_too_long_keeps_its_beginning_and_ends_in_its_hash()
    {
        var (one, other) = (TableKeys.Escape(new string('/', 512)), TableKeys.Escape(new string('/', 511) + "a"));

        Assert.Equal((512, 512), (one.Length, other.Length));
        Assert.NotEqual(one, other);
        Assert.StartsWith(TableKeys.LowerBound(new string('/', 512)), one);
        Assert.False(TableKeys.Fits(new string('/', 257)));
        Assert.True(TableKeys.Fits(new string('/', 256)));
    }
}
