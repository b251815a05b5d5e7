using MLOpsFunctions.Data;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Runs that a person ends, and trials that the clock ends.</summary>
public sealed class CancelTests : PipelineFixture
{
    private const string Endless =
        """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 5000, "minutes": 600 } } }""";
    private static readonly RunCancellation Asked = new("ada", "enough");

    [Fact]
    public async Task A_run_that_searches_ends_cancelled_once_and_its_bytes_can_be_run_again()
    {
        await DefineAsync(Endless);
        var csv = RentalSample.Csv(700, seed: 1);

        var run = await DropAsync(
            "a.csv",
            csv,
            whenStarted: async id =>
            {
                while ((await Workspace.Engine.FindAsync(id))?.Progress?.Message.StartsWith("Trials ") != true)
                {
                    await Task.Yield();
                }

                await CancelAsync(id);
                await CancelAsync(id);
            }
        );
        await CancelAsync(run.Run);

        Assert.Equal((RunStatus.Cancelled, "Cancelled by ada: enough.", null, false), (run.Status, run.Message, run.Version, run.Deployed));
        Assert.Empty(await Workspace.Services.Registry.VersionsAsync("m").ToListAsync());
        Assert.Equal(FlowState.Completed, (await Workspace.Engine.WaitAsync(run.Run)).State);
        await DefineAsync(Fast + "}");
        Assert.Equal(RunStatus.Deployed, (await DropAsync("b.csv", csv)).Status);
    }

    /// <summary>Whatever the run does when the wish comes, it ends in one state, and what serves agrees with it.</summary>
    [Fact]
    public async Task A_run_that_is_cancelled_at_any_stage_ends_in_one_state()
    {
        await DefineAsync(Fast + "}");
        var records = 0;
        void Count(RunRecord run) => Interlocked.Increment(ref records);
        Workspace.RunRecorded += Count;
        var live = (await DropAsync("whole.csv", RentalSample.Csv(500, seed: 9))).Version;
        Workspace.RunRecorded -= Count;
        for (var stage = 0; stage < records; stage++)
        {
            var reached = 0;
            async void Cancel(RunRecord run)
            {
                if (run.Ended is null && Interlocked.Increment(ref reached) == stage + 1)
                {
                    await Workspace.Services.Runs.CancelAsync(run.Run, Asked);
                }
            }

            Workspace.RunRecorded += Cancel;
            var ended = await DropAsync($"{stage}.csv", RentalSample.Csv(500 + stage, seed: stage));
            Workspace.RunRecorded -= Cancel;

            live = ended.Deployed ? ended.Version : live;
            Assert.Contains(ended.Status, new[] { RunStatus.Cancelled, RunStatus.Deployed, RunStatus.HeldBack });
            Assert.Equal(ended.Status == RunStatus.Deployed, ended.Deployed);
            Assert.Equal(
                (ended.Dataset is null ? ReceiptStatus.Cancelled : ReceiptStatus.Accepted, ended.Run),
                await ToldAsync($"{stage}.csv")
            );
            Assert.Equal(live, (await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
        }
    }

    private async Task<(ReceiptStatus Status, string Run)> ToldAsync(string file)
    {
        var receipt = await ReceiptAsync(file);
        return (receipt.Status, receipt.Run);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_person_can_be_cancelled()
    {
        await DefineAsync(Fast + """, "rollout": { "approval": true } }""");
        var waiting = await DropAsync("a.csv", RentalSample.Csv(500, seed: 1));
        Assert.Equal(RunStatus.AwaitingApproval, waiting.Status);

        await CancelAsync(waiting.Run);
        await Workspace.Engine.WaitAsync(waiting.Run);

        Assert.Equal(RunStatus.Cancelled, (await Workspace.Services.Runs.FindAsync(waiting.Run))!.Status);
        Assert.Null((await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
        Assert.Equal(1, await Workspace.Services.Registry.VersionsAsync("m").CountAsync());
    }

    [Fact]
    public async Task A_run_that_has_ended_otherwise_is_told_so()
    {
        await DefineAsync(Fast + "}");
        var run = await DropAsync("a.csv", RentalSample.Csv(500, seed: 1));

        var problem = (await Assert.ThrowsAsync<ProblemException>(() => CancelAsync(run.Run))).Problem;

        Assert.Equal((409, "its status is deployed"), (problem.Status, problem.Found));
        Assert.Null(await Workspace.Services.Runs.FindCancellationAsync(run.Run));
    }

    /// <summary>So few minutes are over before the first trial begins.</summary>
    [Fact]
    public async Task A_search_whose_time_is_over_before_any_trial_ends_is_refused_by_name()
    {
        await DefineAsync("""{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2, "minutes": 1e-9 } } }""");

        var run = await DropAsync("a.csv", RentalSample.Csv(500, seed: 1));

        Assert.Equal((RunStatus.Refused, "training.budget.minutes"), (run.Status, run.Problem!.Where));
        Assert.All(await Workspace.Services.Trials.ListAsync(run.Run, 10), trial => Assert.True(trial.Cut));
    }

    private async Task CancelAsync(string run) =>
        await new Cancellations(Workspace.Services.Runs, Workspace.Engine).RequestAsync(
            (await Workspace.Services.Runs.FindAsync(run))!,
            Asked
        );
}
