namespace MLOpsFunctions.Shared.Tests;

public sealed class InstantParserTests
{
    [Theory]
    [InlineData("2026-11-03", "2026-11-03T23:59:59.9999999Z")]
    [InlineData("2026-11-03T14:00", "2026-11-03T14:00:00Z")]
    [InlineData("2026-11-03T14:00+02:00", "2026-11-03T12:00:00Z")]
    [InlineData("2026-11-03T00:00:00Z", "2026-11-03T00:00:00Z")]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void A_day_alone_is_its_end_and_a_time_without_an_offset_is_utc(string text, string? instant) =>
        Assert.Equal(
            instant is null ? null : DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            InstantParser.Parse(text)
        );
}
