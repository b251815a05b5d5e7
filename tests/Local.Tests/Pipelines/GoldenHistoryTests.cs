using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>
/// Histories that earlier versions have written must replay in today's code: whoever upgrades has runs in flight. Where
/// a flow must ask for something else, it gets a new name; a golden history is never changed. To record one of a new
/// flow, set RECORD_HISTORIES to the folder of the golden histories.
/// </summary>
public sealed class GoldenHistoryTests
{
    public static TheoryData<string> Histories =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden", "histories"), "*.json")
                .Select(path => Path.GetFileNameWithoutExtension(path)),
        ];

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_golden_history_replays(string name)
    {
        var history = Json.Read<List<FlowEvent>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "histories", $"{name}.json"))
        );
        var flow = PipelineCatalog.Flows.Single(flow => flow.Name == history[0].Name);
        var execution = new FlowExecution(flow);
        execution.Replay(history);

        Assert.Empty(execution.TakeRequests());
        Assert.Equal(history[^1].Payload, execution.Outcome?.Output);
    }

    [Fact]
    public async Task Histories_recorded_today_replay_to_the_same_end_from_any_prefix()
    {
        foreach (var (name, (instance, history)) in await RecordAsync())
        {
            var flow = PipelineCatalog.Flows.Single(flow => flow.Name == history[0].Name);
            for (var length = 1; length <= history.Count; length++)
            {
                var execution = new FlowExecution(flow);
                execution.Replay([.. history.Take(length)]);
                Assert.Equal((name, length, null), (name, length, execution.Outcome?.Failure));
            }

            if (
                Environment.GetEnvironmentVariable("RECORD_HISTORIES") is { } golden
                && Path.Combine(golden, $"{name}.json") is var path
                && !File.Exists(path)
            )
            {
                await File.WriteAllTextAsync(path, JsonSerializer.Serialize(history, Json.Indented));
            }
        }
    }

    /// <summary>A file deployed, another held back, a drift check that trains again on it, and a rebuild.</summary>
    private static async Task<Dictionary<string, (string Instance, IReadOnlyList<FlowEvent> History)>> RecordAsync()
    {
        using var folder = new TemporaryFolder();
        await using var workspace = Workspace.Open(folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await workspace.Engine.StartAsync();
        await workspace.Services.Definitions.SaveAsync(
            "m",
            """{ "label": "rentals", "training": { "candidates": ["linear"], "budget": { "trials": 6 } }, "drift": { "share": 0.01 } }"""
        );
        var deployed = await DropAsync(workspace, "a.csv", RentalSample.Csv(500, seed: 1));
        var held = await DropAsync(workspace, "b.csv", RentalSample.Csv(600, seed: 1, noise: 150));
        await WriteAsync(workspace, StorageNames.UploadsContainer, "m/now.csv", RentalSample.Csv(600, seed: 2, warming: 20));
        var check = await workspace.Starter.CheckDriftAsync("m", "golden", "m/now.csv", "test");
        var outcome = Json.Read<DriftOutcome>((await workspace.Engine.WaitAsync(check)).Output!);
        Assert.True(outcome.Retrain, outcome.Sentence);
        var rebuild = await workspace.Starter.ReproduceAsync("m", deployed, "golden", "test");
        Assert.Equal(RunStatus.Reproduced, Json.Read<RunRecord>((await workspace.Engine.WaitAsync(rebuild)).Output!).Status);
        return new Dictionary<string, string>
        {
            ["ingest-deployed-v2"] = deployed,
            ["ingest-held-v2"] = held,
            ["deploy-v1"] = $"{deployed}.deploy",
            ["monitor-retrain-v1"] = check,
            ["train-v2"] = outcome.Run!,
            ["reproduce-v2"] = rebuild,
        }.ToDictionary(instance => instance.Key, instance => (instance.Value, workspace.Engine.Reader.Events(instance.Value)));
    }

    private static async Task<string> DropAsync(Workspace workspace, string file, string csv)
    {
        await WriteAsync(workspace, StorageNames.IncomingContainer, $"m/{file}", csv);
        var run = (await workspace.Starter.DropAsync($"m/{file}", "test"))!;
        await workspace.Engine.WaitAsync(run);
        return run;
    }

    private static Task WriteAsync(Workspace workspace, string container, string name, string text) =>
        workspace.Services.Blobs.WriteAsync(container, name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
}
