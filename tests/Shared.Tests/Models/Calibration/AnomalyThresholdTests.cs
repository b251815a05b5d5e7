using MLOpsFunctions.Definitions;
using MLOpsFunctions.Models.Calibration;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Models.Calibration;

public sealed class AnomalyThresholdTests
{
    /// <summary>0.30, 0.31, ... 0.49 and five far above.</summary>
    private static readonly double[] Scores =
    [
        .. Enumerable.Range(0, 95).Select(row => 0.3 + ((row * 7) % 20 / 100d)),
        0.7,
        0.72,
        0.8,
        0.9,
        0.95,
    ];

    [Theory]
    [InlineData(0.02, 2, "2%")]
    [InlineData(0.05, 5, "5%")]
    [InlineData(0.0001, 1, "0.01%")]
    [InlineData(1e-7, 1, "0.00001%")]
    public void The_share_that_was_declared_is_called_so(double share, int rows, string written)
    {
        var (threshold, note) = AnomalyThreshold.Choose(Scores, [], share);

        Assert.Equal(rows, Scores.Count(score => score >= threshold));
        Assert.Contains($"contamination is {written}", note.Sentence());
    }

    [Fact]
    public void Else_it_is_the_labels_share_and_what_is_declared_counts_before_it()
    {
        double[] labels = [.. new double[97], 1, 1, 1];

        Assert.Equal(3, Scores.Count(score => score >= AnomalyThreshold.Choose(Scores, labels, null).Threshold));
        Assert.Equal(1, Scores.Count(score => score >= AnomalyThreshold.Choose(Scores, labels, 0.01).Threshold));
        Assert.Contains("3% of the training rows are labelled", AnomalyThreshold.Choose(Scores, labels, null).Note.Sentence());
    }

    [Fact]
    public void Where_nobody_said_what_lies_beyond_the_fence_is_called_so()
    {
        var (threshold, note) = AnomalyThreshold.Choose(Scores, [], null);

        Assert.Equal(5, Scores.Count(score => score >= threshold));
        Assert.Contains("Tukey", note.Sentence());
        Assert.DoesNotContain(Scores[..95], score => score >= AnomalyThreshold.Choose(Scores[..95], [], null).Threshold);
    }

    [Fact]
    public void Rows_that_are_all_alike_are_no_anomalies_unless_that_was_declared()
    {
        Assert.True(AnomalyThreshold.Choose([0.5, 0.5, 0.5, 0.5], [], null).Threshold > 0.5);
        Assert.Equal(0.5, AnomalyThreshold.Choose([0.5, 0.5, 0.5, 0.5], [], 0.25).Threshold);
    }

    [Fact]
    public void Only_a_threshold_makes_a_rule_of_anomalies()
    {
        Assert.True(new DecisionRule(null, 0.6).IsValid(ModelTask.Anomaly, 1));
        Assert.False(new DecisionRule(new(CalibrationMethod.Platt, 1, 0), 0.6).IsValid(ModelTask.Anomaly, 1));
        Assert.False(new DecisionRule(null, 1.5).IsValid(ModelTask.Anomaly, 1));
        Assert.False(new DecisionRule(null, 0.6).IsValid(ModelTask.Clustering, 2));
    }
}
