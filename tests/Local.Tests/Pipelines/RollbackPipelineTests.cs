using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>What a person has rolled back serves again by a person's decision only.</summary>
public sealed class RollbackPipelineTests : PipelineFixture
{
    private const string Definition = """
        { "label": "rentals", "training": { "candidates": ["linear"], "budget": { "trials": 2 } },
          "gates": [{ "metric": "r2", "min": 0.2 }],
          "drift": { "share": 0.01 } }
        """;

    [Fact]
    public async Task No_automatic_run_brings_it_back_and_drift_says_that_there_is_nothing_new_to_learn()
    {
        await ServeAndRollBackAsync();

        var check = await CheckAsync(RentalSample.Csv(600, seed: 2, warming: 20));
        Assert.Equal((true, false, null), (check.Drifted, check.Retrain, check.Run));
        Assert.Contains("no labelled rows to learn from that are newer", check.Sentence);
        Assert.DoesNotContain("Retraining", check.Sentence);

        var scheduled = await RetrainAsync(RunTrigger.Schedule);
        Assert.Equal((RunStatus.HeldBack, false, 3), (scheduled.Status, scheduled.Deployed, scheduled.Version));
        Assert.Contains("the same model was rolled back by ann: it answers nonsense.", scheduled.Message);
        Assert.Equal(1, (await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);

        var card = await Workspace.Services.Deployments.CardAsync((await Workspace.Services.Registry.FindAsync("m", 2))!);
        Assert.Equal(
            ("ann", "it answers nonsense", 1),
            card.Rollbacks!.Select(rollback => (rollback.By, rollback.Reason, rollback.To)).Single()
        );
        Assert.Null((await Workspace.Services.Deployments.CardAsync((await Workspace.Services.Registry.FindAsync("m", 1))!)).Rollbacks);
    }

    [Fact]
    public async Task A_person_may_bring_it_back_and_newer_rows_are_learned()
    {
        await ServeAndRollBackAsync();
        await Workspace.Services.Deployments.RestoreAsync("m", 2, new("again", "ann", "it was right"));
        var again = await RetrainAsync(RunTrigger.Schedule);

        Assert.DoesNotContain("rolled back", again.Message);
        await Workspace.Services.Deployments.RollbackAsync("m", new("back again", "ann", "it was not"));
        var newer = await DropAsync("c.csv", RentalSample.Csv(1_200, seed: 3));
        Assert.Equal(RunStatus.Deployed, newer.Status);
    }

    [Fact]
    public async Task The_same_rows_in_another_order_are_held_and_one_row_more_is_new()
    {
        await ServeAndRollBackAsync();
        var lines = RentalSample.Csv(900, seed: 1).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var turned = await DropAsync("c.csv", string.Join('\n', [lines[0], .. lines.Skip(1).Reverse()]));
        Assert.Equal((RunStatus.HeldBack, false), (turned.Status, turned.Deployed));
        Assert.Contains("the same model was rolled back by ann", turned.Message);
        Assert.Contains(
            "no labelled rows to learn from that are newer",
            (await CheckAsync(RentalSample.Csv(600, 2, warming: 20))).Sentence
        );

        var more = await DropAsync("d.csv", RentalSample.Csv(901, seed: 1));
        Assert.DoesNotContain("rolled back", more.Message);
    }

    private async Task ServeAndRollBackAsync()
    {
        await DefineAsync(Definition);
        Assert.Equal(RunStatus.Deployed, (await DropAsync("a.csv", RentalSample.Csv(600, seed: 1))).Status);
        Assert.Equal(RunStatus.Deployed, (await DropAsync("b.csv", RentalSample.Csv(900, seed: 1))).Status);
        Assert.Equal(
            1,
            (await Workspace.Services.Deployments.RollbackAsync("m", new("back", "ann", "it answers nonsense"))).State.LiveVersion
        );
    }

    private async Task<RunRecord> RetrainAsync(RunTrigger trigger)
    {
        var run = await Workspace.Starter.RetrainAsync("m", "key", trigger, "timer", null);
        return MLOpsFunctions.Json.Read<RunRecord>((await Workspace.Engine.WaitAsync(run)).Output!);
    }
}
