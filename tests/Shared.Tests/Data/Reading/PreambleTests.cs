using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data.Reading;

/// <summary>Titles, comments and separators before a table are passed over and told of, or refused by line number.</summary>
public sealed class PreambleTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("a", ColumnType.Number, ColumnRole.Feature),
        new("colour", ColumnType.Text, ColumnRole.Feature),
        new("c", ColumnType.Number, ColumnRole.Feature),
        new("y", ColumnType.Number, ColumnRole.Label),
    ];

    [Theory]
    [InlineData("# exported by tool v2\n# rows: 300\n", "1, 2")]
    [InlineData("#a,comment,of,cells\n", "1")]
    [InlineData("Quarterly report\n\n", "1")]
    [InlineData("Quarterly report,,,\n,,,\n", "1, 2")]
    [InlineData("Station,Berlin\nHeight,34\n\n", "1, 2")]
    [InlineData("Sales, by region, in 2024, in euros, net\n", "1")]
    [InlineData("\"A title, with a comma\"\n# and a comment\n", "1, 2")]
    [InlineData("\u2028\n", "1")]
    public void Lines_before_the_table_are_passed_over_and_told_of(string before, string lines)
    {
        var (plain, result) = (Read(Table(60)), Read(before + Table(60)));

        Assert.Equal(Bytes(plain.Frame), Bytes(result.Frame));
        Assert.Contains(result.Notes.Sentences(), note => note.Contains($" {lines} stand") && note.Contains("passed over"));
        Assert.Equal(
            Bytes(plain.Frame),
            Bytes(FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(before + Table(60))), Schema).Frame)
        );
    }

    [Theory]
    [InlineData("SEP=;\r\n")]
    [InlineData("\"sep=;\"\r\n")]
    [InlineData("\"Sep=;\"\n")]
    [InlineData("sep=;;;\n")]
    [InlineData("\"sep=;\";;;\n")]
    public void A_line_that_tells_the_separator_is_no_row(string before)
    {
        var text = before + Table(60).Replace(',', ';');

        Assert.Equal(Bytes(Read(Table(60)).Frame), Bytes(Read(text).Frame));
        Assert.Equal(
            Bytes(Read(Table(60)).Frame),
            Bytes(FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), Schema).Frame)
        );
    }

    [Theory]
    [InlineData("1,red,2\n", 1, "3 cells, most of the others 4")]
    [InlineData("# a comment\none two\n", 2, "one cell, most of the others 4")]
    public void A_line_that_may_be_anything_is_refused_by_its_number(string before, int line, string found)
    {
        var refusal = Refusal(() => Read(before + Table(60).Split('\n', 2)[1]));

        Assert.Equal(($"line {line} has {found}", $"incoming/m/f.csv, line {line}"), (refusal.Found, refusal.Where));
        Assert.Contains("a title or a comment?", refusal.Try);
    }

    public static TheoryData<string> RowsWithNames =>
        [
            string.Concat(Enumerable.Range(0, 12).Select(i => FormattableString.Invariant($"name {i},{i % 3},{i * 1.5}\n"))),
            string.Concat(Enumerable.Range(0, 12).Select(i => FormattableString.Invariant($"{(3 * i) + 2},{(i * 0.5) + 0.25},{i}\n"))),
            string.Concat(Enumerable.Range(1, 12).Select(i => FormattableString.Invariant($"{i},{i % 4},{i * 1.5}\n"))),
        ];

    [Theory]
    [MemberData(nameof(RowsWithNames))]
    public void A_first_column_that_names_the_rows_needs_no_name(string rows) =>
        Assert.Equal(["c1", "x", "y"], Read("x,y\n" + rows).Schema.Select(column => column.Name));

    [Theory]
    [InlineData("4,8,45.5\n2,1,17.7\n1,1,9.2\n")]
    [InlineData("1,5,9\n2,5,8\n3,7,7\n")]
    [InlineData("2.5,1,9\n3.5,2,8\n")]
    [InlineData("Anna,1,9.5\nAnna,2,8.5\n")]
    public void Rows_in_which_a_decimal_comma_may_part_a_number_are_refused(string rows)
    {
        var refusal = Refusal(() => Read("x,y\n" + rows));

        Assert.Equal(("line 2 has 3 cells, the header 2", "incoming/m/f.csv, line 2"), (refusal.Found, refusal.Where));
        Assert.Contains("decimal comma", refusal.Try);
    }

    [Theory]
    [InlineData("a,colour,c,y\n1,5,red,2,3\n7,5,red,2,3\n")]
    [InlineData("a,colour,c,y\nAnna,5,red,2,3\nBen,5,red,2,3\n")]
    public void A_file_for_a_model_has_no_names_of_rows_that_training_did_not_have(string text) =>
        Assert.Equal(
            "The rows have one cell more than the header has names",
            Assert.Throws<ProblemException>(() => FrameReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), Schema)).Problem.Title
        );

    [Fact]
    public void Comments_stand_before_rows_without_a_header_too()
    {
        var rows = Table(60).Split('\n', 2)[1];

        Assert.Equal(Bytes(Read(rows).Frame), Bytes(Read("# of a sensor\n" + rows).Frame));
    }

    [Fact]
    public void A_header_that_begins_with_a_number_sign_is_a_header() =>
        Assert.Equal(["#a", "colour", "c", "y"], Read("#" + Table(60)).Schema.Select(column => column.Name));

    [Fact]
    public void A_header_without_a_name_for_the_row_names_leaves_the_first_column_without_one()
    {
        var result = Read("a,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"row{i},{i * 7 % 31}.5,{i % 11}\n")));

        Assert.Equal(
            [("c1", ColumnRole.Id), ("a", ColumnRole.Feature), ("y", ColumnRole.Label)],
            result.Schema.Select(column => (column.Name, column.Role))
        );
    }

    private static string Table(int rows) =>
        "a,colour,c,y\n"
        + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i * 7 % 31}.5,{(i % 3 == 1 ? "red" : "blue")},{i * 13 % 17},{i % 2}\n"));
}
