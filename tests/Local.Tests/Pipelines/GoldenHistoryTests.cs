using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>
/// Histories that earlier versions have written must replay in today's code: whoever upgrades has runs in flight. Where a flow must ask for something else, it gets a new name; a golden history is
/// never changed. To record one of a new flow, set RECORD_HISTORIES to the folder of the golden histories.
/// </summary>
public sealed class GoldenHistoryTests
{
    public static TheoryData<string> Histories => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden", "histories"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_golden_history_replays(string name)
    {
        var history = Json.Read<List<FlowEvent>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "histories", $"{name}.json")));
        var flow = PipelineCatalog.Flows.Single(flow => flow.Name == history[0].Name);
        var execution = new FlowExecution(flow, name);
        execution.Replay(history);

        Assert.Empty(execution.TakeRequests());
        Assert.Equal(history[^1].Payload, execution.Outcome?.Output);
    }

    [Fact]
    public async Task A_history_recorded_today_replays_to_the_same_end_from_any_prefix()
    {
        using var folder = new TemporaryFolder();
        await using var workspace = Workspace.Open(folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await workspace.Engine.StartAsync();
        await workspace.Services.Definitions.SaveAsync("m", """{ "label": "rentals", "training": { "candidates": ["linear"], "budget": { "trials": 6 } } }""");
        await workspace.Services.Blobs.WriteAsync(StorageNames.IncomingContainer, "m/a.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(RentalSample.Csv(500, seed: 1))));
        var run = (await workspace.Starter.DropAsync("m/a.csv", "test"))!;
        await workspace.Engine.WaitAsync(run);
        var history = workspace.Engine.Reader.Events(run);
        for (var length = 1; length <= history.Count; length++)
        {
            var execution = new FlowExecution(IngestFlow.Definition, run);
            execution.Replay([.. history.Take(length)]);
            Assert.Null(execution.Outcome?.Failure);
        }

        if (Environment.GetEnvironmentVariable("RECORD_HISTORIES") is { } golden)
        {
            await File.WriteAllTextAsync(Path.Combine(golden, "ingest-deployed-v1.json"), JsonSerializer.Serialize(history, Json.Indented));
            await File.WriteAllTextAsync(Path.Combine(golden, "deploy-v1.json"), JsonSerializer.Serialize(workspace.Engine.Reader.Events($"{run}.deploy"), Json.Indented));
        }
    }
}
