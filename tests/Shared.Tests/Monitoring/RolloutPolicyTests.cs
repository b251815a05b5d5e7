using FsCheck;
using FsCheck.Fluent;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Shared.Tests.Monitoring;

public sealed class RolloutPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    private static readonly ServingTally Sound = Tally(requests: 1_000);

    [Fact]
    public void A_version_that_is_not_worse_goes_on_when_its_time_and_its_rows_suffice()
    {
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Shadow), Sound, Sound, hours: 0.9).Verdict);
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Shadow), Tally(400), Sound, hours: 2).Verdict);
        var passed = Decide(Stage(RolloutStage.Shadow), Sound, Sound, hours: 2);
        Assert.Equal((StageVerdict.Advance, RolloutCause.Evidence, null), (passed.Verdict, passed.Cause, passed.Guardrail));
        Assert.Equal("Version 2 is not worse than version 1 in its shadow, over 1,000 and 1,000 rows.", passed.Finding.Sentence());
        Assert.Equal(StageVerdict.Advance, Decide(Stage(RolloutStage.Bake), ServingTally.Empty, ServingTally.Empty, hours: 24).Verdict);
    }

    [Fact]
    public void Too_few_rows_for_a_decision_end_a_rollout_after_its_longest_time_but_not_one_that_a_person_holds()
    {
        var decision = Decide(Stage(RolloutStage.Canary), Tally(40), Sound, hours: 73);

        Assert.Equal((StageVerdict.Fail, RolloutCause.NoEvidence), (decision.Verdict, decision.Cause));
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Canary) with { Paused = true }, Tally(40), Sound, hours: 73).Verdict);
    }

    [Fact]
    public void Each_guardrail_ends_a_stage_at_once_and_tells_its_numbers()
    {
        AssertFails("errorRate", Tally(1_000, errors: 60), Sound);
        AssertFails("errorRate", Tally(20, errors: 20), Tally(20));
        AssertFails("refusedShare", Tally(1_000, refused: 100), Sound);
        AssertFails("p99Relative", Tally(1_000, bucket: 40), Sound);
        AssertFails("predictionShift", Tally(1_000, yes: 0), Sound);
        AssertFails("liveMetric", Sound, Sound, new("auc", new(0.6, 0.55, 0.65), new(0.8, 0.77, 0.83), 400, 400));
        AssertFails("liveMetric", Sound, Sound, new("rmse", new(9, 8, 10), new(5, 4.5, 5.5), 400, 400));
    }

    [Fact]
    public void A_guardrail_bears_with_chance_and_with_what_is_allowed()
    {
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Bake), Tally(3, errors: 1), Tally(3), hours: 1).Verdict);
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Bake), Tally(1_000, errors: 9), Sound, hours: 1).Verdict);
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Bake), Tally(1_000, bucket: 14), Sound, hours: 1).Verdict);
        Assert.Equal(StageVerdict.Wait, Decide(Stage(RolloutStage.Bake), Tally(20, yes: 0), Tally(20), hours: 1).Verdict);
        var equal = new LiveComparison("auc", new(0.79, 0.75, 0.83), new(0.8, 0.76, 0.84), 400, 400);
        Assert.Equal(StageVerdict.Wait, RolloutPolicy.Decide(Stage(RolloutStage.Bake), new(Sound, Sound, equal), Noon.AddHours(1)).Verdict);
    }

    [Fact]
    public void Two_versions_that_do_the_same_are_never_told_apart_by_chance_alone()
    {
        // Both fail on one request of a hundred; looked at 200 times as their rows grow, as a timer does.
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var (errors, others) = (0, 0);
                    for (var requests = 10; requests <= 2_000; requests += 10)
                    {
                        errors += Enumerable.Range(0, 10).Count(_ => random.NextDouble() < 0.01);
                        others += Enumerable.Range(0, 10).Count(_ => random.NextDouble() < 0.01);
                        var decision = Decide(Stage(RolloutStage.Bake), Tally(requests, errors), Tally(requests, others), hours: 1);
                        Assert.Equal(StageVerdict.Wait, decision.Verdict);
                    }
                }
            )
            .QuickCheckThrowOnFailure();
    }

    /// <summary>Newcombe's own examples (1998, table II, method 10).</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    public void The_interval_of_two_shares_is_the_published_one(
        long events,
        long count,
        long other,
        long otherCount,
        double low,
        double high
    )
    {
        var (l, u) = ShareDifference.Interval(events, count, other, otherCount, 1.959964);

        Assert.Equal((low, high), (Math.Round(l, 4), Math.Round(u, 4)));
    }

    private static void AssertFails(string code, ServingTally candidate, ServingTally baseline, LiveComparison? live = null)
    {
        var decision = RolloutPolicy.Decide(Stage(RolloutStage.Canary), new(candidate, baseline, live), Noon.AddMinutes(1));

        Assert.Equal(
            (StageVerdict.Fail, RolloutCause.Guardrail, code),
            (decision.Verdict, decision.Cause, decision.Guardrail?.Code.JsonName())
        );
        Assert.StartsWith($"Guardrail {code}: in its canary of 5% version 2 ", decision.Finding.Sentence());
    }

    private static StageDecision Decide(Rollout rollout, ServingTally candidate, ServingTally baseline, double hours) =>
        RolloutPolicy.Decide(rollout, new(candidate, baseline), Noon.AddHours(hours));

    private static Rollout Stage(RolloutStage stage) =>
        new(2, 1, stage, 0, 7, Noon, RolloutTerms.Of(new() { Strategy = RolloutStrategy.ShadowThenCanary }, blessed: true));

    /// <summary>One row a request; of the answered ones half say yes unless told otherwise, each in the same time.</summary>
    private static ServingTally Tally(int requests, int errors = 0, int refused = 0, int? yes = null, int bucket = 10)
    {
        var answered = requests - errors - refused;
        var said = yes ?? answered / 2;
        return new(
            requests,
            answered,
            errors,
            refused,
            new Dictionary<int, long> { [bucket] = answered },
            new Dictionary<string, long> { ["no"] = answered - said, ["yes"] = said }
        );
    }
}
