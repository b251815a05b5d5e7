using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Hosting;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Hosting;

public sealed class HistoryPurgeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_ended_before_the_retention_is_removed_and_recorded()
    {
        await using var workspace = Workspace.Open(_folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await workspace.Engine.StartAsync();
        var check = await workspace.Starter.CheckDriftAsync("nobody", "key", file: null, "test");
        await workspace.Engine.WaitAsync(check);
        var purges = new PurgeLog(workspace.Services.Tables);

        await Purge(TimeSpan.FromDays(1)).RunAsync(default);
        Assert.NotNull(await workspace.Engine.FindAsync(check));
        Assert.Empty(await purges.ListAsync().ToListAsync());

        await Purge(TimeSpan.FromDays(-1)).RunAsync(default);
        Assert.Null(await workspace.Engine.FindAsync(check));
        var record = Assert.Single(await purges.ListAsync().ToListAsync());
        Assert.Equal((1, record.At.AddDays(1)), (record.Histories, record.EndedBefore));

        HistoryPurge Purge(TimeSpan retention) => new(workspace.Engine, purges, retention, TimeProvider.System, NullLogger.Instance);
    }
}
