using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Deployment;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>Rollouts from end to end: requests, statistics, timer and ledger over one clock.</summary>
public sealed class RolloutTests : IDisposable
{
    private static readonly RolloutDefinition Staged = new()
    {
        Strategy = RolloutStrategy.ShadowThenCanary,
        Shadow = new()
        {
            Share = 1,
            MinRows = 400,
            MinHours = 0,
        },
        Canary = new()
        {
            Key = "temp",
            Steps = [0.5, 1],
            Hold = new(TimeSpan.Zero),
            MinRows = 300,
        },
        Bake = new() { Hours = 2, Share = 1 },
    };

    private readonly RolloutFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_sound_version_goes_from_shadow_through_canary_and_bake_and_the_ledger_tells_each_step()
    {
        await _fixture.ServeAsync(Staged);
        var outcome = await _fixture.BeginAsync(await _fixture.RegisterAsync(Behaviour.Sound, Staged, parent: 1));
        Assert.Equal((false, true), (outcome.Deployed, outcome.Rolling));
        _fixture.Time.Advance(Router.Freshness);

        Assert.All(await _fixture.AskAsync(500), version => Assert.Equal(1, version));
        await _fixture.TickAsync();
        var half = await _fixture.AskAsync(1_000);
        Assert.InRange(half.Count(version => version == 2), 400, 600);
        await _fixture.TickAsync();
        Assert.All(await _fixture.AskAsync(400), version => Assert.Equal(2, version));
        await _fixture.TickAsync();
        Assert.Equal((2, RolloutStage.Bake), ((await _fixture.StateAsync()).LiveVersion, (await _fixture.StateAsync()).Rollout!.Stage));
        await _fixture.AskAsync(100);
        await _fixture.TickAsync();
        await _fixture.TickAsync(TimeSpan.FromHours(2));

        Assert.Null((await _fixture.StateAsync()).Rollout);
        Assert.Equal(
            [
                "Promoted  1 tests",
                "Shadowed 1 2 tests",
                "CanaryStepped 1 2 rollout",
                "CanaryStepped 1 2 rollout",
                "Promoted 1 2 rollout",
                "Baked 2 2 rollout",
            ],
            await _fixture.LedgerAsync()
        );
    }

    [Theory]
    [InlineData((byte)Behaviour.Shuffled, "predictionShift")]
    [InlineData((byte)Behaviour.Slow, "p99Relative")]
    [InlineData((byte)Behaviour.NotFinite, "errorRate")]
    [InlineData((byte)Behaviour.Throws, "errorRate")]
    public async Task A_bad_version_that_a_person_promotes_is_rolled_back_in_its_bake_and_no_caller_notices(
        byte behaviour,
        string guardrail
    )
    {
        await _fixture.ServeAsync(Staged);
        var bad = await _fixture.RegisterAsync((Behaviour)behaviour, Staged, blessed: false);
        var promoted = await _fixture.Host.Rollouts.PromoteAsync(RolloutFixture.Model, bad, new("promote", "ada", "I know better"));
        Assert.Equal((true, "ada", 2), (promoted.Entry!.Override, promoted.Entry.By, promoted.State.LiveVersion));
        _fixture.Time.Advance(Router.Freshness);

        await _fixture.AskAsync(200); // Each is answered.
        await _fixture.TickAsync();

        Assert.Equal((1, null), ((await _fixture.StateAsync()).LiveVersion, (await _fixture.StateAsync()).Rollout));
        Assert.Equal($"RolledBack 2 1 guardrail {guardrail}", (await _fixture.LedgerAsync())[^1]);
        var again = await _fixture.BeginAsync(bad);
        Assert.Equal((false, null), (again.Deployed, again.Rolling));
        Assert.StartsWith("Held back: ", again.Finding.Sentence());
    }

