using MLOpsFunctions.Definitions;
using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>Gates pass what was shown, and nothing else.</summary>
public sealed class GateTests
{
    private static readonly EvaluationReport Candidate = new(100, new Dictionary<string, MetricValue> { ["rmse"] = new(50, 45, 55), ["r2"] = new(0.85, 0.8, 0.9), ["mae"] = new(double.NaN, 0, 0) }, []);

    [Theory]
    [InlineData(0.8, true)]
    [InlineData(0.85, true)]
    [InlineData(0.86, false)]
    public void An_absolute_gate_holds_the_value_against_its_threshold(double min, bool passed)
    {
        var verdict = Judge(new GateDefinition("r2", Min: min));

        Assert.Equal(passed, verdict.Blessed);
        Assert.Equal((0.85, min, passed), (verdict.Gates[0].Value, verdict.Gates[0].Threshold, verdict.Gates[0].Passed));
    }

    [Fact]
    public void Without_gate_data_or_threshold_nothing_is_blessed()
    {
        Assert.False(Judge().Blessed);
        Assert.False(Judge(new GateDefinition("r2")).Blessed);
        Assert.False(Judge(new GateDefinition("mae", Max: 100)).Blessed);
        Assert.False(Judge(new GateDefinition("auc", Min: 0)).Blessed);
        Assert.False(Judge(new GateDefinition("nonsense", Min: 0)).Blessed);
        Assert.False(Judge(new GateDefinition("rmse", VsChampion: new())).Blessed);
        Assert.False(Judge(new GateDefinition("rmse", VsBaseline: new(MinGain: 0))).Blessed);
    }

    [Fact]
    public void A_champion_that_could_not_be_scored_is_not_beaten() =>
        Assert.False(Gates.Judge([new("rmse", VsChampion: new(MaxRelative: 1))], Candidate, null, null, hasChampion: true).Blessed);

    [Fact]
    public void The_first_version_has_no_champion_to_beat()
    {
        var verdict = Gates.Judge([new("rmse", VsChampion: new(MaxRelative: 1))], Candidate, null, null, hasChampion: false);

        Assert.True(verdict.Blessed);
        Assert.Contains("No version serves yet", verdict.Sentence);
    }

    [Theory]
    [InlineData(54.3, 1.0, true)]
    [InlineData(45.0, 1.0, false)]
    [InlineData(45.0, 1.2, true)]
    public void A_relative_gate_holds_the_ratio_against_its_bound(double champion, double bound, bool passed)
    {
        var verdict = Gates.Judge([new("rmse", VsChampion: new(MaxRelative: bound))], Candidate, Against(champion, 0, 0), null, hasChampion: true);

        Assert.Equal(passed, verdict.Blessed);
        Assert.Contains("on the same 100 rows", verdict.Sentence);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(-0.1, false)]
    [InlineData(0, false)]
    public void A_significant_gain_lies_above_zero_with_its_whole_interval(double low, bool passed) =>
        Assert.Equal(passed, Gates.Judge([new("rmse", VsChampion: new(Significant: true))], Candidate, Against(52, 2, low), null, hasChampion: true).Blessed);

    [Fact]
    public void One_failed_gate_holds_back_and_is_named()
    {
        var verdict = Judge(new("r2", Min: 0.5), new("rmse", Max: 40));

        Assert.False(verdict.Blessed);
        Assert.Equal("Held back: rmse is 50 on 100 test rows; at most 40 is required.", verdict.Sentence);
    }

    private static GateVerdict Judge(params GateDefinition[] gates) => Gates.Judge(gates, Candidate, Against(60, 10, 5), null, hasChampion: true);

    private static PairedComparison Against(double other, double gain, double low) =>
        new(100, new Dictionary<string, double> { ["rmse"] = other }, new Dictionary<string, MetricValue> { ["rmse"] = new(gain, low, gain + (gain - low)) });
}
