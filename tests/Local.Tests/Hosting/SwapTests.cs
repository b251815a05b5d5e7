using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Data;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Hosting;

/// <summary>The server's own web host on a real port, while what it serves is swapped.</summary>
public sealed class SwapTests : IAsyncLifetime, IDisposable
{
    private const int Clients = 1000;
    private const string Definition = """
        { "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } },
          "gates": [{ "metric": "r2", "min": 0 }], "rollout": { "approval": true } }
        """;

    private const string Rows = """
        { "rows": [
          { "booking": "B1", "hour_start": "2025-04-01T08:00:00Z", "station": "market", "sky": "clear",
            "temperature": 14, "humidity": 60, "wind": 3, "holiday": "no", "contact": "a@example.org" },
          { "booking": "B2", "hour_start": "2025-04-01T17:00:00Z", "station": "airport", "sky": "rain",
            "temperature": 9, "humidity": 85, "wind": 8, "holiday": "no", "contact": "b@example.org" }] }
        """;

    private readonly TemporaryFolder _folder = new();
    private Workspace _workspace = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _workspace = Workspace.Open(_folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await _workspace.Engine.StartAsync();
        _app = ServeCommand.Build(_workspace, "http://127.0.0.1:0");
        await _app.StartAsync();
        _client = new() { BaseAddress = new(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _workspace.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_thousand_clients_see_one_version_and_then_the_other_and_no_failure()
    {
        await _workspace.Services.Definitions.SaveAsync("m", Definition);
        await ApproveAsync(await DropAsync("first.csv", seed: 1));
        var second = await DropAsync("second.csv", seed: 2);
        var (one, two) = (await ExpectAsync(1), await ExpectAsync(2));
        Assert.NotEqual(one, two);
        Dictionary<int, double[]> expected = new() { [1] = one, [2] = two };

        // Every client is in the middle of its requests when the swap begins, and goes on until it has seen it.
        using var begun = new CountdownEvent(Clients);
        var clients = Enumerable.Range(0, Clients).Select(_ => AskUntilSwappedAsync(expected, begun)).ToArray();
        await Task.Run(begun.Wait);
        await ApproveAsync(second);

        var histories = await Task.WhenAll(clients);
        Assert.All(histories, seen => Assert.Equal(seen.Order(), seen));
        Assert.All(histories, seen => Assert.Equal([1, 2], seen.Distinct()));
    }

    /// <summary>Asks until version 2 answers; tells when the first answer, or failure, is there. Returns the versions in order.</summary>
    private async Task<List<int>> AskUntilSwappedAsync(Dictionary<int, double[]> expected, CountdownEvent begun)
    {
        var seen = new List<int>();
        do
        {
            try
            {
                var (version, predictions) = await PredictAsync();
                Assert.Equal(expected[version], predictions);
                seen.Add(version);
            }
            finally
            {
                if (seen.Count <= 1)
                {
                    begun.Signal();
                }
            }
        } while (seen[^1] != 2);
        return seen;
    }

    private async Task<(int Version, double[] Predictions)> PredictAsync()
    {
        using var response = await _client.PostAsync(
            new Uri("/api/models/m/predict", UriKind.Relative),
            new StringContent(Rows, Encoding.UTF8, "application/json")
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var version = answer.GetProperty("version").GetInt32();
        var predictions = answer.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.All(predictions, row => Assert.Equal(version, row.GetProperty("version").GetInt32()));
        return (version, [.. predictions.Select(row => row.GetProperty("prediction").GetDouble())]);
    }

    /// <summary>What a version says of the rows, asked of the version itself.</summary>
    private async Task<double[]> ExpectAsync(int version)
    {
        var served = (await _workspace.Services.Scorer.LoadAsync("m", version))!;
        using var rows = JsonDocument.Parse(Rows);
        var frame = FrameBuilder.ReadJsonRows(rows.RootElement.GetProperty("rows"), served.Schema, served.Dropped).Frame;
        return [.. served.Predict(frame).Predictions.Values];
    }

    /// <summary>Starts a run and waits until it asks for approval.</summary>
    private async Task<string> DropAsync(string name, int seed)
    {
        var csv = new MemoryStream(Encoding.UTF8.GetBytes(RentalSample.Csv(600, seed)));
        await _workspace.Services.Blobs.WriteAsync(StorageNames.IncomingContainer, $"m/{name}", csv);
        var run = (await _workspace.Starter.DropAsync($"m/{name}", "test"))!;
        while (await _workspace.Services.Runs.FindAsync(run) is not { Status: RunStatus.AwaitingApproval })
        {
            Assert.Equal(FlowState.Running, (await _workspace.Engine.FindAsync(run))?.State);
            await Task.Yield();
        }

        return run;
    }

    private async Task ApproveAsync(string run)
    {
        await _workspace.Engine.SignalAsync(run, TrainFlow.ApprovalSignal, new Approval(true, "tests", "looks right"));
        var end = await _workspace.Engine.WaitAsync(run);
        Assert.Equal(RunStatus.Deployed, Json.Read<RunRecord>(end.Output!).Status);
    }
}
