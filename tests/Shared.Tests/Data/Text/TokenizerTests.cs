using MLOpsFunctions.Data.Text;

namespace MLOpsFunctions.Shared.Tests.Data.Text;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("Don't SHOUT, please!", "don|t|shout|please|!")]
    [InlineData("caf\u00E9 CAFE\u0301 cafe\u0301", "caf\u00E9|caf\u00E9|caf\u00E9")]
    [InlineData("Vie\u0323\u0302t \u041C\u041E\u0421\u041A\u0412\u0410", "vi\u1EC7t|\u043C\u043E\u0441\u043A\u0432\u0430")]
    [InlineData("\uFF26\uFF55\uFF4C\uFF4C\u3000\uFF12\uFF10", "full|20")]
    [InlineData("\u5317\u4EAC\u5E02", "\u5317|\u4EAC|\u5E02")]
    [InlineData("win \u00A3100 \uD83D\uDE00", "win|\u00A3|100|\uD83D\uDE00")]
    [InlineData("soft\u00ADhyphen \u200Bzero", "softhyphen|zero")]
    [InlineData("a\0b \uFFFDx\uFFFD", "a|b|x")]
    [InlineData("\u0928\u092E\u0938\u094D\u0924\u0947", "\u0928\u092E\u0938\u094D\u0924\u0947")]
    [InlineData(" \t\r\n ", "")]
    public void Words_are_folded_and_found(string text, string words) => Assert.Equal(words, string.Join('|', Words(text)));

    [Fact]
    public void Halves_of_surrogate_pairs_separate() => Assert.Equal(["a", "b", "c"], Words("a\uD800b\uDC00\uDC00c\uD801"));

    [Fact]
    public void Equal_words_have_equal_hashes_and_others_do_not()
    {
        var reader = new Tokenizer();
        reader.Read("One two ONE Three");

        Assert.Equal(reader.Words[0], reader.Words[2]);
        Assert.Equal(3, reader.Words.Distinct().Count());
    }

    [Fact]
    public void A_text_is_read_to_its_bound()
    {
        var reader = new Tokenizer();
        reader.Read(new string('a', Tokenizer.MaxCharacters - 2) + " bcd" + new string('e', 10_000_000));

        Assert.Equal(2, reader.Words.Count);
        Assert.Equal("b", reader.Folded[reader.Places[1]].ToString());
    }

    private static List<string> Words(string text)
    {
        var reader = new Tokenizer();
        reader.Read(text);
        return [.. reader.Places.Select(place => reader.Folded[place].ToString())];
    }
}
