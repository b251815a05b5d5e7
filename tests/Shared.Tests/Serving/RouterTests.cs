using MLOpsFunctions.Contracts;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Shared.Tests.Deployment;

namespace MLOpsFunctions.Shared.Tests.Serving;

public sealed class RouterTests
{
    private readonly ServingFixture _serving = new();

    [Fact]
    public async Task A_thousand_predictions_during_swaps_are_each_answered_by_one_version_and_none_fails()
    {
        await RegisterAsync(4);
        await _serving.PromoteAsync(1);
        using var start = new ManualResetEventSlim();
        var asking = Enumerable
            .Range(0, 1_000)
            .Select(i =>
                Task.Run(async () =>
                {
                    start.Wait();
                    var served = (await _serving.Router.FindAsync("bikes"))!.Served;
                    return (served.Version.Number, served.Predict(ServingFixture.Rows(i, i + 0.5)).Predictions.Values, Row: i);
                })
            )
            .ToArray();
        start.Set();
        foreach (var version in new[] { 2, 3, 4 })
        {
            await _serving.PromoteAsync(version);
            _serving.Router.Invalidate("bikes");
        }

        var answers = await Task.WhenAll(asking);

        Assert.All(
            answers,
            answer => Assert.Equal([answer.Row + (answer.Number * 1_000d), answer.Row + 0.5 + (answer.Number * 1_000d)], answer.Values)
        );
        Assert.Equal(4, await LiveAsync());
    }

    [Fact]
    public async Task A_swap_is_seen_once_the_reference_is_no_longer_fresh()
    {
        await RegisterAsync(2);
        await _serving.PromoteAsync(1);
        Assert.Equal(1, await LiveAsync());
        await _serving.PromoteAsync(2);

        _serving.Stores.Time.Now += Router.Freshness - TimeSpan.FromTicks(1);
        Assert.Equal(1, await LiveAsync());
        _serving.Stores.Time.Now += TimeSpan.FromTicks(1);
        Assert.Equal(2, await LiveAsync());
    }

    [Fact]
    public async Task After_an_invalidation_no_request_is_answered_by_the_version_before()
    {
        await RegisterAsync(2);
        await _serving.PromoteAsync(1);
        Assert.Equal(1, await LiveAsync());

        await _serving.PromoteAsync(2);
        _serving.Router.Invalidate("bikes");

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(LiveAsync))), version => Assert.Equal(2, version));
    }

    [Fact]
    public async Task A_version_is_loaded_once_however_many_ask_for_it_first()
    {
        await RegisterAsync(1);
        await _serving.PromoteAsync(1);

        var served = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await _serving.Router.FindAsync("bikes")))
        );

        Assert.Single(served.Distinct());
    }

    [Fact]
    public async Task While_storage_cannot_be_asked_the_last_known_version_serves_for_a_while_and_then_no_more()
    {
        var tables = new CrashingTableStore(new InMemoryTableStore());
        var serving = new ServingFixture(tables);
        await serving.RegisterAsync("run-1");
        await serving.PromoteAsync(1);
        Assert.NotNull(await serving.Router.FindAsync("bikes"));

        tables.CrashAfter = 0;
        serving.Stores.Time.Now += Router.Patience - TimeSpan.FromSeconds(1);
        Assert.Equal(1, (await serving.Router.FindAsync("bikes"))!.Served.Version.Number);
        serving.Stores.Time.Now += TimeSpan.FromSeconds(1);
        await Assert.ThrowsAsync<IOException>(async () => await serving.Router.FindAsync("bikes"));
    }

    [Fact]
    public async Task Where_nothing_serves_there_is_no_route()
    {
        await RegisterAsync(1);

        Assert.Null(await _serving.Router.FindAsync("bikes"));
        Assert.Null(await _serving.Router.FindAsync("unknown"));
        await _serving.PromoteAsync(1);
        Assert.Equal(1, await LiveAsync());
    }

    private async Task<int> LiveAsync() => (await _serving.Router.FindAsync("bikes"))!.Served.Version.Number;

    private async Task RegisterAsync(int versions)
    {
        for (var i = 1; i <= versions; i++)
        {
            await _serving.RegisterAsync($"run-{i}");
        }
    }
}
