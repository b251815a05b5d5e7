using MLOpsFunctions.Evaluation;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class RetrainPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PerformanceDecay Decay = new("auc", new(0.8, 0.78, 0.82), new(0.6, 0.55, 0.65), 900);

    [Theory]
    [InlineData(true, true, 500, null, RetrainReason.Drift, "Retraining: Things moved.")]
    [InlineData(true, true, 500, 360, RetrainReason.Drift, "Retraining: Things moved.")]
    [InlineData(
        true,
        true,
        500,
        359,
        RetrainReason.Cooldown,
        "No retraining before 2026-03-01 12:01 UTC: Things moved. The last automatic run began less than 6h ago."
    )]
    [InlineData(
        true,
        true,
        499,
        null,
        RetrainReason.TooFewRows,
        "No retraining yet: Things moved. But 499 newer labelled rows are fewer than the 500 asked for."
    )]
    [InlineData(
        true,
        true,
        0,
        1,
        RetrainReason.NoNewRows,
        "No retraining: Things moved. But there are no labelled rows to learn from that are newer than "
            + "those already learned; drop a file that has some, or send feedback with retrain.fromFeedback in the definition."
    )]
    [InlineData(true, false, 500, null, RetrainReason.Stable, "No retraining: Things moved.")]
    [InlineData(false, false, 500, null, RetrainReason.Inconclusive, "No retraining: Things moved.")]
    public void The_policy_decides_with_a_sentence(
        bool conclusive,
        bool drifted,
        long newRows,
        int? minutesAgo,
        RetrainReason reason,
        string sentence
    )
    {
        var decision = RetrainPolicy.Decide(
            new()
            {
                Now = Now,
                Drift = Report(conclusive, drifted, rows: 100_000),
                NewRows = newRows,
                LastRun = minutesAgo is { } minutes ? Now.AddMinutes(-minutes) : null,
            },
            new()
        );

        Assert.Equal((reason == RetrainReason.Drift, reason, sentence), (decision.Retrain, decision.Reason, decision.Sentence));
        Assert.Equal(reason == RetrainReason.Cooldown ? Now.AddMinutes(1) : null, decision.NotBefore);
        Assert.Equal(reason, decision.Reasons[^1]);
    }

    [Fact]
    public void Every_reason_is_told_and_the_weightiest_decides()
    {
        var all = Situation() with
        {
            Decay = Decay,
            EstimatedDecay = new("auc", Decay.Judged, Decay.Live, 900),
            IsScheduled = true,
            IsRequested = true,
        };

        var decision = RetrainPolicy.Decide(all, new() { AfterRows = 400 });

        Assert.Equal(
            [
                RetrainReason.Request,
                RetrainReason.Schedule,
                RetrainReason.Decay,
                RetrainReason.EstimatedDecay,
                RetrainReason.Drift,
                RetrainReason.DataVolume,
            ],
            decision.Reasons
        );
        Assert.Equal((true, RetrainReason.Request), (decision.Retrain, decision.Reason));
    }

    [Theory]
    [InlineData(399, false)]
    [InlineData(400, true)]
    public void Enough_new_rows_are_a_reason_by_themselves(long rows, bool trains)
    {
        var decision = RetrainPolicy.Decide(
            Situation() with
            {
                Drift = Report(true, false, 1_000),
                NewRows = rows,
            },
            new() { AfterRows = 400, MinRows = 100 }
        );

        Assert.Equal((trains, trains ? RetrainReason.DataVolume : RetrainReason.Stable), (decision.Retrain, decision.Reason));
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 24)]
    [InlineData(5, 192)]
    [InlineData(50, 192)]
    public void After_failures_the_next_run_waits_longer_each_time(int failures, int hours)
    {
        var failed = Situation() with { Failures = failures };

        var early = RetrainPolicy.Decide(failed with { LastRun = Now.AddHours(-hours).AddSeconds(1) }, new());
        var due = RetrainPolicy.Decide(failed with { LastRun = Now.AddHours(-hours) }, new());

        Assert.Equal((false, RetrainReason.BackOff, Now.AddSeconds(1)), (early.Retrain, early.Reason, early.NotBefore));
        Assert.True(due.Retrain);
    }

    [Fact]
    public void Failures_are_not_repeated_without_pause_though_there_is_no_cooldown()
    {
        var decision = RetrainPolicy.Decide(
            Situation() with
            {
                Failures = 1,
                LastRun = Now.AddMinutes(-19),
            },
            new() { Cooldown = new(TimeSpan.Zero) }
        );

        Assert.Equal(RetrainReason.BackOff, decision.Reason);
    }

    [Fact]
    public void A_run_that_is_under_way_is_waited_for_by_drift_and_by_the_clock()
    {
        var busy = Situation() with { Running = "bikes-1" };

        foreach (var asked in (RetrainSituation[])[busy, busy with { IsScheduled = true, Drift = null }])
        {
            var decision = RetrainPolicy.Decide(asked, new());

            Assert.Equal((false, RetrainReason.Queued), (decision.Retrain, decision.Reason));
            Assert.Contains("bikes-1", decision.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_a_frozen_model_nothing_is_trained()
    {
        var decision = RetrainPolicy.Decide(Situation() with { IsFrozen = true, IsScheduled = true }, new());

        Assert.Equal((false, RetrainReason.Frozen), (decision.Retrain, decision.Reason));
        var asked = RetrainPolicy.Decide(Situation() with { IsFrozen = true, IsRequested = true }, new());
        Assert.Equal((true, RetrainReason.Request), (asked.Retrain, asked.Reason));
    }

    [Theory]
    [InlineData(0.70, 0.77, true)]
    [InlineData(0.70, 0.79, false)]
    public void An_estimate_counts_where_its_whole_interval_is_worse(double low, double high, bool decays)
    {
        var judged = new Dictionary<string, MetricValue> { ["auc"] = new(0.8, 0.78, 0.82) };
        PerformanceEstimate Estimate(int version, double from, double to) =>
            new(
                version,
                Now,
                Now,
                5_000,
                1_000,
                EstimateSource.Cbpe,
                new Dictionary<string, MetricValue> { ["auc"] = new((from + to) / 2, from, to) }
            );

        var decay = EstimatedDecay.Find("auc", judged, 3, [Estimate(3, 0.4, 0.5), Estimate(3, low, high), Estimate(4, 0.1, 0.2)], 200);

        Assert.Equal(decays, decay is not null);
    }

    [Fact]
    public void The_clock_asks_for_no_rows_and_no_pause()
    {
        var decision = RetrainPolicy.Decide(
            new()
            {
                Now = Now,
                IsScheduled = true,
                LastRun = Now,
                Failures = 3,
            },
            new()
        );

        Assert.Equal((true, RetrainReason.Schedule), (decision.Retrain, decision.Reason));
    }

    private static RetrainSituation Situation() =>
        new()
        {
            Now = Now,
            Drift = Report(true, true, 1_000),
            NewRows = 1_000,
        };

    internal static DriftReport Report(bool conclusive, bool drifted, long rows, DateTimeOffset? at = null) =>
        new()
        {
            Check = "check",
            Model = "bikes",
            Version = 1,
            Reference = "",
            Current = "predictions",
            At = at ?? Now,
            Rows = rows,
            Columns = [new("temp", "psi", double.NaN, 0.25, false)],
            Share = 1,
            Conclusive = conclusive,
            Drifted = drifted,
            Findings = [Note.OfText("Things moved.")],
        };
}
