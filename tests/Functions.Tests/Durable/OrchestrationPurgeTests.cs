using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions.Tests.Durable;

public sealed class OrchestrationPurgeTests
{
    [Fact]
    public async Task What_ended_before_the_time_goes_and_what_is_open_stays()
    {
        await using var host = await DurableTaskTestHost.StartAsync(registry =>
        {
            registry.AddOrchestratorFunc<string, string>("ends", (_, input) => Task.FromResult(input));
            registry.AddOrchestratorFunc<string, string>("waits", (context, _) => context.WaitForExternalEvent<string>("never"));
        });
        await host.Client.ScheduleNewOrchestrationInstanceAsync("ends", "x", new StartOrchestrationOptions("old"));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("waits", "x", new StartOrchestrationOptions("open"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await host.Client.WaitForInstanceCompletionAsync("old", patience.Token);
        await host.Client.WaitForInstanceStartAsync("open", patience.Token);

        var (purges, now) = (new PurgeLog(new InMemoryTableStore()), DateTimeOffset.UnixEpoch.AddDays(7));
        var created = (await host.Client.GetInstanceAsync("old"))!.CreatedAt;
        await OrchestrationPurge.RunAsync(host.Client, purges, now, created.AddDays(-1), default);
        Assert.NotNull(await host.Client.GetInstanceAsync("old"));
        Assert.Empty(await purges.ListAsync().ToListAsync());

        var before = (await host.Client.GetInstanceAsync("open"))!.CreatedAt.AddDays(1);
        await OrchestrationPurge.RunAsync(host.Client, purges, now, before, default);
        Assert.Equal(new(now, before, 1), Assert.Single(await purges.ListAsync().ToListAsync()));
        Assert.Null(await host.Client.GetInstanceAsync("old"));
        Assert.NotNull(await host.Client.GetInstanceAsync("open"));
    }
}
