using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MLOpsFunctions.Shared.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain text, Größe, 東京, ریال", "plain text, Größe, 東京, ریال")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("👩\u200D🚀", "👩\u200D🚀")]
    [InlineData("\u001b[2J", "\\u001b[2J")]
    [InlineData("a\r\nb\tc\0\u007f", "a\\u000d\\u000ab\\u0009c\\u0000\\u007f")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("\u2066a\u2069\u200e\u200f\u061c", "\\u2066a\\u2069\\u200e\\u200f\\u061c")]
    [InlineData("a\u2028b\u2029c\u200bd\ufeff", "a\\u2028b\\u2029c\\u200bd\\ufeff")]
    [InlineData("\U000E0041", "\\udb40\\udc41")]
    public void Characters_that_drive_a_terminal_or_reorder_a_line_are_escaped(string text, string shown) =>
        Assert.Equal(shown, PlainText.Escape(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_escaped() => Assert.Equal("a\\ud83db", PlainText.Escape("a\ud83db"));

    [Fact]
    public void Nothing_unsafe_is_left() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                text => !PlainText.IsUnsafe(PlainText.Escape(text)) && !PlainText.IsUnsafe(PlainText.Name(text))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_document_means_the_same_when_escaped()
    {
        var document = JsonSerializer.Serialize(new { name = "a\u202eb\u009bc\n\u001b\U000E0041" }, Json.Indented);

        var escaped = PlainText.EscapeLines(document);

        Assert.DoesNotContain(escaped, c => c is '\u202e' or '\u009b');
        Assert.Contains('\n', escaped);
        Assert.Equal(
            JsonSerializer.Deserialize<JsonElement>(document).GetProperty("name").GetString(),
            JsonSerializer.Deserialize<JsonElement>(escaped).GetProperty("name").GetString()
        );
    }

    [Fact]
    public void A_problem_shows_the_beginning_and_the_end_of_a_long_part()
    {
        var problem = new Problem($"Column '{new string('x', 10_000_000)}' is not in the file", new string('y', 5_000));

        Assert.StartsWith("Column 'xxx", problem.Title);
        Assert.Contains("[... 9,999,", problem.Title);
        Assert.InRange(problem.Title.Length, 900, PlainText.MaxPart);
        Assert.EndsWith("x' is not in the file", problem.Title);
        Assert.True(problem.ToString().Length < 3_000);
        Assert.Equal(problem, Json.Read<Problem>(Json.Write(problem)));
    }

    [Theory]
    [InlineData(PlainText.MaxPart)]
    [InlineData(PlainText.MaxPart + 1)]
    [InlineData(PlainText.MaxPart + 2)]
    public void No_character_is_cut_in_two(int length)
    {
        var text = string.Concat(Enumerable.Repeat("🚀", length));

        Assert.False(PlainText.IsUnsafe(PlainText.Cut(text)));
        Assert.False(PlainText.IsUnsafe(PlainText.Cut("a" + text)));
        Assert.False(PlainText.IsUnsafe(PlainText.Name("a" + text)));
    }

    [Theory]
    [InlineData("Ada\u001b[1A")]
    [InlineData("Ada\nBob")]
    [InlineData("\u202eadA")]
    [InlineData(" ")]
    [InlineData("")]
    public void A_name_or_a_reason_that_would_show_something_else_is_refused(string text)
    {
        Assert.Equal("by", Assert.Throws<ProblemException>(() => Attribution.By(text)).Problem.Where);
        var refused = Assert.Throws<ProblemException>(() => Attribution.Reason(text)).Problem;
        Assert.Equal(("reason", false), (refused.Where, PlainText.IsUnsafe(refused.ToString())));
    }

    [Fact]
    public void A_name_and_a_reason_have_a_greatest_length()
    {
        Assert.Equal(new string('x', Attribution.MaxBy), Attribution.By(new string('x', Attribution.MaxBy)));
        Assert.Equal(new string('x', Attribution.MaxReason), Attribution.Reason(new string('x', Attribution.MaxReason)));
        Assert.Throws<ProblemException>(() => Attribution.By(new string('x', Attribution.MaxBy + 1)));
        Assert.Throws<ProblemException>(() => Attribution.Reason(new string('x', Attribution.MaxReason + 1)));
        Assert.Null(Attribution.Reason(null));
        Assert.Equal("Zoë Müller-Østergård 東京", Attribution.By("Zoë Müller-Østergård 東京"));
    }
}
