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
    [InlineData("iso-8859-1", "Zoë", "windows-1252")]
    [InlineData("ibm850", "grün", "ibm850")]
    [InlineData("windows-1251", "зелёный", "windows-1251")]
    [InlineData("shift_jis", "緑色の", "shift_jis")]
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
        Assert.Equal(Bytes(expected.Frame), Bytes(FrameReader.ReadCsv(new MemoryStream(bytes), Schema, encoding: encoding).Frame));
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
