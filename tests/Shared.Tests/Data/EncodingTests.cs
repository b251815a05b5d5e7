using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>
/// A file in an 8-bit encoding is refused with the encoding named, or read as declared; it never loses the rows of one
/// category.
/// </summary>
public sealed class EncodingTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("a", ColumnType.Number, ColumnRole.Feature),
        new("colour", ColumnType.Text, ColumnRole.Feature),
        new("y", ColumnType.Number, ColumnRole.Label),
    ];

    [Theory]
    [InlineData("windows-1252", "grün", "windows-1252")]
    [InlineData("windows-1252", "d’or", "windows-1252")]
    [InlineData("windows-1252", "21 °C", "windows-1252")]
    [InlineData("windows-1252", "município são joão", "windows-1252")]
    [InlineData("iso-8859-1", "Zoë", "windows-1252")]
    [InlineData("ibm850", "grün größe", "ibm850")]
    [InlineData("macintosh", "Genève été", "macintosh")]
    [InlineData("windows-1250", "Łódź Kraków Gdańsk żółty", "windows-1250")]
    [InlineData("windows-1250", "Příbram Plzeň České Budějovice", "windows-1250")]
    [InlineData("iso-8859-2", "Łódź święty Częstochowa", "iso-8859-2")]
    [InlineData("windows-1251", "зелёный", "windows-1251")]
    [InlineData("koi8-r", "зелёный красный синий", "koi8-r")]
    [InlineData("windows-1253", "πράσινο κόκκινο", "windows-1253")]
    [InlineData("windows-1254", "yeşil kırmızı sarı ığdır", "windows-1254")]
    [InlineData("shift_jis", "緑色の", "shift_jis")]
    [InlineData("shift_jis", "カタカナ ソフト 能力", "shift_jis")]
    [InlineData("shift_jis", "東京 大阪 名古屋 札幌", "shift_jis")]
    [InlineData("euc-jp", "みどり あかいろ カタカナ", "euc-jp")]
    [InlineData("gb18030", "北京市 上海市 广州市 深圳市 天津市 重庆市", "gb18030")]
    [InlineData("big5", "台北市 高雄市 新竹縣 臺中市", "big5")]
    [InlineData("euc-kr", "서울특별시 부산광역시 대구 인천 광주", "euc-kr")]
    public void A_file_in_another_encoding_is_refused_with_it_named(string encoding, string word, string named)
    {
        var bytes = In(encoding, Table(word));

        var refusal = Refusal(() => Read(bytes));
        Assert.Equal("The file is not UTF-8", refusal.Title);
        Assert.Contains($"\"encoding\": \"{named}\"", refusal.Try);
        Assert.EndsWith("line 3", refusal.Where);
        Assert.Equal(
            refusal.Title,
            Assert.Throws<ProblemException>(() => FrameReader.ReadCsv(new MemoryStream(bytes), Schema)).Problem.Title
        );
    }

    [Theory]
    [InlineData("gb18030", "北京")]
    [InlineData("euc-kr", "서울")]
    [InlineData("euc-jp", "東京")]
    [InlineData("big5", "高雄")]
    public void An_encoding_that_few_characters_do_not_prove_is_not_the_only_one_named(string encoding, string word)
    {
        var hint = Refusal(() => Read(In(encoding, Table(word)))).Try;

        Assert.Contains(encoding, hint);
        Assert.Contains("NAME may be", hint);
    }

    [Fact]
    public void Bytes_that_make_sense_in_no_language_name_no_encoding_but_those_that_may_be_declared()
    {
        var random = new Random(1);
        byte[] word = [.. Enumerable.Range(0, 300).Select(_ => (byte)random.Next(0x80, 0x100))];
        var refusal = Refusal(() => Read([.. In("iso-8859-1", Table("x")), .. "1,"u8, .. word, .. ",1\n2,"u8, .. word, .. ",1\n"u8]));

        Assert.Contains("cannot be told", refusal.Found);
        Assert.Contains("ibm850", refusal.Try);
        Assert.Contains("euc-kr", refusal.Try);
    }

    [Theory]
    [InlineData("windows-1252", "grün")]
    [InlineData("iso-8859-15", "€uro")]
    [InlineData("windows-1251", "зелёный")]
    [InlineData("shift_jis", "緑色の")]
    [InlineData("macintosh", "grün")]
    public void A_declared_encoding_is_read_in_training_and_in_prediction(string encoding, string word)
    {
        var definition = new ModelDefinition { Ingest = new() { Encoding = encoding } };
        var (bytes, expected) = (In(encoding, Table(word)), Read(Table(word)));

        Assert.Equal(Bytes(expected.Frame), Bytes(Read(bytes, definition).Frame));
        Assert.Equal(Bytes(expected.Frame), Bytes(Read(Gzip(bytes), definition).Frame));
        Assert.Equal(
            Bytes(expected.Frame),
            Bytes(FrameReader.ReadCsv(new MemoryStream(bytes), Schema, ingest: new() { Encoding = encoding }).Frame)
        );
    }

    [Fact]
    public void Bytes_that_are_no_character_of_the_declared_encoding_set_their_row_aside()
    {
        var definition = new ModelDefinition { Ingest = new() { Encoding = "euc-kr" } };
        byte[] bytes = [.. In("euc-kr", Table("서울")), .. "1,"u8, 0xB0, 0xFF, .. ",1\n"u8];

        Assert.Equal((60L, 1L), (Read(bytes, definition).Rows.Kept, Read(bytes, definition).Rows.Quarantined));
    }

    [Fact]
    public void A_file_in_unicode_is_read_as_that_whatever_is_declared()
    {
        var definition = new ModelDefinition { Ingest = new() { Encoding = "windows-1252" } };
        var (text, expected) = (Table("grün"), Bytes(Read(Table("grün")).Frame));

        Assert.Equal(expected, Bytes(Read(text, definition).Frame));
        Assert.Equal(expected, Bytes(Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], definition).Frame));
    }

    [Fact]
    public void A_header_in_another_encoding_is_refused_with_it_named() =>
        Assert.Contains(
            "windows-1252",
            Refusal(() =>
                Read(In("windows-1252", "größe,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 5}\n"))))
            ).Try
        );

    [Fact]
    public void Damaged_rows_of_a_utf8_file_are_set_aside()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Table("grün")), .. "1,gr"u8, 0xFC, .. "n,1\n2,r"u8, 0xF6, .. "t,0\n"u8];

        var result = Read(bytes);
        Assert.Equal((60L, 2L), (result.Rows.Kept, result.Rows.Quarantined));
        Assert.Equal(2, result.Quarantined["not valid UTF-8"]);
    }

    private static string Table(string word) =>
        "a,colour,y\n"
        + string.Concat(
            Enumerable
                .Range(0, 60)
                .Select(i => $"{i * 7 % 31}.5,{(i % 3 == 1 ? word : i % 3 == 0 ? "red" : "blue")},{i % 2}\n")
        );

    private static byte[] In(string encoding, string text) =>
        CodePagesEncodingProvider.Instance.GetEncoding(encoding) is { } page
            ? page.GetBytes(text)
            : Encoding.GetEncoding(encoding).GetBytes(text);
}
