using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

public sealed class FramePartsTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("x", ColumnType.Number, ColumnRole.Feature),
        new("city", ColumnType.Text, ColumnRole.Feature),
        new("at", ColumnType.Time, ColumnRole.Feature),
    ];

    /// <summary>What a part holds depends on the file alone, and all parts are the whole file.</summary>
    [Theory]
    [InlineData(64, 1)]
    [InlineData(64, 3)]
    [InlineData(500, 2)]
    public void The_parts_of_a_file_are_the_file(int blockBytes, int threads)
    {
        var csv = Csv();
        var whole = FrameReader.ReadCsv(Stream(csv), Schema);

        using var parts = new FrameParts(Stream(csv), Schema, "a.csv");
        var read = parts.Read(threads, blockBytes: blockBytes).ToList();

        Assert.InRange(read.Count, 4, int.MaxValue);
        Assert.Equal(Cells(whole), read.SelectMany(Cells));
        Assert.Equal(whole.Lines, read.SelectMany(part => part.Lines));
        Assert.Equal(whole.SetAside, read.SelectMany(part => part.SetAside));
        Assert.Equal(whole.Notes, read.SelectMany(part => part.Notes));
        Assert.Equal(303, read.Sum(part => part.RowsRead));
    }

    /// <summary>Numbers that are understood as texts only are read as texts from the part on that shows it.</summary>
    [Fact]
    public void A_part_may_tell_that_a_column_is_written_otherwise_than_it_began()
    {
        ColumnSchema[] schema = [new("x", ColumnType.Number, ColumnRole.Feature, null, new() { Decimal = ',' })];
        var csv = "x;z\n" + string.Concat(Enumerable.Range(0, 100).Select(row => $"{row};a\n")) + "7,5;b\n8,25;b\n";

        using var parts = new FrameParts(Stream(csv), schema, "a.csv");
        var values = parts.Read(1, blockBytes: 64).SelectMany(part => ((NumberColumn)part.Frame.Columns[0]).Values).ToList();

        Assert.Equal([.. Enumerable.Range(0, 100).Select(row => (double)row), 7.5, 8.25], values);
    }

    private static string Csv() =>
        "city,x,at,other\n"
        + string.Concat(
            Enumerable
                .Range(0, 300)
                .Select(row =>
                {
                    var (city, x) = (row % 7 == 0 ? "\"a\nb\"" : $"c{row % 5}", row % 11 == 0 ? "odd" : CellWriter.Write(row / 4.0));
                    return $"{city},{x},2026-03-{1 + (row % 28):00},\n" + (row % 100 == 50 ? "too,few\n" : "");
                })
        );

    private static MemoryStream Stream(string csv) => new(Encoding.UTF8.GetBytes(csv));

    private static IEnumerable<string?> Cells(FileRows rows) =>
        Enumerable.Range(0, rows.Frame.RowCount).SelectMany(row => rows.Frame.Columns.Select(column => CellWriter.Write(column, row)));
}
