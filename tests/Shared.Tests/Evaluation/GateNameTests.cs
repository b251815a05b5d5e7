using MLOpsFunctions.Evaluation;

namespace MLOpsFunctions.Shared.Tests.Evaluation;

/// <summary>The spellings are stored and read by others: none of them may change.</summary>
public sealed class GateNameTests
{
    [Theory]
    [InlineData("r2 min", GateKind.Min, "r2", null, false)]
    [InlineData("rmse max", GateKind.Max, "rmse", null, false)]
    [InlineData("rmse gate", GateKind.Unbounded, "rmse", null, false)]
    [InlineData("rmse vsChampion", GateKind.Unbounded, "rmse", GateRival.Champion, false)]
    [InlineData("rmse vsChampion maxRelative", GateKind.MaxRelative, "rmse", GateRival.Champion, false)]
    [InlineData("auc vsBaseline minRelative", GateKind.MinRelative, "auc", GateRival.Baseline, false)]
    [InlineData("auc vsBaseline minGain", GateKind.MinGain, "auc", GateRival.Baseline, false)]
    [InlineData("auc slices", GateKind.Unbounded, "auc", null, true)]
    [InlineData("auc slices min", GateKind.Min, "auc", null, true)]
    [InlineData("auc slices vsWhole minRelative", GateKind.MinRelative, "auc", GateRival.Whole, true)]
    [InlineData("auc slices maxGap", GateKind.MaxGap, "auc", null, true)]
    [InlineData("slices demographicParity", GateKind.DemographicParity, null, null, true)]
    [InlineData("slices equalOpportunity", GateKind.EqualOpportunity, null, null, true)]
    [InlineData("rows to judge by", GateKind.EnoughRows, null, null, false)]
    [InlineData("r2 against the mean", GateKind.BetterThanMean, null, null, false)]
    [InlineData("series worse than naive", GateKind.BetterThanNaive, null, null, false)]
    [InlineData("season of yearly steps", GateKind.SeasonOfYears, null, null, false)]
    [InlineData("ensemble against single", GateKind.BetterThanSingle, null, null, false)]
    [InlineData("label confirmed", GateKind.LabelConfirmed, null, null, false)]
    public void A_name_is_one_text_in_documents(string text, GateKind kind, string? metric, GateRival? rival, bool isOfSlices)
    {
        var read = Json.Read<GateName>($"\"{text}\"");

        Assert.Equal((kind, metric, rival, isOfSlices), (read.Kind, read.Metric, read.Rival, read.IsOfSlices));
        Assert.Equal($"\"{text}\"", Json.Write(read));
        Assert.Equal(read, metric is null && !isOfSlices ? GateName.Of(kind) : GateName.Of(metric, kind, rival, isOfSlices));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("rmse", "rmse")]
    [InlineData("rmse vsNobody min", "rmse")]
    [InlineData("rmse vs0 min", "rmse")]
    [InlineData("rmse min max", "rmse")]
    [InlineData("a gate of tomorrow", null)]
    public void A_text_that_is_no_known_name_is_kept(string text, string? metric)
    {
        var read = GateName.Parse(text);

        Assert.Equal((GateKind.Other, metric, text), (read.Kind, read.Metric, read.ToString()));
    }
}
