using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

public sealed class DefaultGatesTests
{
    [Fact]
    public void Whatever_gates_a_team_sets_the_baseline_has_to_be_beaten()
    {
        var definition = new ModelDefinition
        {
            Training = new() { Metric = "mae" },
            Gates = [new("r2", Min: 0.8)],
        };

        var gates = DefaultGates.InForce(definition, ModelTask.Regression);

        Assert.Equal(definition.Gates[0], gates[0]);
        Assert.Equal(("mae", true), (gates[1].Metric, gates[1].VsBaseline!.Significant));
        Assert.Equal(2, gates.Count);
    }

    [Fact]
    public void A_gate_against_the_baseline_that_the_team_set_is_the_one()
    {
        var definition = new ModelDefinition { Gates = [new("r2", VsBaseline: new(MinGain: 0.1))] };

        Assert.Equal(definition.Gates, DefaultGates.InForce(definition, ModelTask.Regression));
    }

    [Fact]
    public void Without_gates_the_defaults_hold_on_the_metric_that_chooses()
    {
        Assert.Equal(
            ["f1", "f1"],
            DefaultGates.InForce(new() { Training = new() { Metric = "f1" } }, ModelTask.Binary).Select(gate => gate.Metric)
        );
        Assert.Equal(["auc", "auc"], DefaultGates.InForce(new(), ModelTask.Binary).Select(gate => gate.Metric));
    }

    [Fact]
    public void Groups_have_to_be_further_apart_than_parts_of_what_has_none() =>
        Assert.Equal(
            0.02,
            DefaultGates.InForce(new() { Gates = [new("silhouette", Min: 0.3)] }, ModelTask.Clustering)[1].VsBaseline!.MinGain
        );

    [Fact]
    public void A_team_s_own_gates_never_free_a_detector_of_anomalies_from_beating_the_simplest_guess() =>
        Assert.Contains(
            DefaultGates.InForce(new() { Gates = [new(MetricNames.Auc, Min: 0.1)] }, ModelTask.Anomaly),
            gate => gate.VsBaseline is not null
        );

    [Fact]
    public void A_forecast_has_to_err_clearly_less_than_the_simplest_one_which_few_rows_need_not_prove()
    {
        Assert.Equal(new("mase", VsBaseline: new(MaxRelative: 0.95)), DefaultGates.InForce(new(), ModelTask.Forecast)[0]);
        Assert.Equal(
            0.05,
            DefaultGates.InForce(new() { Training = new() { Metric = "r2" } }, ModelTask.Forecast)[0].VsBaseline!.MinGain!.Value,
            1e-12
        );
        Assert.Equal(
            new(MaxRelative: 0.95),
            DefaultGates.InForce(new() { Gates = [new("mae", Max: 9)] }, ModelTask.Forecast)[1].VsBaseline
        );
    }
}
