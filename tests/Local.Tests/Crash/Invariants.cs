using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Local.Tests.Crash;

/// <summary>Holds what a workspace says of one model against the files it was given: nothing lost, nothing twice.</summary>
internal static class Invariants
{
    /// <summary>Whether all runs have ended and there are so many.</summary>
    public static async Task<bool> AreClosedAsync(Workspace workspace, int files)
    {
        var runs = await workspace.Services.Runs.ListAsync().ToListAsync();
        return runs.Count >= files && runs.TrueForAll(run => run.Ended is not null) && workspace.Engine.List(FlowState.Running).Count == 0;
    }

    /// <param name="path">The workspace; no process has it open any more.</param>
    /// <param name="files">Files of different content that were dropped.</param>
    public static async Task CheckAsync(string path, int files)
    {
        await using var workspace = Workspace.Open(path, TimeProvider.System, NullLoggerFactory.Instance);
        var services = workspace.Services;
        var runs = await services.Runs.ListAsync().ToListAsync();
        var datasets = await services.Datasets.ListAsync("m").ToListAsync();
        var versions = await services.Registry.VersionsAsync("m").ToListAsync();
        var ledger = await services.Ledger.ReadAsync("m").ToListAsync();

        // Each run has one end, and it is none that tells of a fault.
        var instances = workspace.Engine.List(most: int.MaxValue);
        Assert.All(
            instances,
            instance => Assert.Equal((instance.Id, FlowState.Completed, null), (instance.Id, instance.State, instance.Error))
        );
        Assert.Equal(
            runs.Select(run => run.Run).Order(),
            instances.Where(instance => instance.Flow == "ingest").Select(instance => instance.Id)
        );
        Assert.All(
            runs,
            run =>
                Assert.True(
                    run
                        is {
                            Ended: not null,
                            Status: RunStatus.Deployed or RunStatus.HeldBack or RunStatus.Duplicate or RunStatus.Refused
                        },
                    $"{run}"
                )
        );

        // Each file is one data set version, and one run took it to the end.
        Assert.Equal(files, datasets.Select(dataset => dataset.Sha256).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, files), datasets.Select(dataset => dataset.Number).Order());
        var finished = runs.Where(run => run.Status is RunStatus.Deployed or RunStatus.HeldBack).ToList();
        Assert.Equal(datasets.Select(dataset => dataset.Run).Order(), finished.Select(run => run.Run).Order());
        Assert.All(runs.Where(run => run.DuplicateOf is not null), run => Assert.Contains(finished, first => first.Run == run.DuplicateOf));

        // Each such run made one version, each deployed one was promoted once, and the last promoted one serves.
        Assert.Equal(Enumerable.Range(1, files), versions.Select(version => version.Number).Order());
        Assert.Equal(finished.Select(run => run.Version!.Value).Order(), versions.Select(version => version.Number).Order());
        var promoted = ledger
            .Where(entry => entry.Action == LedgerAction.Promoted)
            .OrderBy(entry => entry.Sequence)
            .Select(entry => entry.To)
            .ToList();
        Assert.Equal(runs.Where(run => run.Deployed).Select(run => run.Version!.Value).Order(), promoted.Order());
        Assert.True((await services.Ledger.VerifyAsync("m")).Intact);
        Assert.Equal(promoted[^1], (await services.Deployments.GetAsync("m")).LiveVersion);
        Assert.Equal([promoted[^1]], versions.Where(version => version.Number == promoted[^1]).Select(version => version.Number));
    }
}
