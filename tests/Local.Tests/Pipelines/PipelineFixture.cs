using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Data;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>A model <c>m</c> in one process on real stores, with what tests do to it: define it, drop files, check for drift.</summary>
public abstract class PipelineFixture : IAsyncLifetime, IDisposable
{
    /// <summary>A definition, left open, under which a run takes a second or two.</summary>
    protected const string Fast = """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } }""";

    private readonly TemporaryFolder _folder = new();

    internal Workspace Workspace { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Workspace = Workspace.Open(_folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await Workspace.Engine.StartAsync();
    }

    public async Task DisposeAsync() => await Workspace.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    protected Task DefineAsync(string json) => Workspace.Services.Definitions.SaveAsync("m", json);

    protected async Task<RunRecord> DropAsync(
        string name,
        string csv,
        Func<string, Task>? whenStarted = null,
        bool newTarget = false,
        string? definition = null
    )
    {
        await Workspace.Services.Blobs.WriteAsync(
            StorageNames.IncomingContainer,
            $"m/{name}",
            new MemoryStream(Encoding.UTF8.GetBytes(csv))
        );
        var run = (await Workspace.Starter.DropAsync($"m/{name}", "test", newTarget, definition))!;
        await (whenStarted?.Invoke(run) ?? Task.CompletedTask);
        while (await Workspace.Services.Runs.FindAsync(run) is not ({ Ended: not null } or { Status: RunStatus.AwaitingApproval }))
        {
            Assert.NotEqual(FlowState.Failed, (await Workspace.Engine.FindAsync(run))!.State);
            await Task.Yield();
        }

        return (await Workspace.Services.Runs.FindAsync(run))!;
    }

    protected async Task<DriftOutcome> CheckAsync(string csv)
    {
        var key = $"m/{csv.Length}.csv";
        await Workspace.Services.Blobs.WriteAsync(StorageNames.UploadsContainer, key, new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        var ended = await Workspace.Engine.WaitAsync(await Workspace.Starter.CheckDriftAsync("m", key, key, "test"));
        return Json.Read<DriftOutcome>(ended.Output!);
    }

    protected async Task<RunRecord> ReproduceAsync(string original)
    {
        var run = await Workspace.Starter.ReproduceAsync("m", original, "key", "test");
        await Workspace.Engine.WaitAsync(run);
        return (await Workspace.Services.Runs.FindAsync(run))!;
    }

    protected async Task<Receipt> ReceiptAsync(string name)
    {
        await using var read = await Workspace.Services.Blobs.OpenReadAsync(StorageNames.IncomingContainer, $"m/{name}.receipt.json");
        return (await System.Text.Json.JsonSerializer.DeserializeAsync<Receipt>(read!.Content, Json.Compact))!;
    }
}
