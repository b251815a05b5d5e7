using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

public sealed class JsonRowBuilderTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("colour", ColumnType.Text, ColumnRole.Feature),
        new("weight", ColumnType.Number, ColumnRole.Feature),
    ];

    [Fact]
    public void Columns_may_come_in_any_order_and_lack_in_some_rows()
    {
        var (frame, gaps) = Read(
            """[{"weight":2,"size":" 1.5 ","colour":"red"},{"colour":"red","size":1e1},{"size":null,"weight":-0.25}]"""
        );
        Assert.Equal([1.5, 10, double.NaN], ((NumberColumn)frame.Columns[0]).Values);
        Assert.Equal(["red", "red", null], Enumerable.Range(0, 3).Select(row => ((TextColumn)frame.Columns[1])[row]));
        Assert.Equal([2, double.NaN, -0.25], ((NumberColumn)frame.Columns[2]).Values);
        Assert.Empty(gaps.Absent);
        Assert.Equal([2], gaps.Partial["colour"]);
        Assert.Equal([1], gaps.Partial["weight"]);
    }

    [Theory]
    [InlineData("""[{"size":1},{"size":1,"colour":"red","colour":"blue"}]""", "rows[1]")]
    [InlineData("""[{"size":1},{"weight":1,"wieght":2}]""", "rows[1]")]
    [InlineData("""[{"size":1},{"weight":1,"size":true}]""", "rows[1].size")]
    [InlineData("""[{"size":1},{"weight":"heavy"}]""", "rows[1].weight")]
    [InlineData("""[{"size":1e999}]""", "rows[0].size")]
    public void What_cannot_be_read_is_refused_with_its_place(string rows, string where) =>
        Assert.Equal(where, Assert.Throws<ProblemException>(() => Read(rows)).Problem.Where);

    private static (DataFrame Frame, InputGaps Gaps) Read(string rows)
    {
        using var document = JsonDocument.Parse(rows);
        return FrameBuilder.ReadJsonRows(document.RootElement, Schema);
    }
}
