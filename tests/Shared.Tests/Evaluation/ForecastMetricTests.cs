using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Learning;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

public sealed class ForecastMetricTests
{
    /// <summary>Two series, one a thousand times as large: their changes over a season are 2 and 2,000.</summary>
    private static readonly ForecastUnits Units = new(
        [0, 0, 1, 1],
        [2, 2, 2_000, 2_000],
        [4, 4, 4e6, 4e6],
        [0.5, 0.5, 0.5, 0.5],
        Interval: 0.8
    );

    private static readonly double[] Labels = [10, 12, 10_000, 12_000];

    private static readonly Predictions Answers = new(ModelTask.Forecast, [], [11, 12, 14_000, 12_000], null)
    {
        Units = Units,
        Lows = [9, 12, 13_000, 11_000],
        Highs = [13, 14, 15_000, 13_000],
    };

    [Fact]
    public void Errors_count_in_changes_over_a_season_and_each_series_as_much_as_any_other()
    {
        // 0.5, 0, 2, 0.
        Assert.Equal(0.625, Evaluator.Measure("mase", Answers, Labels), 1e-12);
        Assert.Equal((Math.Sqrt(0.25 / 2) + Math.Sqrt(4.0 / 2)) / 2, Evaluator.Measure("rmsse", Answers, Labels), 1e-12);
        Assert.Equal(((1 / 10.5) + (4_000 / 12_000.0)) / 4, Evaluator.Measure("smape", Answers, Labels), 1e-12);
    }

    [Fact]
    public void Wide_intervals_and_truths_outside_cost_in_the_same_units() =>
        // Widths of 2, 1, 1, 1, and one truth 3,000 below, times 2 / 0.2.
        Assert.Equal((2 + 1 + 1 + 1 + 15) / 4.0, Evaluator.Measure("msis", Answers, Labels), 1e-12);

    [Fact]
    public void A_weightier_series_counts_more()
    {
        var heavy = Answers with { Units = Units with { Weights = [1.5, 1.5, 0.5, 0.5] } };

        Assert.Equal(((0.25 * 3) + 1) / 4, Evaluator.Measure("mase", heavy, Labels), 1e-12);
        Assert.Equal(((3 * Math.Sqrt(0.25 / 2)) + Math.Sqrt(4.0 / 2)) / 4, Evaluator.Measure("rmsse", heavy, Labels), 1e-12);
    }

    [Fact]
    public void A_series_that_never_changed_does_not_count_and_without_units_nothing_is_measured()
    {
        var still = Answers with
        {
            Units = Units with { Change = [2, 2, double.NaN, double.NaN], SquaredChange = [4, 4, double.NaN, double.NaN] },
        };

        Assert.Equal(0.25, Evaluator.Measure("mase", still, Labels), 1e-12);
        Assert.Equal(Math.Sqrt(0.25 / 2), Evaluator.Measure("rmsse", still, Labels), 1e-12);
        Assert.All(
            (string[])["mase", "rmsse", "msis"],
            metric => Assert.True(double.IsNaN(Evaluator.Measure(metric, Answers with { Units = null }, Labels)))
        );
        Assert.True(double.IsNaN(Evaluator.Measure("msis", Answers with { Lows = null, Highs = null }, Labels)));
        Assert.Equal(0, Evaluator.Measure("smape", Answers with { Values = [0, 0, 0, 0] }, [0, 0, 0, 0]));
    }

    [Fact]
    public void A_slice_and_the_whole_are_measured_alike_and_intervals_hold_the_value()
    {
        var report = Evaluator.Evaluate(Answers, Labels, new([], 4), [], "rmsse", seed: 1);

        Assert.All(
            (string[])["mase", "rmsse", "smape", "msis"],
            metric => Assert.InRange(report.Metrics[metric].Value, report.Metrics[metric].Low, report.Metrics[metric].High)
        );
    }
}
