using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

public sealed class MetricTests
{
    public static TheoryData<ModelTask> Tasks => [.. Enum.GetValues<ModelTask>()];

    [Fact]
    public void The_list_is_the_contract_s() =>
        Assert.Equal(
            [
                .. (string[])["auc", "accuracy", "f1", "logloss", "brier", "rmse", "mae", "r2", "mape", "pinball"],
                .. (string[])["mase", "rmsse", "smape", "msis", "silhouette", "separation"],
            ],
            MetricNames.All
        );

    [Fact]
    public void Every_metric_has_a_direction_and_fits_some_task() =>
        Assert.All(
            MetricNames.All,
            metric =>
            {
                _ = MetricNames.HigherIsBetter(metric);
                Assert.Contains(Enum.GetValues<ModelTask>(), task => MetricNames.Fits(metric, task));
            }
        );

    [Fact]
    public void Errors_and_losses_are_better_when_low() =>
        Assert.Equal(
            ["logloss", "brier", "rmse", "mae", "mape", "pinball", "mase", "rmsse", "smape", "msis"],
            MetricNames.All.Where(metric => !MetricNames.HigherIsBetter(metric))
        );

    [Fact]
    public void An_unknown_metric_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MetricNames.HigherIsBetter("gini"));
        Assert.Throws<ArgumentException>(() => MetricNames.Fits("gini", ModelTask.Binary));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_default_metric_fits_its_task(ModelTask task) => Assert.Contains(DefaultMetric.For(task), MetricNames.For(task));

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_default_gates_demand_a_threshold_each_and_a_significant_gain_over_the_champion_or_of_a_forecast_as_good_a_one(
        ModelTask task
    )
    {
        var gates = DefaultGates.For(task);

        Assert.All(gates, gate => Assert.True(MetricNames.Fits(gate.Metric, task)));
        Assert.All(gates, gate => Assert.False(gate is { Min: null, Max: null, VsChampion: null, VsBaseline: null }));
        Assert.Contains(
            gates,
            gate =>
                task == ModelTask.Forecast ? gate.VsChampion is { MaxRelative: 1.05 } : gate.VsChampion is { MinGain: 0, Significant: true }
        );
        Assert.Contains(
            gates,
            gate =>
                task switch
                {
                    ModelTask.Clustering => gate.VsBaseline is { MinGain: > 0 },
                    ModelTask.Forecast => gate.VsBaseline is { MaxRelative: < 1 },
                    _ => gate.VsBaseline is { MinGain: 0, Significant: true },
                }
        );
    }

    [Fact]
    public void The_default_gates_judge_by_the_metric_that_chooses() =>
        Assert.All(DefaultGates.For(ModelTask.Regression, MetricNames.Mae), gate => Assert.Equal(MetricNames.Mae, gate.Metric));
}
