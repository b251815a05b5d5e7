using MLOpsFunctions.Deployment;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Who may let a version serve, what archiving ends and keeps, and what a review tells.</summary>
public sealed class GovernanceTests : PipelineFixture
{
    private const string Rentals = """
        { "label": "rentals", "training": { "candidates": ["linear"], "budget": { "trials": 2 } },
          "gates": [{ "metric": "r2", "min": 0.2 }]
        """;

    [Fact]
    public async Task An_archived_model_serves_nobody_refuses_files_by_name_keeps_its_lineage_and_comes_back()
    {
        await DefineAsync(Rentals + " }");
        Assert.True((await DropAsync("a.csv", RentalSample.Csv(400, seed: 1))).Deployed);
        Assert.NotNull(await Workspace.Router.FindAsync("m"));

        await SteerAsync(new Control(ChangeControl.Archived));
        Assert.Null(await Workspace.Router.FindAsync("m"));
        var refused = await DropAsync("b.csv", RentalSample.Csv(420, seed: 2));
        Assert.Equal((RunStatus.Refused, "The model 'm' is archived"), (refused.Status, refused.Problem!.Title));
        Assert.Equal(refused.Run, (await ReceiptAsync("b.csv")).Run);
        Assert.NotNull(await Workspace.Lineage.ReadAsync("m", 1, default));
        Assert.NotNull((await SteerAsync(new Control(ChangeControl.Pinned))).Refusal);
        Assert.NotNull((await SteerAsync(new Release())).Refusal);
        Assert.NotNull((await Workspace.Services.Deployments.RollbackAsync("m", new("r", "ann", "back"))).Refusal);
        Assert.True((await Workspace.Services.Reviews.ReadAsync("m")).Archived);

        await SteerAsync(new Unarchive());
        Assert.Equal(1, (await Workspace.Router.FindAsync("m"))!.Served.Version.Number);
        Assert.NotNull((await DropAsync("c.csv", RentalSample.Csv(440, seed: 3))).Version);
        Assert.NotNull((await SteerAsync(new Unarchive())).Refusal);
    }

    [Fact]
    public async Task Another_person_than_the_one_who_started_a_run_approves_it_once()
    {
        await DefineAsync(Rentals + """, "rollout": { "approval": true, "otherApprover": true } }""");
        var run = await DropAsync("a.csv", RentalSample.Csv(400, seed: 1));
        Assert.Equal((RunStatus.AwaitingApproval, "test"), (run.Status, run.By));

        var approvals = new Approvals(Workspace.Services.Runs, Workspace.Engine, Workspace.Services.Deployments);
        foreach (var same in (string[])["test", "TEST", " test "])
        {
            Assert.Equal(403, (await RefuseAsync(approvals, run, same)).Status);
        }

        await approvals.AnswerAsync(run, new(true, "ann", null));
        await Workspace.Engine.WaitAsync(run.Run);
        Assert.True((await Workspace.Services.Runs.FindAsync(run.Run))!.Deployed);
        Assert.Equal(409, (await RefuseAsync(approvals, run, "ben")).Status); // Repeated.
        Assert.Single(await Workspace.Services.Ledger.ReadAsync("m").ToListAsync());
    }

    [Fact]
    public async Task An_approval_that_is_forged_past_the_check_does_not_deploy()
    {
        await DefineAsync(Rentals + """, "rollout": { "approval": true, "otherApprover": true } }""");
        var run = await DropAsync("a.csv", RentalSample.Csv(400, seed: 1));

        await Workspace.Engine.SignalAsync(run.Run, TrainFlow.ApprovalSignal, new Approval(true, "Test", null));
        await Workspace.Engine.WaitAsync(run.Run);

        var ended = (await Workspace.Services.Runs.FindAsync(run.Run))!;
        Assert.Equal((RunStatus.HeldBack, false), (ended.Status, ended.Deployed));
        Assert.Null((await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
    }

    [Fact]
    public async Task Nobody_s_answer_in_time_is_a_rejection()
    {
        await DefineAsync(Rentals + """, "rollout": { "approval": true, "approvalTimeout": "0.2s" } }""");
        var run = await DropAsync("a.csv", RentalSample.Csv(400, seed: 1));
        await Workspace.Engine.WaitAsync(run.Run);

        var ended = (await Workspace.Services.Runs.FindAsync(run.Run))!;
        Assert.Equal((RunStatus.HeldBack, false), (ended.Status, ended.Deployed));
        var approvals = new Approvals(Workspace.Services.Runs, Workspace.Engine, Workspace.Services.Deployments);
        Assert.Equal(409, (await RefuseAsync(approvals, ended, "ann")).Status);
        Assert.Null((await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
        var entry = Assert.Single(await Workspace.Services.Ledger.ReadAsync("m").ToListAsync());
        Assert.Equal((LedgerAction.Held, 1, "timer", ended.Message), (entry.Action, entry.To, entry.By, entry.Reason));
    }

    [Fact]
    public async Task A_review_tells_what_is_missing_and_is_recorded()
    {
        await DefineAsync(
            Rentals
                + """
                , "owner": "rentals@contoso.example", "review": "30d", "columns": { "contact": { "role": "ignore", "pii": "hash" } },
                  "sla": { "trainMinutes": 60, "modelAgeDays": 30, "uptime": 0.99 } }
                """
        );
        var run = await DropAsync("a.csv", RentalSample.Csv(400, seed: 1));
        var review = await Workspace.Services.Reviews.ReadAsync("m");

        Assert.Equal(
            [ReviewFinding.NoPurpose, ReviewFinding.NoChannel, ReviewFinding.SlaNotMeasured, ReviewFinding.NoDriftCheck],
            review.Findings
        );
        Assert.Equal(
            [("modelAgeDays", true), ("trainMinutes", true), ("uptime", (bool?)null)],
            review.Sla.Select(promise => (promise.Name, promise.Met))
        );
        Assert.Equal(("rentals@contoso.example", 1, ApprovalRule.None), (review.Owner, review.Version, review.Approval));
        Assert.Contains("contact", review.Privacy.Keys);
        Assert.Empty(review.Alerts);
        Assert.Contains(ReviewFinding.ReviewOverdue, ModelReviews.Findings(review, new(), Workspace.Services.Time.GetUtcNow().AddDays(31)));

        var done = await Workspace.Services.Reviews.RecordAsync("m", "ann", "all well");
        Assert.Equal(done, (await Workspace.Services.Reviews.ReadAsync("m")).Reviewed);

        // What it ran on, and what won.
        Assert.Contains('+', run.Environment!.Code);
        Assert.True(run.Environment.Cores > 0);
        Assert.NotNull(run.Parameters);
        Assert.Equal(run.Environment, (await Workspace.Services.Registry.FindAsync("m", 1))!.Environment);
    }

    private async Task<DeploymentResult> SteerAsync(DeploymentCommand command)
    {
        var result = await Workspace.Services.Deployments.SteerAsync("m", command, new(Guid.CreateVersion7().ToString(), "ann", "so"));
        Workspace.Router.Invalidate("m");
        return result;
    }

    private static async Task<Problem> RefuseAsync(Approvals approvals, RunRecord run, string by) =>
        (await Assert.ThrowsAsync<ProblemException>(() => approvals.AnswerAsync(run, new(true, by, null)))).Problem;
}
