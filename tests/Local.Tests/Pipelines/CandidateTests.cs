using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.MlNet;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Whoever can train here competes, and a version remembers who did.</summary>
public sealed class CandidateTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Workspace _workspace = null!;

    public async Task InitializeAsync()
    {
        _workspace = Workspace.Open(_folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await _workspace.Engine.StartAsync();
    }

    public async Task DisposeAsync() => await _workspace.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_candidates_of_this_build_compete_absent_ones_are_told_once_and_a_rebuild_has_the_same()
    {
        var here = MlNetTrainers.BesideBuiltIn;
        await _workspace.Services.Definitions.SaveAsync("m", """{ "label": "rentals", "training": { "budget": { "trials": 1 } } }""");
        await _workspace.Services.Blobs.WriteAsync(
            StorageNames.IncomingContainer, "m/a.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(RentalSample.Csv(500, seed: 1))));

        var run = await EndAsync((await _workspace.Starter.DropAsync("m/a.csv", "test"))!);

        string[] names = [.. here.Trainers.Where(trainer => trainer.Supports(ModelTask.Regression)).Select(trainer => trainer.Name)];
        Assert.Equal(names, (await _workspace.Services.Registry.FindAsync("m", run.Version!.Value))!.Candidates);
        Assert.Equal(names, (await _workspace.Services.Trials.ListAsync(run.Run, names.Length)).Select(trial => trial.Trainer));
        Assert.Equal(here.Absent.Count > 0 ? 1 : 0, run.Notes.Count(note => note.StartsWith("Without the candidates sdca")));
        var rebuilt = await EndAsync(await _workspace.Starter.ReproduceAsync("m", run.Run, "again", "test"));
        Assert.Equal(RunStatus.Reproduced, rebuilt.Status);
    }

    private async Task<RunRecord> EndAsync(string run) => Json.Read<RunRecord>((await _workspace.Engine.WaitAsync(run)).Output!);
}
