using MLOpsFunctions.Data;

namespace MLOpsFunctions.Shared.Tests.Data;

public sealed class RowsDigestTests
{
    private static readonly DataFrame Frame = new(
        [
            new NumberColumn("size", [1, 2, double.NaN, 1]),
            new TextColumn("sky", [0, 1, -1, 0], ["grey", "blue"]),
            new TimeColumn("at", [5, 6, TimeColumn.Missing, 5]),
        ],
        4
    );

    [Theory]
    [InlineData(0, 1, 2, 3)]
    [InlineData(3, 2, 1, 0)]
    [InlineData(1, 3, 0, 2)]
    public void Neither_the_order_of_rows_nor_that_of_columns_changes_it(int first, int second, int third, int fourth)
    {
        var taken = Frame.Take([first, second, third, fourth]);
        var turned = new DataFrame(
            [.. taken.Columns.Reverse().Select(column => column is TextColumn text ? text.WithoutUnusedLevels() : column)],
            4
        );

        Assert.Equal(RowsDigest.Of(Frame), RowsDigest.Of(taken));
        Assert.Equal(RowsDigest.Of(Frame), RowsDigest.Of(turned));
    }

    [Fact]
    public void A_row_more_or_less_a_cell_that_differs_and_another_name_change_it()
    {
        DataFrame[] others =
        [
            Frame.Take([0, 1, 2]),
            Frame.Take([0, 1, 2, 3, 3]),
            Frame.Take([0, 1, 2, 2]),
            Frame.Take([1, 1, 2, 2]),
            new([new NumberColumn("size", [1, 1, double.NaN, 2]), .. Frame.Columns.Skip(1)], 4),
            new([new NumberColumn("sizes", [1, 2, double.NaN, 1]), .. Frame.Columns.Skip(1)], 4),
        ];

        string[] digests = [RowsDigest.Of(Frame), .. others.Select(RowsDigest.Of)];
        Assert.Distinct(digests);
    }
}
