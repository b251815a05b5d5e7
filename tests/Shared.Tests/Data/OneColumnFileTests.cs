using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>A comma that is known to stand within cells does not part them, unless the header shows that it does.</summary>
public sealed class OneColumnFileTests
{
    private static readonly ColumnSchema Price = new("price", ColumnType.Number, ColumnRole.Feature, null, new() { Decimal = ',' });
    private static readonly ColumnSchema Sales = new("sales", ColumnType.Number, ColumnRole.Feature, null, new() { Thousands = ',' });
    private static readonly ColumnSchema Plain = new("size", ColumnType.Number, ColumnRole.Feature, null, new() { Decimal = '.' });
    private static readonly ColumnSchema Review = new("review", ColumnType.Text, ColumnRole.Feature, null, new());
    private static readonly ColumnSchema Label = new("y", ColumnType.Number, ColumnRole.Label, null, new() { Decimal = ',' });

    [Theory]
    [InlineData("price\n1,5\n2,75\n3\n", "1.5|2.75|3")]
    [InlineData("\"price\"\r\n1,5\r\n", "1.5")]
    [InlineData("price\n1,5\n", "1.5")]
    [InlineData("# prices\nprice\n1,5\n2,5\n", "1.5|2.5")]
    [InlineData("1,5\n2,75\n", "1.5|2.75")]
    [InlineData("price;other\n1,5;2,5\n2,75;3,5\n", "1.5|2.75")]
    [InlineData("price,other\n\"1,5\",2\n\"2,75\",3\n", "1.5|2.75")]
    [InlineData("sep=;\nprice;other\n1,5;2\n", "1.5")]
    public void Numbers_with_decimal_commas(string file, string expected) => Assert.Equal(expected, Numbers(file, Price));

    [Fact]
    public void Numbers_with_commas_between_thousands() => Assert.Equal("1234567|12500", Numbers("sales\n1,234,567\n12,500\n", Sales));

    [Fact]
    public void Several_columns_without_a_header() => Assert.Equal("1.5|2.75", Numbers("1,5;2,5\n2,75;3,5\n", Price, Label));

    [Fact]
    public void Texts_with_any_separator() =>
        Assert.Equal(
            ["good, really", "bad; very | bad", "so, so"],
            ((TextColumn)Read("review\ngood, really\nbad; very | bad\nso, so\n", Review).Find("review")!).Levels
        );

    [Fact]
    public void A_title_is_no_header() => Assert.Equal("1.5|2.5", Numbers("price\nprice;size;y\n1,5;2;3\n2,5;2;3\n", Price, Plain, Label));

    [Fact]
    public void What_was_passed_over_or_assumed_is_told()
    {
        string[] Remarks(string file) =>
            [.. FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(file)), [Price, Plain, Label]).Remarks.Sentences()];

        Assert.Empty(Remarks("price;size;y\n1,5;2;3\n2,5;2;3\n"));
        Assert.Equal(
            ["Line 1 stands before the table and is passed over, as a title or a comment."],
            Remarks("Prices of May\nprice;size;y\n1,5;2;3\n2,5;2;3\n")
        );
        Assert.Equal(["The file has no header; its columns are taken by their places."], Remarks("1,5;2;3\n2,5;2;3\n"));
    }

    [Fact]
    public void A_comma_that_the_header_shows_parts_the_cells()
    {
        var refusal = Assert.Throws<ProblemException>(() => Numbers("price,size\n1.5,2\n2.75,3\n", Price, Plain)).Problem;

        Assert.Contains("'price' is written otherwise", refusal.Title, StringComparison.Ordinal);
    }

    private static DataFrame Read(string file, params ColumnSchema[] schema) =>
        FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(file)), schema).Frame;

    private static string Numbers(string file, params ColumnSchema[] schema) =>
        string.Join('|', ((NumberColumn)Read(file, schema).Find(schema[0].Name)!).Values.Select(CellWriter.Write));
}
