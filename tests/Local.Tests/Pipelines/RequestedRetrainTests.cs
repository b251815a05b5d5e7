using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Trainings that a person asks for: one of a model at a time, each with its decision.</summary>
public sealed class RequestedRetrainTests : PipelineFixture
{
    [Fact]
    public async Task A_requested_training_waits_for_the_run_under_way_and_its_decision_is_kept()
    {
        await DefineAsync(Fast + "}");
        var first = await DropAsync("a.csv", RentalSample.Csv(400, seed: 1));
        var other = first with { Run = "m-other", Status = RunStatus.Running, Ended = null, Started = Workspace.Services.Time.GetUtcNow() };
        await Workspace.Services.Runs.RecordAsync(other);

        var run = await Workspace.Starter.RetrainAsync("m", "one", RunTrigger.Retrain, "ada", "to see");
        while (await DecisionAsync() is not { Decision.Retrain: false })
        {
            await Task.Yield();
        }

        Assert.Equal([RetrainReason.Request, RetrainReason.Queued], (await DecisionAsync())!.Decision.Reasons);
        Assert.Equal("queue", (await Workspace.Services.Runs.FindAsync(run))!.Stage);
        Assert.Null(await Workspace.Services.Decisions.WaitingAsync("m")); // It waits by itself.

        await Workspace.Services.Runs.RecordAsync(other with { Status = RunStatus.HeldBack, Ended = other.Started });
        await Workspace.Engine.WaitAsync(run);
        var ended = (await Workspace.Services.Runs.FindAsync(run))!;
        Assert.Equal(2, ended.Version);
        Assert.True(ended.Queued > 0);
        var decision = Assert.Single(await Workspace.Services.Decisions.ListAsync("m").ToListAsync());
        Assert.Equal((run, run, 1, true), (decision.Id, decision.Run, decision.Version, decision.Decision.Retrain));
        Assert.Equal([RetrainReason.Request], decision.Decision.Reasons);
    }

    [Fact]
    public async Task Of_many_requests_at_once_each_is_trained_and_no_two_at_a_time()
    {
        await DefineAsync(Fast + "}");
        await DropAsync("a.csv", RentalSample.Csv(300, seed: 1));

        var runs = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(n => Workspace.Starter.RetrainAsync("m", $"{n}", RunTrigger.Retrain, "ada", null))
        );
        foreach (var run in runs)
        {
            await Workspace.Engine.WaitAsync(run);
        }

        var records = await Workspace.Services.Runs.ListAsync("m").Where(run => run.Trigger == RunTrigger.Retrain).ToListAsync();
        var worked = records.Select(run => (From: run.Started.AddSeconds(run.Queued ?? 0), To: run.Ended!.Value)).Order().ToList();
        Assert.Equal(3, worked.Count);
        Assert.All(worked.Zip(worked.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, $"{pair}"));
        Assert.Equal(3, await Workspace.Services.Decisions.ListAsync("m").CountAsync());
    }

    [Fact]
    public async Task A_run_that_waits_for_its_turn_can_be_cancelled()
    {
        await DefineAsync(Fast + "}");
        var first = await DropAsync("a.csv", RentalSample.Csv(300, seed: 1));
        await Workspace.Services.Runs.RecordAsync(
            first with
            {
                Run = "m-other",
                Status = RunStatus.Running,
                Ended = null,
                Started = Workspace.Services.Time.GetUtcNow(),
            }
        );
        var run = await Workspace.Starter.RetrainAsync("m", "one", RunTrigger.Retrain, "ada", null);
        RunRecord? waiting;
        while ((waiting = await Workspace.Services.Runs.FindAsync(run)) is not { Stage: "queue" })
        {
            await Task.Yield();
        }

        await new Cancellations(Workspace.Services.Runs, Workspace.Engine).RequestAsync(waiting, new("ada", "no longer"));
        await Workspace.Engine.WaitAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await Workspace.Services.Runs.FindAsync(run))!.Status);
    }

    private async Task<StoredDecision?> DecisionAsync() => await Workspace.Services.Decisions.LastAsync("m");
}
