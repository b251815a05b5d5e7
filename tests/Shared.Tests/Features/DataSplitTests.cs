using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Features;

public sealed class DataSplitTests
{
    private static readonly ModelDefinition Random = new()
    {
        Task = ModelTask.Binary,
        Split = new() { Kind = SplitKind.Random },
    };
    private static readonly ModelDefinition Time = Random with { Split = new() { Kind = SplitKind.Time } };
    private static readonly ModelDefinition Group = Random with { Split = new() { Kind = SplitKind.Group } };

    public static TheoryData<SplitKind> Kinds => [SplitKind.Random, SplitKind.Time, SplitKind.Group];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sides_are_disjoint_exhaustive_ascending_and_not_empty(SplitKind kind) =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    var rows = 100 + (seed % 400);
                    var split = DataSplit.Make(
                        SampleFrames.Make(rows, seed),
                        SampleFrames.Schema,
                        Random with
                        {
                            Split = new() { Kind = kind },
                        }
                    );

                    Assert.Equal(Enumerable.Range(0, rows), split.Training.Concat(split.Validation).Concat(split.Test).Order());
                    Assert.All(
                        [split.Training, split.Validation, split.Test],
                        side =>
                        {
                            Assert.NotEmpty(side);
                            Assert.Equal(side.Order(), side);
                        }
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, 20)]
    [InlineData(5, 20)]
    [InlineData(35, 35)]
    [InlineData(49, 49)]
    [InlineData(80, 20)]
    public void The_test_spans_a_declared_horizon_where_that_leaves_half_of_the_time(int? horizon, int expected)
    {
        var frame = new DataFrame(
            [
                new TimeColumn("t", [.. Enumerable.Range(1, 100).Select(day => day * TimeSpan.TicksPerDay)]),
                new NumberColumn("y", new double[100]),
            ],
            100
        );
        ColumnSchema[] schema = [new("t", ColumnType.Time, ColumnRole.Time), new("y", ColumnType.Number, ColumnRole.Label)];

        Assert.Equal(
            expected,
            DataSplit
                .Make(
                    frame,
                    schema,
                    new()
                    {
                        Task = ModelTask.Forecast,
                        Label = "y",
                        Forecast = new() { Horizon = horizon },
                    }
                )
                .Test.Length
        );
    }

    [Fact]
    public void Shares_are_met_on_many_rows()
    {
        var split = DataSplit.Make(
            SampleFrames.Make(20_000, 1),
            SampleFrames.Schema,
            Random with
            {
                Split = new()
                {
                    Kind = SplitKind.Random,
                    Test = 0.3,
                    Validation = 0.1,
                },
            }
        );

        Assert.InRange(split.Test.Length, 5_700, 6_300);
        Assert.InRange(split.Validation.Length, 1_250, 1_550);
    }

    [Fact]
    public void A_row_stays_on_its_side_when_rows_are_appended_and_moved() =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    var later = SampleFrames.Make(1_500, seed);
                    int[] order = [.. Enumerable.Range(0, 900).OrderBy(row => (row * 7_919) % 907)];
                    var now = Sides(DataSplit.Make(later.Take(order), SampleFrames.Schema, Random), 900);
                    var then = Sides(DataSplit.Make(later, SampleFrames.Schema, Random), 1_500);

                    Assert.Equal(order.Select(row => then[row]), now);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void New_row_numbers_another_column_order_and_an_appended_empty_column_move_no_row()
    {
        var frame = SampleFrames.Make(600, 3);
        var empty = SampleFrames.Text("later", 600, [], _ => -1);
        var renumbered = frame.With(new NumberColumn("id", new double[600]));
        var wider = new DataFrame([empty, .. renumbered.Columns.Reverse()], 600);
        ColumnSchema[] schema = [.. SampleFrames.Schema.Reverse(), new("later", ColumnType.Text, ColumnRole.Feature)];

        Assert.Equal(DataSplit.Make(frame, SampleFrames.Schema, Random).Test, DataSplit.Make(wider, schema, Random).Test);
    }

    [Fact]
    public void A_file_joined_to_itself_keeps_copies_on_one_side()
    {
        var frame = SampleFrames.Make(300, 5);
        var joined = frame.Take([.. Enumerable.Range(0, 900).Select(row => row % 300)]);
        var sides = Sides(DataSplit.Make(joined, SampleFrames.Schema, Random), 900);

        Assert.All(Enumerable.Range(0, 300), row => Assert.True(sides[row] == sides[row + 300] && sides[row] == sides[row + 600]));
    }

    [Fact]
    public void A_table_of_few_possible_rows_is_held_out_by_its_shares()
    {
        var (first, label) = (
            SampleFrames.Text("a", 8_000, ["x", "y"], row => row % 2),
            SampleFrames.Text("label", 8_000, ["no", "yes"], row => row / 2 % 2)
        );
        ColumnSchema[] schema = [new("a", ColumnType.Text, ColumnRole.Feature), new("label", ColumnType.Text, ColumnRole.Label)];
        var split = DataSplit.Make(new([first, label], 8_000), schema, Random);

        Assert.InRange(split.Test.Length, 1_100, 2_100);
        Assert.Equal(4, split.Training.Select(row => row % 4).Distinct().Count());
    }

    [Fact]
    public void Another_seed_holds_out_other_rows()
    {
        var frame = SampleFrames.Make(500, 7);
        var other = Random with { Training = new() { Seed = 8 } };

        Assert.NotEqual(DataSplit.Make(frame, SampleFrames.Schema, Random).Test, DataSplit.Make(frame, SampleFrames.Schema, other).Test);
    }

    [Fact]
    public void Whole_groups_are_held_out()
    {
        var frame = SampleFrames.Make(900, 9);
        var sides = Sides(DataSplit.Make(frame, SampleFrames.Schema, Group), 900);
        var shops = ((TextColumn)frame.Find("shop")!).Codes;

        Assert.All(shops.Zip(sides).GroupBy(pair => pair.First), shop => Assert.Single(shop.Select(pair => pair.Second).Distinct()));
    }

    [Fact]
    public void Later_rows_judge_earlier_ones_and_an_instant_is_never_divided()
    {
        var frame = SampleFrames.Make(1_000, 11);
        var ticks = ((TimeColumn)frame.Find("when")!).Ticks;
        var split = DataSplit.Make(frame, SampleFrames.Schema, Time);

        Assert.True(split.Training.Max(row => ticks[row]) < split.Validation.Min(row => ticks[row]));
        Assert.True(split.Validation.Max(row => ticks[row]) < split.Test.Min(row => ticks[row]));
        Assert.InRange(split.Test.Length, 180, 220);
    }

    [Fact]
    public void Numbers_order_a_time_split_and_without_a_time_column_the_file_does()
    {
        var frame = SampleFrames.Make(100, 13);
        ColumnSchema[] numbered =
        [
            .. SampleFrames.Schema.Select(column =>
                column.Name switch
                {
                    "id" => column with { Role = ColumnRole.Time },
                    "when" => column with { Role = ColumnRole.Ignore },
                    _ => column,
                }
            ),
        ];
        ColumnSchema[] bare = [.. numbered.Select(column => column.Name == "id" ? column with { Role = ColumnRole.Id } : column)];

        Assert.Equal(Enumerable.Range(80, 20), DataSplit.Make(frame, numbered, Time).Test);
        Assert.Equal(Enumerable.Range(80, 20), DataSplit.Make(frame, bare, Time).Test);
    }

    [Fact]
    public void Without_a_word_a_forecast_is_split_by_time_and_grouped_rows_by_group()
    {
        var frame = SampleFrames.Make(500, 15);
        var silent = new ModelDefinition { Task = ModelTask.Binary };

        Assert.Equal(DataSplit.Make(frame, SampleFrames.Schema, Group).Test, DataSplit.Make(frame, SampleFrames.Schema, silent).Test);
        Assert.Equal(
            DataSplit.Make(frame, SampleFrames.Schema, Time).Test,
            DataSplit.Make(frame, SampleFrames.Schema, silent with { Task = ModelTask.Forecast }).Test
        );
    }

    [Fact]
    public void A_class_of_one_row_can_be_learned() =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    var frame = SampleFrames.Make(200, seed);
                    var label = SampleFrames.Text("label", 200, ["common", "rare"], row => row == seed % 200 ? 1 : 0);

                    Assert.Contains(seed % 200, DataSplit.Make(frame.With(label), SampleFrames.Schema, Random).Training);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_class_that_only_later_rows_have_is_told()
    {
        var label = SampleFrames.Text("label", 90, ["a", "b", "late"], row => row >= 80 ? 2 : row % 2);
        ColumnSchema[] schema = [new("label", ColumnType.Text, ColumnRole.Label)];
        var split = DataSplit.Make(new([label], 90), schema, Time with { Task = ModelTask.Multiclass });

        Assert.Contains("Of 3 classes 1 have no training row", Assert.Single(split.Notes.Sentences()));
        Assert.EndsWith("'late'.", split.Notes[0].Sentence());
    }

    [Fact]
    public void A_class_that_only_earlier_rows_have_is_told_and_so_is_the_only_one_to_learn()
    {
        var early = SampleFrames.Text("label", 90, ["a", "b", "early"], row => row < 10 ? 2 : row % 2);
        var split = DataSplit.Make(
            new([early], 90),
            [new("label", ColumnType.Text, ColumnRole.Label)],
            Time with
            {
                Task = ModelTask.Multiclass,
            }
        );

        Assert.EndsWith(
            "have no test row, so nothing is known of how well they are predicted: 'early'.",
            Assert.Single(split.Notes.Sentences())
        );
        var one = new NumberColumn("label", [.. Enumerable.Range(0, 90).Select(row => row < 80 ? 4.5 : 6)]);
        var refusal = Assert.Throws<ProblemException>(() =>
            DataSplit.Make(new([one], 90), [new("label", ColumnType.Number, ColumnRole.Label)], Time with { Task = ModelTask.Binary })
        );
        Assert.Equal("1 of 2 classes in the training rows, '4.5'", refusal.Problem.Found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Too_few_rows_are_refused_with_their_number(int rows)
    {
        Assert.StartsWith($"{rows} rows with", Refuse(SampleFrames.Make(rows, 1), Random with { Task = ModelTask.Regression }).Found);
        Assert.StartsWith($"{rows} rows at", Refuse(SampleFrames.Make(rows, 1), Time with { Task = ModelTask.Regression }).Found);
    }

    [Fact]
    public void No_row_at_all_is_refused() => Assert.StartsWith("0 rows", Refuse(SampleFrames.Make(0, 1), Random).Found);

    [Fact]
    public void One_class_and_one_instant_and_no_group_are_refused()
    {
        var frame = SampleFrames.Make(50, 1);

        Assert.Contains("one class", Refuse(frame.With(SampleFrames.Text("label", 50, ["yes"], _ => 0)), Random).Title);
        Assert.Contains("50 rows at 1 instants", Refuse(frame.With(new TimeColumn("when", new long[50])), Time).Found);
        Assert.Contains(
            "group",
            Assert
                .Throws<ProblemException>(() =>
                    DataSplit.Make(frame, [.. SampleFrames.Schema.Where(column => column.Role != ColumnRole.Group)], Group)
                )
                .Problem.Title
        );
    }

    private static Problem Refuse(DataFrame frame, ModelDefinition definition) =>
        Assert.Throws<ProblemException>(() => DataSplit.Make(frame, SampleFrames.Schema, definition)).Problem;

    private static char[] Sides(SplitRows split, int rows)
    {
        var sides = new char[rows];
        foreach (var (side, members) in new[] { ('t', split.Training), ('v', split.Validation), ('e', split.Test) })
        {
            Array.ForEach(members, row => sides[row] = side);
        }

        return sides;
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(1, 100_000).ToArbitrary();
}