    [Fact]
    public async Task A_version_that_labels_prove_wrong_is_rolled_back_in_its_bake()
    {
        var blind = Staged with { Guardrails = new() { PredictionShift = 100 } };
        await _fixture.ServeAsync(blind);
        var bad = await _fixture.RegisterAsync(Behaviour.Shuffled, blind, blessed: false);
        await _fixture.Host.Rollouts.PromoteAsync(RolloutFixture.Model, bad, new("promote", "ada", "I know better"));
        _fixture.Time.Advance(TimeSpan.FromSeconds(2)); // Batches are dated by the second.
        await _fixture.AskAsync(120);
        await _fixture.Host.Predictions.FlushAsync();
        foreach (var (id, truth) in _fixture.Answers)
        {
            await _fixture.Host.Pipeline.Feedback.RecordAsync(RolloutFixture.Model, id, truth);
        }

        await _fixture.TickAsync();

        Assert.Equal("RolledBack 2 1 guardrail liveMetric", (await _fixture.LedgerAsync())[^1]);
    }

    [Fact]
    public async Task A_version_that_hangs_in_its_shadow_keeps_nobody_waiting_and_is_given_up()
    {
        await _fixture.ServeAsync(Staged);
        await _fixture.BeginAsync(await _fixture.RegisterAsync(Behaviour.Hangs, Staged, parent: 1));
        _fixture.Time.Advance(Router.Freshness);
        for (var i = 0; i < 60; i++)
        {
            var asked = _fixture.AskAsync(1);
            while (!asked.IsCompleted)
            {
                _fixture.Time.Advance(TimeSpan.FromSeconds(1)); // The shadow's patience; the caller has long been answered.
                await Task.Yield();
            }

            Assert.Equal([1], await asked);
        }

        await _fixture.TickAsync();

        Assert.Equal("Abandoned 1 2 guardrail errorRate", (await _fixture.LedgerAsync())[^1]);
        Assert.Equal(1, (await _fixture.StateAsync()).LiveVersion);
        var entry = await _fixture.Host.Pipeline.Ledger.ReadAsync(RolloutFixture.Model).LastAsync();
        Assert.Equal((RolloutCause.Guardrail, 1d, 0d), (entry.Cause, entry.Guardrail!.Candidate, entry.Guardrail.Baseline));
    }

    [Fact]
    public async Task A_canary_meets_the_same_callers_at_every_step_and_its_failures_reach_none_of_them()
    {
        await _fixture.ServeAsync(Staged);
        var canary = Staged with { Strategy = RolloutStrategy.Canary };
        await _fixture.BeginAsync(await _fixture.RegisterAsync(Behaviour.Throws, canary, parent: 1));
        _fixture.Time.Advance(Router.Freshness);

        static string Caller(int i) => $$"""[{"temp": {{i % 20}}.5}]""";
        Assert.All(await _fixture.AskAsync(200, Caller), version => Assert.Equal(1, version));
        var tallies = await TalliesAsync(1);
        Assert.Equal((tallies[2].Requests, 0L), (tallies[2].Errors, tallies[1].Errors));
        await _fixture.TickAsync();
        Assert.Equal("Abandoned 1 2 guardrail errorRate", (await _fixture.LedgerAsync())[^1]);

        await _fixture.BeginAsync(await _fixture.RegisterAsync(Behaviour.Sound, canary with { Bake = new() { Hours = 1 } }, parent: 1));
        _fixture.Time.Advance(Router.Freshness);
        var first = await _fixture.AskAsync(20, Caller);
        Assert.Equal(first, await _fixture.AskAsync(20, Caller));
        Assert.Contains(1, first);
        Assert.Contains(3, first);
    }

    [Fact]
    public async Task What_a_shadow_predicts_is_kept_with_the_prediction_that_it_shadows()
    {
        await _fixture.ServeAsync(Staged);
        await _fixture.BeginAsync(await _fixture.RegisterAsync(Behaviour.Sound, Staged, parent: 1));
        _fixture.Time.Advance(Router.Freshness);
        await _fixture.AskAsync(3);
        await _fixture.Host.Predictions.FlushAsync();

        var now = _fixture.Time.GetUtcNow();
        var batches = await _fixture.Host.Predictions.ReadAsync(RolloutFixture.Model, now.AddHours(-1), now.AddHours(1)).ToListAsync();
        var (answers, pairs) = (batches.Single(batch => batch.Header.Version == 1), batches.Single(batch => batch.Header.Version == 2));
        Assert.Equal((ServingRole.Champion, ServingRole.Shadow), (answers.Header.Role, pairs.Header.Role));
        Assert.Equal(answers.Ids, pairs.Requests.Select(request => request.Shadows));
        Assert.Equal(answers.Predictions.Values, pairs.Predictions.Values);
    }

