using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;

namespace MLOpsFunctions.Shared.Tests.Features.Splitting;

/// <summary>Few rows choose part by part.</summary>
public sealed class KFoldSplitTests
{
    private static readonly ModelDefinition Binary = new() { Task = ModelTask.Binary };
    private static readonly IReadOnlyList<ColumnSchema> Ungrouped =
    [
        .. SampleFrames.Schema.Where(column => column.Role is not (ColumnRole.Group or ColumnRole.Time)),
    ];

    public static TheoryData<SplitKind> Kinds => [SplitKind.Random, SplitKind.Group, SplitKind.Column];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_row_but_the_test_s_is_held_out_once_and_teaches_otherwise(SplitKind kind) =>
        Prop.ForAll(
                Seeds(),
                seed =>
                {
                    var (frame, schema, definition) = Few(kind, 200 + (seed % 300), seed);
                    var split = DataSplit.Make(frame, schema, definition);
                    int[] rows = [.. split.Training.Concat(split.Validation).Order()];

                    Assert.Equal(5, split.Folds.Count);
                    Assert.Equal(rows, split.Folds.SelectMany(fold => fold.Validation).Order());
                    Assert.All(split.Folds, fold => Assert.Equal(rows, fold.Training.Concat(fold.Validation).Order()));
                    Assert.All(
                        split.Folds,
                        fold =>
                            Assert.True(
                                fold.Training.SequenceEqual(fold.Training.Order()) && fold.Validation.SequenceEqual(fold.Validation.Order())
                            )
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_group_is_held_out_as_a_whole_and_copies_of_a_row_together()
    {
        var (frame, schema, definition) = Few(SplitKind.Group, 400, 3);
        var shops = ((TextColumn)frame.Find("shop")!).Codes;
        Assert.All(
            DataSplit.Make(frame, schema, definition).Folds,
            fold => Assert.Empty(fold.Validation.Select(row => shops[row]).Intersect(fold.Training.Select(row => shops[row])))
        );

        var joined = SampleFrames.Make(150, 5).Take([.. Enumerable.Range(0, 300).Select(row => row % 150)]);
        Assert.All(
            DataSplit.Make(joined, Ungrouped, Binary).Folds,
            fold => Assert.Empty(fold.Validation.Select(row => row % 150).Intersect(fold.Training.Select(row => row % 150)))
        );
    }

    [Fact]
    public void Each_class_is_dealt_evenly_and_one_of_a_single_row_is_always_learned()
    {
        var frame = SampleFrames.Make(300, 4);
        frame = frame.With(
            SampleFrames.Text(
                "label",
                300,
                ["often", "seldom", "once"],
                row =>
                    row == 7 ? 2
                    : row % 15 == 0 ? 1
                    : 0
            )
        );
        var labels = ((TextColumn)frame.Find("label")!).Codes;

        // Whatever row 7's side would be by chance, a class needs a row to learn from.
        var split = DataSplit.Make(frame, Ungrouped, new() { Task = ModelTask.Multiclass });

        foreach (var code in new[] { 0, 1 })
        {
            int[] counts = [.. split.Folds.Select(fold => fold.Validation.Count(row => labels[row] == code))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        Assert.All(split.Folds, fold => Assert.Contains(7, fold.Training));
    }

    [Fact]
    public void Rows_split_in_time_many_rows_wide_ones_and_a_declared_share_are_held_out_once()
    {
        var frame = SampleFrames.Make(400, 6);
        Assert.NotEmpty(DataSplit.Make(frame, Ungrouped, Binary).Folds);

        Assert.Empty(DataSplit.Make(frame, SampleFrames.Schema, Binary with { Split = new() { Kind = SplitKind.Time } }).Folds);
        Assert.Empty(DataSplit.Make(frame, Ungrouped, Binary with { Split = new() { Validation = 0.125 } }).Folds);
        Assert.Empty(DataSplit.Make(frame, Ungrouped, Binary with { Task = ModelTask.Anomaly }).Folds);
        Assert.Empty(DataSplit.Make(SampleFrames.Make(13_000, 6), Ungrouped, Binary).Folds);
        Assert.Empty(
            DataSplit
                .Make(
                    SampleFrames.Make(8_000, 6),
                    [.. Ungrouped.Select(column => column.Name == "street" ? column with { Text = TextKind.Prose } : column)],
                    Binary
                )
                .Folds
        );
        Assert.Empty(DataSplit.Make(SampleFrames.Make(5, 6), Ungrouped, Binary with { Task = ModelTask.Regression }).Folds);
    }

    private static (DataFrame, IReadOnlyList<ColumnSchema>, ModelDefinition) Few(SplitKind kind, int rows, int seed)
    {
        var frame = SampleFrames.Make(rows, seed);
        return kind switch
        {
            SplitKind.Group => (frame, SampleFrames.Schema, Binary with { Split = new() { Kind = kind } }),
            SplitKind.Column => (
                new([.. frame.Columns, SampleFrames.Text("part", rows, ["train", "test"], row => row % 4 == 0 ? 1 : 0)], rows),
                [.. Ungrouped, new("part", ColumnType.Text, ColumnRole.Ignore)],
                Binary with
                {
                    Split = new() { Column = "part" },
                }
            ),
            _ => (frame, Ungrouped, Binary),
        };
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(1, 100_000).ToArbitrary();
}
