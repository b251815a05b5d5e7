using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Features.Splitting;

/// <summary>Rows held out as the file says.</summary>
public sealed class PredefinedSplitTests
{
    private static readonly ModelDefinition ByPart = new()
    {
        Task = ModelTask.Binary,
        Split = new() { Column = "part" },
    };
    private static readonly IReadOnlyList<ColumnSchema> Schema = [.. SampleFrames.Schema, new("part", ColumnType.Text, ColumnRole.Ignore)];
    private static readonly IReadOnlyList<ColumnSchema> Ungrouped = [.. Schema.Where(column => column.Role != ColumnRole.Group)];

    [Fact]
    public void Every_row_is_where_the_file_says() =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    string[] values = ["train", "validation", "test"];
                    var split = Split(values, rows: 300, row => row < 6 ? row % 3 : StableHash(row, seed) % 3, seed);

                    foreach (var (side, value) in new[] { (split.Training, 0), (split.Validation, 1), (split.Test, 2) })
                    {
                        Assert.Equal(Enumerable.Range(0, 300).Where(row => (row < 6 ? row % 3 : StableHash(row, seed) % 3) == value), side);
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Without_rows_for_validation_a_share_of_those_for_training_is_taken_and_none_of_the_test() =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    var split = Split(["test", "train"], rows: 1_000, row => row % 4 == 0 ? 0 : 1, seed);

                    Assert.Equal(Enumerable.Range(0, 250).Select(row => 4 * row), split.Test);
                    Assert.Equal(Enumerable.Range(0, 1_000).Where(row => row % 4 != 0), split.Training.Concat(split.Validation).Order());
                    Assert.InRange(split.Validation.Length, 40, 150); // 94 expected, 9 the standard deviation
                    Assert.Equal(split.Validation, Split(["test", "train"], rows: 1_000, row => row % 4 == 0 ? 0 : 1, seed).Validation);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Where_there_are_groups_those_for_validation_are_held_out_as_a_whole()
    {
        var frame = WithPart(SampleFrames.Make(1_000, 3), ["train", "test"], row => row % 5 == 0 ? 1 : 0);
        var split = DataSplit.Make(frame, Schema, ByPart);
        var shops = ((TextColumn)frame.Find("shop")!).Codes;

        Assert.NotEmpty(split.Validation);
        Assert.Empty(split.Validation.Select(row => shops[row]).Intersect(split.Training.Select(row => shops[row])));
    }

    /// <summary>What is chosen on the days before the test is chosen on what is most like it.</summary>
    [Fact]
    public void Where_all_test_rows_are_later_the_latest_rows_to_learn_from_choose()
    {
        var frame = WithPart(SampleFrames.Make(1_000, 3), ["train", "test"], _ => 0);
        var ticks = ((TimeColumn)frame.Find("when")!).Ticks;
        var cut = ticks.Order().ElementAt(800);
        frame = frame.With(SampleFrames.Text("part", 1_000, ["train", "test"], row => ticks[row] >= cut ? 1 : 0));

        var split = DataSplit.Make(frame, Ungrouped, ByPart);

        Assert.InRange(split.Validation.Length, 90, 110);
        Assert.True(split.Training.Max(row => ticks[row]) < split.Validation.Min(row => ticks[row]));
        Assert.True(split.Validation.Max(row => ticks[row]) < split.Test.Min(row => ticks[row]));
        Assert.Equal(split.Validation.Order(), split.ValidationInTime!.Select(place => split.Validation[place]).Order());
        Assert.Equal(
            split.Validation.Select(row => ticks[row]).Order(),
            split.ValidationInTime!.Select(place => ticks[split.Validation[place]])
        );
        Assert.Contains(split.Notes.Sentences(), note => note.Contains("latest") && note.Contains("'when'"));
    }

    [Fact]
    public void A_test_row_older_than_what_is_learned_says_that_the_split_is_not_one_in_time()
    {
        var frame = WithPart(SampleFrames.Make(1_000, 3), ["train", "test"], _ => 0);
        var ticks = ((TimeColumn)frame.Find("when")!).Ticks;
        var (cut, oldest) = (ticks.Order().ElementAt(800), Array.IndexOf(ticks, ticks.Where(tick => tick != TimeColumn.Missing).Min()));
        frame = frame.With(SampleFrames.Text("part", 1_000, ["train", "test"], row => ticks[row] >= cut || row == oldest ? 1 : 0));

        var split = DataSplit.Make(frame, Ungrouped, ByPart);

        Assert.Null(split.ValidationInTime);
        Assert.True(split.Training.Max(row => ticks[row]) > split.Validation.Min(row => ticks[row]));
    }

    [Fact]
    public void Other_values_mean_what_the_definition_says_numbers_among_them()
    {
        var frame = SampleFrames.Make(90, 1);
        var numbers = new DataFrame(
            [.. frame.Columns, new NumberColumn("part", [.. Enumerable.Range(0, 90).Select(row => (double)(row % 3))])],
            90
        );
        var definition = ByPart with
        {
            Split = new()
            {
                Kind = SplitKind.Column,
                Column = "part",
                Sides = new Dictionary<string, SplitSide>
                {
                    ["0"] = SplitSide.Train,
                    ["1"] = SplitSide.Train,
                    ["2"] = SplitSide.Test,
                },
            },
        };

        Assert.Equal(Enumerable.Range(0, 90).Where(row => row % 3 == 2), DataSplit.Make(numbers, Ungrouped, definition).Test);
    }

    [Theory]
    [InlineData("train,test,tset", "'tset' in 10 rows", "'test'")]
    [InlineData("train,test,Test", "'Test' in 10 rows", "'test'")]
    [InlineData("train,test,", "no value in 10 rows", "'train', 'validation', 'test'")]
    [InlineData("train,train,train", "30 rows to learn from, 0 to choose by and 0 to judge by", "'test'")]
    [InlineData("test,test,test", "0 rows to learn from, 0 to choose by and 30 to judge by", "'train'")]
    [InlineData("validation,test,test", "0 rows to learn from, 10 to choose by and 20 to judge by", "'train'")]
    public void A_value_without_a_meaning_and_a_side_without_rows_are_refused_by_name(string values, string found, string expected)
    {
        var problem = Assert.Throws<ProblemException>(() => Split(values.Split(','), rows: 30, row => row % 3, seed: 1)).Problem;

        Assert.Contains(found, problem.Found);
        Assert.Contains(expected, problem.Expected);
        Assert.Contains("'part'", problem.Where);
    }

    [Fact]
    public void Test_rows_that_are_copies_of_what_is_learned_are_told_of()
    {
        var frame = WithPart(
            SampleFrames.Make(200, 2).Take([.. Enumerable.Range(0, 400).Select(row => row % 200)]),
            ["train", "test"],
            row => row < 200 || row >= 250 ? 0 : 1
        );

        Assert.Contains(
            DataSplit.Make(frame, Ungrouped, ByPart).Notes.Sentences(),
            note => note.StartsWith("50 of the test rows are copies")
        );
        Assert.DoesNotContain(Split(["test", "train"], 400, row => row % 2, seed: 9).Notes.Sentences(), note => note.Contains("copies"));
    }

    private static SplitRows Split(string[] values, int rows, Func<int, int> part, int seed) =>
        DataSplit.Make(WithPart(SampleFrames.Make(rows, seed), values, part), Ungrouped, ByPart);

    private static DataFrame WithPart(DataFrame frame, string[] values, Func<int, int> part) =>
        new(
            [.. frame.Columns, SampleFrames.Text("part", frame.RowCount, values, row => values[part(row)].Length == 0 ? -1 : part(row))],
            frame.RowCount
        );

    private static int StableHash(int row, int seed) =>
        (int)(MLOpsFunctions.Numerics.StableHash.Mix((ulong)((row * 7_919) + seed)) % 1_000);

    private static Arbitrary<int> Seeds() => Gen.Choose(1, 100_000).ToArbitrary();
}
