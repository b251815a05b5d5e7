using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Training again, and rebuilding what an earlier run made.</summary>
public sealed class RebuildTests : PipelineFixture
{
    [Fact]
    public async Task Training_again_on_the_same_rows_gives_the_same_model()
    {
        await DefineAsync(Fast + "}");
        var first = await DropAsync("a.csv", RentalSample.Csv(800, seed: 1));
        var run = await Workspace.Starter.RetrainAsync("m", "key", RunTrigger.Retrain, "ada", "to see");
        Assert.Equal(run, await Workspace.Starter.RetrainAsync("m", "key", RunTrigger.Retrain, "ada", "to see"));
        await Workspace.Engine.WaitAsync(run);
        var again = (await Workspace.Services.Runs.FindAsync(run))!;

        Assert.Equal(first.ModelDigest, again.ModelDigest);
        Assert.Equal("ada", again.By);
    }

    [Fact]
    public async Task A_search_that_was_ended_by_hand_after_a_warm_start_is_rebuilt_bit_by_bit_and_nothing_else_changes()
    {
        await DefineAsync("""{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 1000 } } }""");
        var first = await DropAsync(
            "a.csv",
            RentalSample.Csv(700, seed: 1),
            whenStarted: run => Workspace.Services.Runs.EndSearchAsync(run)
        );
        var second = await DropAsync(
            "b.csv",
            RentalSample.Csv(1400, seed: 1),
            whenStarted: run => Workspace.Services.Runs.EndSearchAsync(run)
        );

        Assert.All([first, second], run => Assert.InRange(run.Trials!.Value, 1, 999));
        Assert.Contains(second.Notes.Sentences(), note => note.Contains("ended by hand"));
        Assert.NotNull((await Workspace.Services.Registry.FindAsync("m", 2))!.WarmStart);

        // What serves, and with it what a new search would begin with, is another version by now.
        await Workspace.Services.Deployments.RollbackAsync("m", new("test", "ada", "to see"));
        foreach (var original in new[] { first, second })
        {
            var rebuild = await ReproduceAsync(original.Run);

            Assert.Equal(
                (RunStatus.Reproduced, original.ModelDigest, original.Trials),
                (rebuild.Status, rebuild.ModelDigest, rebuild.Trials)
            );
            Assert.Equal(
                (original.Run, original.Version!.Value, original.ModelDigest),
                (rebuild.Reproduction!.Run, rebuild.Reproduction.Version, rebuild.Reproduction.Digest)
            );
        }

        Assert.Equal(2, await Workspace.Services.Registry.VersionsAsync("m").CountAsync());
    }

    [Fact]
    public async Task A_rebuild_reads_the_rows_under_the_definition_of_its_version_when_the_same_file_served_another_target_since()
    {
        await DefineAsync(Fast + "}");
        var first = await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        await DefineAsync(Fast.Replace("rentals", "wind", StringComparison.Ordinal) + "}");
        var second = await DropAsync("a.csv", RentalSample.Csv(600, seed: 1), newTarget: true);

        Assert.Equal(first.Dataset!.Digest, second.Dataset!.Digest);
        Assert.Equal(RunStatus.Reproduced, (await ReproduceAsync(first.Run)).Status);
        Assert.Equal(RunStatus.Reproduced, (await ReproduceAsync(second.Run)).Status);
    }

    [Fact]
    public async Task A_run_by_the_clock_spends_its_own_budget_and_so_does_its_rebuild()
    {
        await DefineAsync(
            """{ "label": "rentals", "training": { "candidates": ["linear"], "budget": { "trials": 2 } }, "retrain": """
                + """{ "budget": { "trials": 6 } } }"""
        );
        var dropped = await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var run = await Workspace.Starter.RetrainAsync("m", "midnight", RunTrigger.Schedule, "clock", null);
        await Workspace.Engine.WaitAsync(run);

        Assert.Equal((2, 6), (dropped.Trials, (await Workspace.Services.Runs.FindAsync(run))!.Trials));
        Assert.Equal(
            (RunStatus.Reproduced, 6),
            await ReproduceAsync(run) is var rebuild ? (rebuild.Status, rebuild.Trials!.Value) : default
        );
    }

    [Fact]
    public async Task A_rebuild_that_differs_says_so_and_one_of_nothing_is_refused()
    {
        await DefineAsync(Fast + "}");
        var run = await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var version = (await Workspace.Services.Registry.FindAsync("m", 1))!;
        await Workspace.Services.Tables.WriteAsync(
            StorageNames.ModelsTable,
            "m",
            [TableWrite.Upsert("version/0000000001", Json.Write(version with { Artifact = new('0', 64) }))]
        );
        Assert.Equal(new('0', 64), (await Workspace.Services.Registry.FindAsync("m", 1))!.Artifact);

        var rebuild = await ReproduceAsync(run.Run);

        Assert.Equal((RunStatus.Differs, run.ModelDigest), (rebuild.Status, rebuild.ModelDigest));
        Assert.StartsWith("Different", rebuild.Message);
        Assert.Equal(RunStatus.Refused, (await ReproduceAsync("no-such-run")).Status);
    }
}
