using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Evaluation.Insight;
using MLOpsFunctions.Features;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Shared.Tests.Learning.Boosting;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>A label that rises with "size", depends on "city" and not at all on "noise".</summary>
public sealed class InsightBuilderTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("noise", ColumnType.Number, ColumnRole.Feature),
        new("size", ColumnType.Number, ColumnRole.Feature),
        new("city", ColumnType.Text, ColumnRole.Feature),
        new("day", ColumnType.Time, ColumnRole.Time),
    ];

    private static readonly (DataFrame Rows, double[] Labels) Data = Make(3_000);
    private static readonly TrainedModel Numbers = Train(ModelTask.Regression, [], Data.Labels);

    [Fact]
    public void What_counts_stands_first_in_every_way_of_asking()
    {
        var insight = InsightBuilder.Of(Numbers, 10_000, Data.Rows, Data.Labels, "rmse", 7, threads: 2)!;

        Assert.Equal(["size", "city"], insight.Importances.Take(2).Select(importance => importance.Feature));
        Assert.Equal(1, insight.Importances.Sum(importance => importance.Share), 1e-9);
        Assert.Equal(["size", "city"], insight.Permutations.Take(2).Select(importance => importance.Column));
        Assert.InRange(insight.Permutations[0].Loss, 30, 60);
        Assert.All(
            insight.Permutations.Where(importance => importance.Column is "noise" or "day"),
            importance => Assert.InRange(importance.Loss, -0.5, 0.5)
        );
        Assert.Equal(3_000, insight.Rows);
    }

    [Fact]
    public void Answers_follow_the_columns_as_the_label_does()
    {
        var curves = InsightBuilder
            .Of(Numbers, 10_000, Data.Rows, Data.Labels, "rmse", 7, threads: 1)!
            .Dependences.ToDictionary(dependence => dependence.Column, dependence => dependence.Points);

        var size = curves["size"];
        Assert.Equal(10, size.Count);
        Assert.All(size.Zip(size.Skip(1)), pair => Assert.True(pair.First.Answers[0] < pair.Second.Answers[0]));
        Assert.Equal(100 * 0.9, size[^1].Answers[0] - size[0].Answers[0], 8.0);
        Assert.Equal(["Oslo", "Rome"], curves["city"].Select(point => point.At)); // The commoner one first.
        Assert.Equal(20, curves["city"][1].Answers[0] - curves["city"][0].Answers[0], 2.0);
    }

    [Fact]
    public void Shuffling_a_column_of_the_rows_by_hand_loses_the_same()
    {
        var found = FeatureImportances.OfShuffles(Numbers, Data.Rows, Data.Labels, ["day"], "rmse", 3, threads: 1).Single();

        var whole = Evaluator.Measure("rmse", Numbers.Predict(Data.Rows), Data.Labels);
        var losses = Enumerable
            .Range(0, InsightBudget.Shuffles)
            .Select(shuffle =>
            {
                var order = RowSampler.Shuffle(Data.Rows.RowCount, new(3, shuffle));
                var rows = new DataFrame(
                    [.. Data.Rows.Columns.Select(column => column.Name == "day" ? column.Take(order) : column)],
                    Data.Rows.RowCount
                );
                return Evaluator.Measure("rmse", Numbers.Predict(rows), Data.Labels) - whole;
            })
            .ToArray();
        Assert.Equal(losses.Average(), found.Loss, 1e-9);
        Assert.Equal(Math.Sqrt(losses.Sum(loss => Math.Pow(loss - losses.Average(), 2)) / 2), found.Deviation, 1e-9);
    }

    [Fact]
    public void The_same_is_found_on_any_number_of_threads_and_with_the_seed_another_sample()
    {
        string Find(int seed, int threads, long bytes = 100_000_000) =>
            Json.Write(InsightBuilder.Of(Numbers, bytes, Data.Rows, Data.Labels, "r2", seed, threads));

        Assert.Equal(Find(7, 1), Find(7, 2));
        Assert.NotEqual(Find(7, 1), Find(8, 1));
        Assert.NotEqual(Find(7, 1), Find(7, 1, 10_000));
    }

    [Fact]
    public void Of_two_classes_the_second_is_told_and_of_several_each()
    {
        var labels = Array.ConvertAll(Data.Labels, label => label > 60 ? 1.0 : 0);
        var three = Array.ConvertAll(
            Data.Labels,
            label =>
                label > 80 ? 2.0
                : label > 40 ? 1
                : 0
        );

        var binary = InsightBuilder.Of(Train(ModelTask.Binary, ["no", "yes"], labels), 10_000, Data.Rows, labels, "auc", 7, 1)!;
        var multi = InsightBuilder.Of(Train(ModelTask.Multiclass, ["a", "b", "c"], three), 10_000, Data.Rows, three, "accuracy", 7, 1)!;

        Assert.True(binary.Permutations[0] is { Column: "size", Loss: > 0.2 });
        Assert.True(binary.Dependences[0].Points[^1].Answers is [> 0.7]);
        Assert.True(multi.Permutations[0] is { Column: "size", Metric: "accuracy", Loss: > 0.2 });
        Assert.All(multi.Dependences.SelectMany(dependence => dependence.Points), point => Assert.Equal(1, point.Answers.Sum(), 1e-9));
        Assert.All(multi.Dependences.SelectMany(dependence => dependence.Points), point => Assert.Equal(3, point.Answers.Count));
    }

    [Fact]
    public void A_large_model_is_asked_less_and_nothing_is_asked_of_no_rows()
    {
        Assert.True(new InsightBudget(1_000_000).ExplainRows > new InsightBudget(10_000_000).ExplainRows);
        Assert.Equal(
            (20, 100, 50),
            (
                new InsightBudget(long.MaxValue).ExplainRows,
                new InsightBudget(long.MaxValue).ShuffleRows(20),
                new InsightBudget(long.MaxValue).CurveRows(8)
            )
        );
        Assert.Equal(
            (500, 2_000, 500),
            (new InsightBudget(1).ExplainRows, new InsightBudget(1).ShuffleRows(1), new InsightBudget(1).CurveRows(1))
        );
        Assert.Null(InsightBuilder.Of(Numbers, 1, FrameBuilder.Missing(Schema, rows: 0), [], "rmse", 7, 1));
    }

    [Fact]
    public void Columns_with_missing_cells_and_one_row_are_no_obstacle()
    {
        var rows = FrameBuilder.Missing(Schema, rows: 1);

        var insight = InsightBuilder.Of(Numbers, 1_000, rows, [5], "rmse", 7, 1)!;

        Assert.Empty(insight.Dependences);
        Assert.All(insight.Permutations, importance => Assert.Equal(0, importance.Loss));
    }

    private static TrainedModel Train(ModelTask task, string[] classes, double[] labels)
    {
        var plan = FeaturePlan.Fit(Data.Rows, Schema, [.. Enumerable.Range(0, Data.Rows.RowCount)], new(), FeatureEncoding.Native);
        var model = new BoostedTreesTrainer()
            .Train(new(plan.Encode(Data.Rows), labels, classes.Length), null, new() { ["trees"] = 60 }, SampleTables.Context(task))
            .Model;
        return new()
        {
            Task = task,
            Classes = classes,
            Label = "y",
            Signature = Schema,
            Plan = plan,
            Model = model,
        };
    }

    private static (DataFrame, double[]) Make(int rows)
    {
        var random = new Random(11);
        var (noise, size, city) = (new double[rows], new double[rows], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            (noise[row], size[row], city[row]) = (random.NextDouble(), random.NextDouble(), random.NextDouble() < 0.4 ? 0 : 1);
        }

        return (
            new(
                [
                    new NumberColumn("noise", noise),
                    new NumberColumn("size", size),
                    new TextColumn("city", city, ["Rome", "Oslo"]),
                    new TimeColumn("day", [.. Enumerable.Range(0, rows).Select(row => new DateTime(2024, 1, 1).AddHours(row * 7).Ticks)]),
                ],
                rows
            ),
            [.. Enumerable.Range(0, rows).Select(row => (100 * size[row]) + (city[row] == 0 ? 20 : 0))]
        );
    }
}
