using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>What <c>shadow.tolerance</c> lets go to shadow although its gates against the champion did not pass.</summary>
public sealed class NearChampionTests
{
    private static readonly Dictionary<string, double> Metrics = new() { ["auc"] = 0.8, ["rmse"] = 50 };

    /// <summary>Failed gate, measured, threshold, tolerance, whether it is near. The auc is 0.8, so 0.02 of it are 0.016.</summary>
    [Theory]
    [InlineData("auc vsChampion minGain", -0.016, 0, 0.02, true)]
    [InlineData("auc vsChampion minGain", -0.017, 0, 0.02, false)]
    [InlineData("auc vsChampion minGain", 0.01, 0, 0, true)]
    [InlineData("rmse vsChampion maxRelative", 1.019, 1, 0.02, true)]
    [InlineData("rmse vsChampion maxRelative", 1.03, 1, 0.02, false)]
    [InlineData("auc vsChampion minRelative", 0.985, 1, 0.02, true)]
    [InlineData("auc vsChampion minRelative", 0.97, 1, 0.02, false)]
    [InlineData("auc min", 0.699, 0.7, 0.02, false)]
    [InlineData("auc vsBaseline minGain", -0.001, 0, 0.02, false)]
    [InlineData("auc slices vsChampion minGain", -0.001, 0, 0.02, false)]
    public void The_tolerance_is_a_share_of_the_metric_and_holds_against_the_champion_only(
        string gate,
        double value,
        double threshold,
        double tolerance,
        bool isNear
    ) => Assert.Equal(isNear, NearChampion.Is(Verdict(Failed(gate, value, threshold)), Metrics, tolerance));

    [Fact]
    public void Every_failed_gate_must_be_near()
    {
        var near = Failed("auc vsChampion minGain", -0.01, 0);

        Assert.True(NearChampion.Is(Verdict(near, near with { Name = GateName.Parse("rmse min"), Passed = true }), Metrics, 0.05));
        Assert.False(NearChampion.Is(Verdict(near, Failed("auc min", 0.6, 0.7)), Metrics, 0.05));
        Assert.False(NearChampion.Is(Verdict(near with { Value = null }), Metrics, 0.05));
        Assert.False(NearChampion.Is(new(Blessed: true, [near with { Passed = true }]), Metrics, 0.05));
        Assert.False(NearChampion.Is(new(Blessed: false, []), Metrics, 0.05));
    }

    private static GateVerdict Verdict(params GateOutcome[] gates) => new(false, gates);

    private static GateOutcome Failed(string name, double value, double threshold) =>
        new(GateName.Parse(name), value, threshold, false, Note.OfText("It failed."));
}
