using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features;

/// <summary>Which levels the training data had.</summary>
public sealed class KnownLevelsTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1.00", "1")]
    [InlineData("1e0", "1")]
    [InlineData("12", "12.0")]
    [InlineData("12.0", "12.0")]
    [InlineData("1e2", "100")]
    [InlineData("2.50", "2.5")]
    [InlineData("-3.0", "-3")]
    [InlineData("07", "07")]
    [InlineData("7", "7")]
    [InlineData("01.0", "01.0")]
    [InlineData("gold", "gold")]
    [InlineData("", "")]
    [InlineData("9007199254740993.0", "9007199254740993.0")]
    public void A_number_is_found_by_the_writing_that_was_seen(string asked, string found) =>
        Assert.Equal(found, Known("1", "12.0", "100", "2.5", "-3", "07", "9007199254740992").Respell("zone", asked, text => text));

    [Fact]
    public void A_writing_that_was_seen_is_not_another() => Assert.Equal("1.0", Known("1", "1.0").Respell("zone", "1.0", text => text));

    [Theory]
    [InlineData("2139", "02139")]
    [InlineData("7", "007")]
    [InlineData("2140", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Lost_zeros_are_found_again(string asked, string? found) => Assert.Equal(found, Known("02139", "007").Padded("zone", asked));

    [Fact]
    public void Of_a_column_that_is_not_kept_nothing_is_said()
    {
        Assert.Equal((true, false, null), (Known("a").Has("zone", "a"), Known("a").Has("zone", "b"), Known("a").Has("other", "a")));
        Assert.Equal("1.0", Known("a").Respell("other", "1.0", text => text));
    }

    [Fact]
    public void What_is_kept_is_read_again_and_damage_is_found()
    {
        var kept = Known("a", "b", "c").Columns;

        Assert.True(KnownLevels.Read(kept)!.Has("zone", "b"));
        Assert.Equal(kept[0].Hashes, KnownLevels.Read(kept)!.Columns[0].Hashes);
        Assert.Null(KnownLevels.Read([.. kept, .. kept]));
        Assert.Null(KnownLevels.Read([kept[0] with { Hashes = kept[0].Hashes[1..] }]));
        Assert.Null(KnownLevels.Read([kept[0] with { Hashes = [.. kept[0].Hashes[8..], .. kept[0].Hashes[..8]] }]));
    }

    private static KnownLevels Known(params string[] levels) =>
        KnownLevels.Of(
            new([new TextColumn("zone", [.. Enumerable.Range(0, levels.Length)], [.. levels, "unused"])], levels.Length),
            [new("zone", ColumnType.Text, ColumnRole.Feature)]
        );
}
