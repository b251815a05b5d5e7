using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Local.Tests.Demo;

/// <summary>The live part of the demo over HTTP, its two minutes by a clock that the test moves.</summary>
public sealed class LiveTrafficTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Interruption _interruption = new();
    private readonly FakeTime _time = new(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly DemoStory _story = DemoStory.All[0];
    private CommandSession _session = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _session = new(_folder.Path, new Terminal(json: true), TimeProvider.System, NullLoggerFactory.Instance, _interruption);
        var workspace = await _session.StartAsync();
        _app = ServeCommand.Build(workspace, "http://127.0.0.1:0");
        await _app.StartAsync();
        _client = new() { BaseAddress = new(_app.Urls.Single()) };
        await workspace.Services.Definitions.SaveAsync(_story.Name, _story.Definition);
        await new StoryTeller(_session, _story.Name, default).DropAsync("spring.csv", RentalSample.Csv(2900, seed: 1), RunStatus.Deployed);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _session.DisposeAsync();
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task After_a_minute_drift_appears_and_a_wrong_version_is_rolled_back_by_a_guardrail()
    {
        var (traffic, workspace) = (new LiveTraffic(_session, _story, _client, _time), _session.Workspace);
        var drifted = new Dictionary<int, bool>();

        for (var second = 0; second < 90; second++)
        {
            await traffic.TickAsync(default);
            if (await workspace.Services.DriftReports.LastAsync(_story.Name) is { } report)
            {
                drifted[second] = report.Drifted;
            }

            _time.Advance(LiveTraffic.Interval);
        }

        Assert.All(drifted.Where(seen => seen.Key < LiveTraffic.ChangeAt.TotalSeconds), seen => Assert.False(seen.Value));
        Assert.True(drifted[89]);
        Assert.Null(traffic.WrongRun);

        await traffic.TickAsync(default);
        await workspace.Engine.WaitAsync(traffic.WrongRun!);
        Assert.Equal(2, await LiveAsync());

        for (var second = 0; second < 60 && await LiveAsync() == 2; second++)
        {
            _time.Advance(LiveTraffic.Interval);
            await traffic.TickAsync(default);
            await workspace.Rollouts.TickAsync(_story.Name);
        }

        var last = (await workspace.Services.Ledger.ReadAsync(_story.Name).ToListAsync())[^1];
        Assert.Equal((LedgerAction.RolledBack, 1, "guardrail"), (last.Action, last.To, last.By));
        Assert.Equal(1, await LiveAsync());
    }

    private async Task<int?> LiveAsync() => (await _session.Workspace.Services.Deployments.GetAsync(_story.Name)).LiveVersion;
}
