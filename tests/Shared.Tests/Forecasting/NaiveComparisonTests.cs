using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Forecasting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;

namespace MLOpsFunctions.Shared.Tests.Forecasting;

public sealed class NaiveComparisonTests
{
    private static readonly DataFrame Frame = SampleSeries.Make(days: 120, gaps: 0);
    private static readonly int[] Rows = [.. Enumerable.Range(0, Frame.RowCount)];
    private static readonly SeriesPlan Plan = SeriesPlanFit.Fit(Frame, SampleSeries.Schema, Rows[..400], Rows[400..], "sales", new());
    private static readonly double[] Labels = [.. ((NumberColumn)Frame.Find("sales")!).Values[400..]];

    [Fact]
    public void Each_series_counts_once_whatever_its_size()
    {
        // Right for all shops but the largest, whose errors are greater than all the others' sales.
        var comparison = Compare((label, row) => row % 4 == 3 ? 3 * label : label);

        Assert.Equal((4, 3, 1, 7), (comparison.Series, comparison.Better, comparison.Worse, comparison.Season));
        Assert.Equal(0, Worse(comparison).Value!.Value - 1);
        Assert.True(Worse(comparison).Passed);
        Assert.Contains("which repeats the value of 7 steps before, for 3 of 4 series", Worse(comparison).Sentence);
    }

    [Fact]
    public void What_loses_for_most_series_is_held_back()
    {
        var comparison = Compare((label, row) => row % 4 == 3 ? label : 3 * label);

        Assert.Equal((1, 3), (comparison.Better, comparison.Worse));
        Assert.False(Worse(comparison).Passed);
        Assert.Contains("it loses for most of them", Worse(comparison).Sentence);
    }

    [Fact]
    public void As_good_is_no_loss_and_one_series_is_not_compared()
    {
        var (rows, answers) = Held((label, _) => label);
        var scale = Plan.ScaleOf(rows)!;
        var same = ((NumberColumn)rows.Find("sales @ same step of the last 7")!).Values;

        Assert.Equal(
            (0, 0),
            NaiveComparison.Of(Plan, rows, answers with { Values = scale.Restore(same) }, Labels) is { } equal
                ? (equal.Better, equal.Worse)
                : (-1, -1)
        );
        Assert.Null(
            NaiveComparison.Of(Plan, rows, answers with { Units = answers.Units! with { Series = new int[Labels.Length] } }, Labels)
        );
    }

    [Fact]
    public void One_large_series_far_from_its_mean_holds_no_other_back()
    {
        // In the label's units the largest shop alone would bring r2 below zero.
        var report = new EvaluationReport(80, new Dictionary<string, MetricValue> { ["r2"] = new(-3, -4, -2) }, []);
        var series = new ForecastState(Plan, Plan.HistoryOf(Frame, whole: false));

        Assert.All(
            ForecastConditions.Of(series, report, Compare((label, row) => row % 4 == 3 ? label * 1.9 : label)),
            outcome => Assert.True(outcome.Passed)
        );
        Assert.Contains(ForecastConditions.Of(series, report, naive: null), outcome => !outcome.Passed);
    }

    private static GateOutcome Worse(NaiveComparison comparison) =>
        ForecastConditions
            .Of(
                new ForecastState(Plan, Plan.HistoryOf(Frame, whole: false)),
                new(80, new Dictionary<string, MetricValue>(), []),
                comparison
            )
            .Single(outcome => outcome.Name.Kind == GateKind.BetterThanNaive);

    private static NaiveComparison Compare(Func<double, int, double> answer)
    {
        var (rows, answers) = Held(answer);
        return NaiveComparison.Of(Plan, rows, answers, Labels)!;
    }

    private static (DataFrame Rows, Predictions Answers) Held(Func<double, int, double> answer)
    {
        var history = Plan.HistoryOf(Frame, whole: true);
        var steps = Plan.StepsOf(Frame, Rows[400..]);
        var rows = Plan.Extend(Frame.Take(Rows[400..]), history, steps, Backtest.RollingOrigins(steps, Plan.Horizon), 1);
        return (
            rows,
            new(ModelTask.Forecast, [], [.. Labels.Select(answer)], null)
            {
                Units = ErrorUnits.Of(Plan, history, Frame.Take(Rows[400..]), steps, null, 0.8),
            }
        );
    }
}
