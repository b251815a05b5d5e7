using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.CrashHost;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Crash;

/// <summary>A real process, really killed, before and after everything that a run makes durable.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_anywhere_a_run_ends_where_an_undisturbed_one_ends()
    {
        var file = _folder["rentals.csv"];
        await File.WriteAllTextAsync(file, RentalSample.Csv(400, seed: 1, flaws: true));
        var moments = (await RunAsync("undisturbed", file, 0))!.Value;
        Assert.True(moments > 40, $"{moments} moments");
        var expected = await StateAsync("undisturbed");
        Assert.Contains("Deployed", expected);

        await Parallel.ForEachAsync(
            Enumerable.Range(1, moments),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (n, _) =>
            {
                Assert.Null(await RunAsync($"killed-{n}", file, n));
                // The dead process's locks and claims are gone with it, so that this process can be the next one and spares a start.
                await CrashScenario.LiveAsync(_folder[$"killed-{n}"], new(file), () => { });
                Assert.Equal((n, expected), (n, await StateAsync($"killed-{n}")));
            }
        );
    }

    /// <summary>
    /// A file that comes again gets a run of its own; whichever of the two makes the data set must also take it to the
    /// end.
    /// </summary>
    [Fact]
    public async Task Killed_anywhere_and_given_the_file_again_one_run_takes_it_to_the_end()
    {
        var file = _folder["rentals.csv"];
        await File.WriteAllTextAsync(file, RentalSample.Csv(200, seed: 1, flaws: true));
        var moments = (await RunAsync("undisturbed", file, 0))!.Value / 2; // By then the file has long been read.
        await Parallel.ForEachAsync(
            Enumerable.Range(1, moments),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (n, _) =>
            {
                Assert.Null(await RunAsync($"killed-{n}", file, n));
                await CrashScenario.LiveAsync(_folder[$"killed-{n}"], new(file), () => { }, again: true);
                await Invariants.CheckAsync(_folder[$"killed-{n}"], 1);
            }
        );
    }

    /// <summary>Runs the program; null where it was killed.</summary>
    private async Task<int?> RunAsync(string name, string file, int killAt)
    {
        var workspace = _folder[name];
        if (!Directory.Exists(Path.Combine(workspace, "definitions")))
        {
            Directory.CreateDirectory(Path.Combine(workspace, "definitions"));
            await File.WriteAllTextAsync(
                Path.Combine(workspace, "definitions", "m.json"),
                """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }"""
            );
        }

        return await CrashProcess.RunAsync(workspace, killAt, file);
    }

    /// <summary>What a person can see of a workspace, without times and ids of machines.</summary>
    private async Task<string> StateAsync(string name)
    {
        await using var workspace = Workspace.Open(_folder[name], TimeProvider.System, NullLoggerFactory.Instance);
        var services = workspace.Services;
        var lines = new List<string>();
        await foreach (var run in services.Runs.ListAsync())
        {
            lines.Add(
                $"run {run.Status} {run.Version} {run.Deployed} {run.ModelDigest} {run.Dataset?.Digest} "
                    + $"{run.Dataset?.RowsQuarantined} {run.Trials} {run.Problem} {run.Error}"
            );
        }

        await foreach (var dataset in services.Datasets.ListAsync("m"))
        {
            lines.Add($"dataset {dataset.Number} {dataset.Dataset} {dataset.Definition}");
        }

        await foreach (var version in services.Registry.VersionsAsync("m"))
        {
            lines.Add($"version {version.Number} {version.Artifact} {version.Verdict.Blessed}");
        }

        await foreach (var entry in services.Ledger.ReadAsync("m"))
        {
            lines.Add($"ledger {entry.Sequence} {entry.Action} {entry.From} {entry.To}");
        }

        var state = await services.Deployments.GetAsync("m");
        lines.Add($"live {state.LiveVersion} {(await services.Ledger.VerifyAsync("m")).Intact}");
        lines.AddRange(workspace.Engine.List().Select(instance => $"instance {instance.Flow} {instance.State}").Order());
        Assert.DoesNotContain(workspace.Engine.List(), instance => instance.State == FlowState.Running);
        return string.Join('\n', lines);
    }
}
