using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly DataFrame NoColumns = new([], 0);

    [Fact]
    public void The_report_has_every_metric_of_the_task_within_its_interval()
    {
        var (predictions, labels) = SampleScores.RandomBinary(400, seed: 1);

        var report = Evaluator.Evaluate(predictions, labels, NoColumns, [], "auc", seed: 7);

        Assert.Equal(400, report.Rows);
        Assert.Equal(MetricNames.For(ModelTask.Binary), report.Metrics.Keys);
        Assert.All(report.Metrics, metric => Assert.InRange(metric.Value.Value, metric.Value.Low, metric.Value.High));
        Assert.All(report.Metrics, metric => Assert.Equal(Evaluator.Measure(metric.Key, predictions, labels), metric.Value.Value));
        Assert.All(report.Metrics, metric => Assert.True(metric.Value.High > metric.Value.Low));
    }

    [Fact]
    public void The_seed_and_nothing_else_decides_the_intervals()
    {
        var (predictions, labels) = SampleScores.RandomNumbers(500, seed: 2, noise: 3);
        PairedComparison Compare(int seed, int threads) =>
            Evaluator.Compare(predictions, SampleScores.RandomNumbers(500, 3, 4).Predictions, labels, seed, threads);
        EvaluationReport Evaluate(int seed, int threads) => Evaluator.Evaluate(predictions, labels, NoColumns, [], "rmse", seed, threads);

        Assert.Equal(Json.Write(Evaluate(7, 1)), Json.Write(Evaluate(7, 4)));
        Assert.Equal(Json.Write(Compare(7, 1)), Json.Write(Compare(7, 3)));
        Assert.NotEqual(Json.Write(Evaluate(7, 1)), Json.Write(Evaluate(8, 1)));
    }

    [Fact]
    public void The_interval_of_a_mean_is_that_of_its_standard_error()
    {
        var (predictions, labels) = SampleScores.RandomNumbers(2_000, seed: 4, noise: 3);
        var errors = predictions.Values.Zip(labels, (p, y) => Math.Abs(p - y)).ToArray();
        var deviation = Math.Sqrt(errors.Average(error => Math.Pow(error - errors.Average(), 2)) / errors.Length);

        var mae = Evaluator.Evaluate(predictions, labels, NoColumns, [], "mae", seed: 7).Metrics["mae"];

        Assert.InRange((mae.High - mae.Low) / (2 * 1.96 * deviation), 0.9, 1.1);
    }

    [Fact]
    public void About_95_of_100_intervals_hold_the_truth()
    {
        var (everything, truth) = SampleScores.RandomBinary(100_000, seed: 99);
        var reports = Enumerable
            .Range(0, 100)
            .Select(sample =>
            {
                var (predictions, labels) = SampleScores.RandomBinary(200, sample);
                return Evaluator.Evaluate(predictions, labels, NoColumns, [], "auc", seed: sample);
            })
            .ToList();

        Assert.All(
            new[] { "auc", "accuracy" },
            metric =>
            {
                var target = Evaluator.Measure(metric, everything, truth);
                var covered = reports.Count(report => report.Metrics[metric].Low <= target && target <= report.Metrics[metric].High);

                // Four standard deviations of a count of 100 with a chance of 0.95 are 8.7.
                Assert.InRange(covered, 87, 100);
            }
        );
    }

    [Fact]
    public void A_gain_is_positive_where_the_candidate_is_better_whatever_the_metric_s_direction()
    {
        var (better, labels) = SampleScores.RandomNumbers(600, seed: 5, noise: 1);
        var (worse, _) = (SampleScores.Numbers([.. better.Values.Select((value, row) => value + (row % 2 == 0 ? 2 : -2))]), 0);

        var comparison = Evaluator.Compare(better, worse, labels, seed: 7);

        Assert.Equal(MetricNames.For(ModelTask.Regression), comparison.Gains.Keys);
        Assert.All(comparison.Gains, gain => Assert.True(gain.Value.Low > 0, gain.Key));
        Assert.Equal(Evaluator.Measure("rmse", worse, labels), comparison.Other["rmse"]);
        Assert.Equal(
            Evaluator.Measure("rmse", worse, labels) - Evaluator.Measure("rmse", better, labels),
            comparison.Gains["rmse"].Value,
            12
        );
    }

    [Fact]
    public void Models_of_equal_noise_are_not_told_apart()
    {
        var (first, labels) = SampleScores.RandomNumbers(1_000, seed: 11, noise: 2);
        var random = new Random(12);
        var second = SampleScores.Numbers([.. labels.Select(label => label + (2 * SampleScores.Normal(random)))]);

        var gain = Evaluator.Compare(first, second, labels, seed: 7).Gains["rmse"];
        Assert.InRange(0, gain.Low, gain.High);
    }

    [Fact]
    public void Answers_in_terms_of_other_classes_are_compared_by_class_name()
    {
        var other = new Predictions(ModelTask.Multiclass, ["a", "c"], [1, 0, 1], [0.2, 0.8, 0.7, 0.3, 0.1, 0.9]).AlignTo(["a", "b", "c"]);
        var candidate = new Predictions(ModelTask.Multiclass, ["a", "b", "c"], [2, 0, 1], [0.1, 0.1, 0.8, 0.6, 0.2, 0.2, 0.2, 0.6, 0.2]);

        var comparison = Evaluator.Compare(candidate, other, [2, 0, 1], seed: 7);

        Assert.Equal([0.2, 0, 0.8, 0.7, 0, 0.3, 0.1, 0, 0.9], other.Probabilities!);
        Assert.Equal(2 / 3.0, comparison.Other["accuracy"], 12);
        Assert.Equal(1 / 3.0, comparison.Gains["accuracy"].Value, 12);
    }

    [Fact]
    public void Models_that_agree_differ_by_nothing_however_noisy_the_rows()
    {
        var (predictions, labels) = SampleScores.RandomNumbers(50, seed: 6, noise: 20);

        Assert.All(
            Evaluator.Compare(predictions, predictions, labels, seed: 7).Gains,
            gain => Assert.Equal(new MetricValue(0, 0, 0), gain.Value)
        );
    }

    [Fact]
    public void Pairing_narrows_the_interval_of_a_difference()
    {
        var (candidate, labels) = SampleScores.RandomNumbers(400, seed: 8, noise: 5);
        var other = SampleScores.Numbers([.. candidate.Values.Select((value, row) => value + (0.2 * Math.Sin(row)))]);

        var paired = Evaluator.Compare(candidate, other, labels, seed: 7).Gains["rmse"];
        var alone = Evaluator.Evaluate(candidate, labels, NoColumns, [], "rmse", seed: 7).Metrics["rmse"];

        Assert.True(paired.High - paired.Low < 0.2 * (alone.High - alone.Low));
    }

    [Fact]
    public void One_row_and_no_rows_are_reported_and_prove_nothing()
    {
        var one = Evaluator.Evaluate(SampleScores.Binary(0.8), [1], NoColumns, [], "auc", seed: 7);
        var none = Evaluator.Evaluate(SampleScores.Binary(), [], NoColumns, [], "auc", seed: 7);

        Assert.True(double.IsNaN(one.Metrics["auc"].Value));
        Assert.Equal(1, one.Metrics["accuracy"].Value);
        Assert.All(none.Metrics, metric => Assert.True(double.IsNaN(metric.Value.Value) && double.IsNaN(metric.Value.Low)));
    }

    [Fact]
    public void The_worst_slice_comes_first_and_equals_the_metric_of_its_rows_alone()
    {
        var (rows, schema) = Table(1_000);
        var (predictions, labels) = SampleScores.RandomBinary(1_000, seed: 9);
        var bad = ((TextColumn)rows.Find("place")!).Codes;
        var spoiled = SampleScores.Binary([
            .. Enumerable.Range(0, 1_000).Select(row => bad[row] == 2 ? 1 - labels[row] : predictions.Probabilities![(2 * row) + 1]),
        ]);

        foreach (var metric in new[] { "auc", "accuracy", "f1", "logloss" })
        {
            var slices = Evaluator.Evaluate(spoiled, labels, rows, schema, metric, seed: 7).Slices;

            Assert.Equal(("place", "south"), (slices[0].Column, slices[0].Level));
            foreach (var slice in slices.Where(slice => slice.Column == "place"))
            {
                var kept = Enumerable.Range(0, 1_000).Where(row => ((TextColumn)rows.Find("place")!)[row] == slice.Level).ToArray();
                Assert.Equal(kept.Length, slice.Rows);
                Assert.Equal(
                    Evaluator.Measure(
                        metric,
                        SampleScores.Binary([.. kept.Select(row => spoiled.Probabilities![(2 * row) + 1])]),
                        [.. kept.Select(row => labels[row])]
                    ),
                    slice.Value,
                    12
                );
            }
        }
    }

    [Fact]
    public void Slices_are_levels_quarters_and_missing_cells_and_never_the_label_or_an_id()
    {
        var (rows, schema) = Table(1_000);
        var (predictions, labels) = SampleScores.RandomBinary(1_000, seed: 10);

        var slices = Evaluator.Evaluate(predictions, labels, rows, schema, "accuracy", seed: 7).Slices;

        Assert.Equal(["north", "south", "west"], slices.Where(slice => slice.Column == "place").Select(slice => slice.Level).Order());
        Assert.Equal(
            ["(missing)", "above 250 up to 499", "above 499 up to 749", "above 749", "up to 250"],
            slices.Where(slice => slice.Column == "size").Select(slice => slice.Level).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["0", "1"], slices.Where(slice => slice.Column == "flag").Select(slice => slice.Level).Order());
        Assert.DoesNotContain(slices, slice => slice.Column is "id");
        Assert.Equal(slices.Select(slice => slice.Value).Order(), slices.Select(slice => slice.Value));
    }

    [Fact]
    public void Quarters_are_cut_of_a_column_that_is_missing_almost_everywhere()
    {
        const int rows = 25_001;
        var values = Enumerable.Range(0, rows).Select(row => row % 20 == 1 ? row : double.NaN).ToArray();
        var (frame, labels) = (new DataFrame([new NumberColumn("x", values)], rows), new double[rows]);

        var slices = Evaluator
            .Evaluate(SampleScores.Numbers(labels), labels, frame, [new("x", ColumnType.Number, ColumnRole.Feature)], "mae", seed: 7)
            .Slices;

        Assert.Equal(5, slices.Count);
        Assert.Equal(rows, slices.Sum(slice => slice.Rows));
        Assert.All(slices.Where(slice => slice.Level != "(missing)"), slice => Assert.InRange(slice.Rows, 300, 325));
    }

    private static (DataFrame Rows, IReadOnlyList<ColumnSchema> Schema) Table(int rows)
    {
        double[] Numbers(Func<int, double> of) => [.. Enumerable.Range(0, rows).Select(of)];
        var frame = new DataFrame(
            [
                new NumberColumn("id", Numbers(row => row)),
                new TextColumn(
                    "place",
                    [.. Enumerable.Range(0, rows).Select(row => row % 100 == 0 ? 3 : row % 3)],
                    ["north", "west", "south", "rare"]
                ),
                new NumberColumn("size", Numbers(row => row % 20 == 0 ? double.NaN : row)),
                new NumberColumn("flag", Numbers(row => row % 2)),
            ],
            rows
        );
        return (
            frame,
            [
                new("id", ColumnType.Number, ColumnRole.Id),
                new("place", ColumnType.Text, ColumnRole.Feature),
                new("size", ColumnType.Number, ColumnRole.Feature),
                new("flag", ColumnType.Number, ColumnRole.Feature),
            ]
        );
    }

    [Fact]
    public void Each_class_has_its_rows_and_what_was_found_of_them()
    {
        var predictions = SampleScores.Classes(3, 0.8, 0.1, 0.1, 0.7, 0.2, 0.1, 0.2, 0.7, 0.1, 0.9, 0.1, 0);
        var report = Evaluator.Evaluate(predictions, [0, 1, 1, 2], new DataFrame([], 4), [], "accuracy", 7);

        Assert.Equal([new("c0", 1, 3, 1), new("c1", 2, 1, 1), new("c2", 1, 0, 0)], report.Classes!);
        Assert.Equal(
            (1.0 / 3, 1.0, 0.5, null, 0.0),
            (
                report.Classes![0].Precision,
                report.Classes[0].Recall,
                report.Classes[1].Recall,
                report.Classes[2].Precision,
                report.Classes[2].Recall
            )
        );
        Assert.Equal(report.Classes, Json.Read<EvaluationReport>(Json.Write(report)).Classes!);
        Assert.Null(Evaluator.Evaluate(SampleScores.Numbers(1, 2), [1, 3], new DataFrame([], 2), [], "rmse", 7).Classes);
    }
}