    [Fact]
    public async Task Several_instances_add_up_what_they_see_and_decide_once()
    {
        using var beside = new RolloutFixture(_fixture);
        await _fixture.ServeAsync(Staged);
        await _fixture.BeginAsync(await _fixture.RegisterAsync(Behaviour.Sound, Staged, parent: 1));
        _fixture.Time.Advance(Router.Freshness);
        await _fixture.AskAsync(250);
        await beside.AskAsync(250);
        await beside.Host.Statistics.FlushAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));

        await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i => Task.Run(() => (i % 2 == 0 ? _fixture : beside).Host.Rollouts.TickAsync(RolloutFixture.Model)))
        );

        Assert.Equal(500, (await TalliesAsync(1))[2].Rows);
        Assert.Equal(3, (await _fixture.LedgerAsync()).Count);
        Assert.Equal((2, RolloutStage.Canary), ((await _fixture.StateAsync()).Stages, (await _fixture.StateAsync()).Rollout!.Stage));
    }

    [Fact]
    public async Task A_crash_at_any_write_of_a_rollout_leaves_one_live_slot_and_the_next_look_goes_on()
    {
        var brief = Staged with
        {
            Shadow = Staged.Shadow with { MinRows = 60 },
            Canary = Staged.Canary with { MinRows = 60, Steps = [1] },
            Guardrails = new() { ErrorRate = 0.05, RefusedShare = 0.05 },
        };
        for (var crash = 0; ; crash++)
        {
            var tables = new CrashingTableStore(new InMemoryTableStore());
            using var fixture = new RolloutFixture(tables: tables);
            await fixture.ServeAsync(brief);
            var version = await fixture.RegisterAsync(Behaviour.Sound, brief, parent: 1);
            tables.CrashAfter = crash;
            var looks = 0;
            while (await StateAsync(fixture, tables) is not { Rollout: null, LiveVersion: 2 })
            {
                if (looks++ == 10)
                {
                    Assert.Fail($"Crash {crash}: {string.Join("; ", await fixture.LedgerAsync())}");
                }

                try
                {
                    await LiveOnAsync(fixture, version);
                }
                catch (IOException)
                {
                    tables.CrashAfter = null;
                }
            }

            var isUndisturbed = tables.CrashAfter is not null;
            tables.CrashAfter = null;
            Assert.Equal((1, 3), ((await fixture.StateAsync()).Previous, (await fixture.StateAsync()).Stages));
            Assert.True((await fixture.Host.Pipeline.Ledger.VerifyAsync(RolloutFixture.Model)).Intact);
            Assert.Equal(
                ["Promoted  1 tests", "Shadowed 1 2 tests", "CanaryStepped 1 2 rollout", "Promoted 1 2 rollout", "Baked 2 2 rollout"],
                await fixture.LedgerAsync()
            );
            if (isUndisturbed)
            {
                Assert.True(crash > 40, $"The rollout did only {crash} steps.");
                return;
            }
        }
    }

    /// <summary>What is stored, looked at by somebody who does not crash.</summary>
    private static async Task<DeploymentState> StateAsync(RolloutFixture fixture, CrashingTableStore tables)
    {
        var left = tables.CrashAfter;
        tables.CrashAfter = null;
        var state = await fixture.StateAsync();
        tables.CrashAfter = left;
        return state;
    }

    private static async Task LiveOnAsync(RolloutFixture fixture, int version)
    {
        var state = await fixture.StateAsync();
        if (state.Stages == 0)
        {
            await fixture.BeginAsync(version);
        }

        fixture.Time.Advance(Router.Freshness);
        await fixture.AskAsync(80);
        await fixture.TickAsync(state.Rollout is { Stage: RolloutStage.Bake } ? TimeSpan.FromHours(3) : null);
    }

    private async Task<IReadOnlyDictionary<int, ServingTally>> TalliesAsync(int stage)
    {
        await _fixture.Host.Statistics.FlushAsync();
        return await _fixture.Host.Statistics.ReadAsync(RolloutFixture.Model, stage);
    }
}
