using Bunit;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Pages.Runs;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class RunPageTests : BunitContext
{
    private const string Markup = "<script>alert(1)</script>";

    [Fact]
    public void A_run_that_waits_is_approved_or_rejected_by_administrators_alone()
    {
        var waiting = Run(RunStatus.AwaitingApproval);

        Assert.NotNull(Page(waiting, AccessLevel.Administer).Find("form[action='/runs/r-1/decide/approve'] input[name=_token]"));
        Assert.NotNull(Page(waiting, AccessLevel.Administer).Find("form[action='/runs/r-1/decide/reject'] input[name=reason][required]"));
        Assert.Empty(Page(waiting, AccessLevel.Operate).FindAll("form[action*=decide]"));
        Assert.NotNull(Page(waiting, AccessLevel.Operate).Find("form[action='/runs/r-1/do/cancel']"));
    }

    [Fact]
    public void A_guessed_label_is_confirmed_by_the_name_of_its_column()
    {
        var held = Run(RunStatus.HeldBack) with
        {
            Ended = Pages.Now,
            Inferred = new(Markup, LabelSource.LastColumn, ModelTask.Binary, TaskSource.LabelValues, null, [], []),
        };

        var label = Page(held, AccessLevel.Administer).Find("form[action='/models/m/do/confirm'] input[name=label]");

        Assert.Equal(Markup, label.GetAttribute("value"));
    }

    [Fact]
    public void Markup_in_what_a_stranger_wrote_stays_text()
    {
        var run = Run(RunStatus.Refused) with
        {
            By = Markup,
            Reason = Markup,
            Message = Markup,
            File = $"incoming/m/{Markup}",
            Problem = new(Markup, Markup, Markup, Markup, Markup),
            Notes = [Notes.Note.OfText(Markup)],
        };

        var page = Page(run, AccessLevel.Administer);

        Assert.Empty(page.FindAll("script"));
        Assert.True(page.Markup.Split("&lt;script&gt;").Length > 7);
    }

    [Fact]
    public void The_time_left_follows_from_what_is_done()
    {
        var run = Run(RunStatus.Running) with { Started = Pages.Now - TimeSpan.FromMinutes(1), Progress = 0.25 };

        Assert.Equal(TimeSpan.FromMinutes(3), RunView.Left(run, Pages.Now));
        Assert.Null(RunView.Left(run with { Progress = 0.01 }, Pages.Now));
        Assert.Null(RunView.Left(run with { Status = RunStatus.AwaitingApproval }, Pages.Now));
    }

    [Fact]
    public void The_best_value_so_far_only_gets_better_and_leaves_out_trials_on_fewer_rows()
    {
        Trial[] trials =
        [
            new(0, "a", []) { Value = 3 },
            new(1, "a", []) { Value = double.NaN },
            new(2, "a", []) { Value = 1, Fidelity = 0.5 },
            new(3, "a", []) { Value = 5 },
            new(4, "a", []) { Value = 2 },
        ];

        Assert.Equal([3, 3, 2], RunView.BestSoFar(trials, "rmse").Select(step => step.Best));
        Assert.Equal([3, 5, 5], RunView.BestSoFar(trials, "r2").Select(step => step.Best));
    }

    [Fact]
    public void Trials_are_compared_by_the_parameters_in_which_they_differ()
    {
        Trial[] ranked =
        [
            new(2, "gbdt", new(new Dictionary<string, double> { ["leaves"] = 8, ["seed"] = 1 })) { Value = 1 },
            new(3, "linear", new(new Dictionary<string, double> { ["l2"] = 8 })) { Value = 2 },
            new(0, "gbdt", new(new Dictionary<string, double> { ["leaves"] = 4, ["seed"] = 1 })) { Value = 3 },
            new(1, "gbdt", new(new Dictionary<string, double> { ["seed"] = 1 })) { Value = 4 },
        ];

        var lines = TrialLines.Of(ranked, "rmse")!;

        Assert.Equal("gbdt", lines.Trainer);
        Assert.Equal(["leaves", "rmse"], lines.Axes);
        Assert.Equal(
            [
                [8, 1],
                [4, 3],
                [double.NaN, 4],
            ],
            lines.Lines.Select(line => line.Values)
        );
        Assert.Equal("trial 3", Assert.Single(lines.Lines, line => line.Marked).Label);
        Assert.Null(TrialLines.Of(ranked[..3], "rmse"));
        Assert.Null(TrialLines.Of([], "rmse"));
    }

    [Fact]
    public void The_log_tells_when_each_stage_began_and_how_long_it_took()
    {
        var run = Run(RunStatus.Deployed) with
        {
            Ended = Pages.Now.AddSeconds(90),
            Steps = [new(Pages.Now, "ingest", "Reading"), new(Pages.Now.AddSeconds(30), "train", Markup)],
        };

        var rows = Page(run, AccessLevel.Operate).FindAll("section[aria-labelledby=log] tbody tr");

        Assert.Equal(["2026-06-01 12:00:00 UTC", "ingest", "30 s", "Reading"], rows[0].Children.Select(cell => cell.TextContent));
        Assert.Equal(["2026-06-01 12:00:30 UTC", "train", "1 min 0 s", Markup], rows[1].Children.Select(cell => cell.TextContent));
        Assert.Equal(3, rows.Count);
    }

    [Theory]
    [InlineData("ingest", "now,ahead,ahead,ahead")]
    [InlineData("train", "done,now,ahead,ahead")]
    [InlineData("deploy", "done,done,done,now")]
    public void The_stages_tell_where_a_run_is(string stage, string states)
    {
        var view = RunView.Of(Run(RunStatus.Running) with { Stage = stage }, [], []);

        Assert.True(view is { IsUnderWay: true, IsAlone: true });
        Assert.Equal(states, string.Join(',', view.Stages.Select(one => one.State.JsonName())));
    }

    private IRenderedComponent<RunPage> Page(RunRecord run, AccessLevel level) =>
        this.Show<RunPage>(level, page => page.Add(one => one.View, RunView.Of(run, [], [])));

    private static RunRecord Run(RunStatus status) =>
        new()
        {
            Run = "r-1",
            Model = "m",
            Trigger = RunTrigger.Drop,
            By = "Ann",
            Started = Pages.Now,
            Status = status,
        };
}
