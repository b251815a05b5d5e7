using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Privacy;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Data;

public sealed class KAnonymityTests
{
    private static readonly DataFrame Frame = new(
        [
            new NumberColumn("age", [20, 20, 30, 30, 30, double.NaN]),
            new TextColumn("plz", [0, 0, 0, 0, 1, -1], ["10", "20"]),
            new TextColumn("key", [0, 1, 2, 3, 4, 5], ["a", "b", "c", "d", "e", "f"]),
        ],
        6
    );

    private static readonly ColumnSchema[] Schema =
    [
        new("age", ColumnType.Number, ColumnRole.Feature),
        new("plz", ColumnType.Text, ColumnRole.Feature),
        new("key", ColumnType.Text, ColumnRole.Id),
    ];

    [Fact]
    public void The_smallest_group_of_equal_cells_counts()
    {
        var found = KAnonymity.Of(Frame.Take([0, 1, 2, 3]), ["age"], Schema);

        Assert.Equal((2, 2, 0, 4), (found.K, found.Groups, found.Alone, found.Rows));
    }

    [Fact]
    public void Without_names_all_columns_that_are_learned_count_and_a_missing_cell_is_a_value()
    {
        var found = KAnonymity.Of(Frame, [], Schema);

        Assert.Equal(["age", "plz"], found.Columns);
        Assert.Equal((1, 4, 2, 6), (found.K, found.Groups, found.Alone, found.Rows));
    }

    [Fact]
    public void A_column_that_is_not_there_is_told_of() =>
        Assert.Contains("'plz'", Assert.Throws<ProblemException>(() => KAnonymity.Of(Frame, ["pls"], Schema)).Problem.Try);
}
