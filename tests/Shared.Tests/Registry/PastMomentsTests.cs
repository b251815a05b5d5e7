using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Registry;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Shared.Tests.Registry;

/// <summary>What served at any past moment, after any history, is what somebody who watched had noted down.</summary>
public sealed class PastMomentsTests
{
    private const int Versions = 8;

    private const int Operations = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_ledger_reconstructs_100_random_moments(int seed)
    {
        var (fixture, random) = (new RegistryFixture(), new Random(seed));
        for (var version = 1; version <= Versions; version++)
        {
            await fixture.Registry.RegisterAsync(RegistryFixture.Registration($"run-{version}", blessed: version % 4 != 0));
        }

        var deployments = new Deployments(fixture.Tables, fixture.Registry, fixture.Ledger, (_, _) => Task.FromResult<string?>(null));
        var start = fixture.Time.Now;
        var seen = new List<(DateTimeOffset At, int? Live)> { (DateTimeOffset.MinValue, null) };
        for (var operation = 0; operation < Operations; operation++)
        {
            fixture.Time.Now += TimeSpan.FromMinutes(1 + (random.NextDouble() * 600));
            await ChangeAsync(deployments, random, $"operation-{operation}", fixture.Time.Now);
            seen.Add((fixture.Time.Now, (await deployments.GetAsync("bikes")).LiveVersion));
        }

        var reader = new LineageReader(fixture.Registry, fixture.Ledger);
        Assert.True(seen.DistinctBy(one => one.Live).Count() > 4, "The history has too few changes.");
        for (var i = 0; i < 100; i++)
        {
            var moment = start + (random.NextDouble() * (fixture.Time.Now - start));
            var expected = seen.Last(one => one.At <= moment).Live;
            Assert.Equal((moment, expected), (moment, (await reader.LiveAtAsync("bikes", moment))?.Version.Number));
        }

        Assert.True((await fixture.Ledger.VerifyAsync("bikes")).Intact);
    }

    /// <summary>One of all that may happen to what serves, refused or not.</summary>
    private static async Task ChangeAsync(Deployments deployments, Random random, string key, DateTimeOffset now)
    {
        var (state, ask) = (await deployments.GetAsync("bikes"), new DeploymentRequest(key, "Ada", "to see"));
        var version = random.Next(1, Versions + 1);
        _ = random.Next(8) switch
        {
            0 => await deployments.PromoteAsync("bikes", version, state.LiveVersion, ask),
            1 => await deployments.PromoteAsync("bikes", version, state.LiveVersion, ask, new("Ada", "I know better")),
            2 => await deployments.RollbackAsync("bikes", ask),
            3 => await deployments.RestoreAsync("bikes", version, ask),
            4 => await deployments.HoldAsync("bikes", version, ask),
            5 => await deployments.SteerAsync("bikes", new Abandon(null), ask),
            6 when state.Rollout is { } rollout => await deployments.EndStageAsync("bikes", rollout, new Advance(rollout.Number, now), ask),
            7 when state.Rollout is { } rollout => await deployments.EndStageAsync("bikes", rollout, new Fail(rollout.Number), ask),
            _ => await deployments.BeginAsync(
                "bikes",
                version,
                state.LiveVersion,
                RolloutTerms.Of(
                    new()
                    {
                        Strategy = RolloutStrategy.ShadowThenCanary,
                        Bake = new() { Hours = 2 },
                    },
                    blessed: true
                ),
                now,
                ask
            ),
        };
    }
}
