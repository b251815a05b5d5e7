using MLOpsFunctions.Dashboard.Hosting;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class EncoderTests
{
    [Theory]
    [InlineData("plain, é, 日本, 👩", "plain, é, 日本, &#x1F469;")]
    [InlineData("<b title=\"x\">'&", "&lt;b title=&quot;x&quot;&gt;&#x27;&amp;")]
    [InlineData("a\u202Etxt.exe", "a\\u202etxt.exe")]
    [InlineData("\u0007\u2028\uFEFF", "\\u0007\\u2028\\ufeff")]
    public void Text_shows_as_it_is_or_as_a_code_and_never_acts(string text, string encoded) =>
        Assert.Equal(encoded, new SafeHtmlEncoder().Encode(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", new SafeHtmlEncoder().Encode("a\uD800b"));
}
