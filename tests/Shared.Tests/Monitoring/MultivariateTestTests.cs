using MLOpsFunctions.Data;
using MLOpsFunctions.Data.Profiling;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class MultivariateTestTests
{
    private static readonly ColumnSchema[] Schema =
    [
        new("x", ColumnType.Number, ColumnRole.Feature),
        new("y", ColumnType.Number, ColumnRole.Feature),
        new("z", ColumnType.Text, ColumnRole.Feature),
    ];

    private static readonly DriftSubject Subject = new("check", "m", 1, "reference", "file", default);

    /// <summary>Each column stays as it was; only how two of them go together changes.</summary>
    [Fact]
    public void A_change_that_no_single_column_shows_is_found()
    {
        var report = Check(Frame(3_000, 1, correlation: 1), Frame(2_000, 2, correlation: -1));

        Assert.DoesNotContain(report.Columns, column => column.Drifted);
        Assert.True(report.Multivariate is { Drifted: true, Auc: > 0.8, Low: > 0.75 }, report.Multivariate?.ToString());
        Assert.True(report.Drifted);
        Assert.Contains("no single feature shows it", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_the_same_distribution_are_not_told_apart()
    {
        var alarms = 0;
        for (var seed = 0; seed < 30; seed++)
        {
            var finding = Find(Frame(1_500, 100 + seed, correlation: 1), Frame(400, 1_000 + seed, correlation: 1))!.Value;
            alarms += finding.PValue < 0.05 ? 1 : 0;
            Assert.InRange(finding.Auc, 0.42, 0.58);
        }

        Assert.InRange(alarms, 0, 5);
    }

    [Fact]
    public void The_same_rows_give_the_same_finding_on_any_number_of_threads_and_in_any_number_of_frames()
    {
        var (then, now) = (Frame(800, 1, correlation: 1), Frame(7_000, 2, correlation: 0));
        var parts = new MultivariateTest(Profiler.Describe(then), Schema);
        parts.AddReference(then);
        for (var from = 0; from < 7_000; from += 1_000)
        {
            parts.AddCurrent(now.Take([.. Enumerable.Range(from, 1_000)]));
        }

        Assert.Equal(Find(then, now), parts.Find(seed: 7, threads: 3));
    }

    [Fact]
    public void Too_few_rows_are_not_looked_at() =>
        Assert.Null(Find(Frame(1_000, 1, correlation: 1), Frame(MultivariateTest.LeastRows - 1, 2, correlation: -1)));

    private static DriftReport Check(DataFrame then, DataFrame now)
    {
        var detector = new DriftDetector(Profiler.Describe(then), Schema, new());
        detector.Add(now);
        return detector.Report(Subject, Find(then, now));
    }

    private static MultivariateFinding? Find(DataFrame then, DataFrame now)
    {
        var test = new MultivariateTest(Profiler.Describe(then), Schema);
        test.AddReference(then);
        test.AddCurrent(now);
        return test.Find(seed: 7, threads: 1);
    }

    private static DataFrame Frame(int rows, int seed, double correlation)
    {
        var random = new Random(seed);
        var (x, y) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            (x[row], y[row]) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            y[row] = correlation == 0 ? y[row] : correlation * Math.Sign(x[row]) * Math.Abs(y[row]);
        }

        return new(
            [
                new NumberColumn("x", x),
                new NumberColumn("y", y),
                new TextColumn("z", [.. Enumerable.Range(0, rows).Select(_ => random.Next(3))], ["a", "b", "c"]),
            ],
            rows
        );
    }
}
