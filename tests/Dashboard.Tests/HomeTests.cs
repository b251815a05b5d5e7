using Bunit;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Pages.Home;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class HomeTests : BunitContext
{
    [Fact]
    public void Without_a_model_the_page_teaches_what_to_drop_where()
    {
        var page = Page(HomeView.Of([], [], null, Pages.Now));

        Assert.Contains("incoming/MODEL/", page.Find(".empty").TextContent);
        Assert.NotNull(page.Find("form[action='/upload'][enctype='multipart/form-data'] input[name=_token]"));
        // The file is passed on as it comes, so that what is checked first has to come first.
        Assert.Equal(["_token", "model", "label", "file"], page.FindAll("#upload input").Select(field => field.GetAttribute("name")));
    }

    [Fact]
    public void A_model_has_its_health_in_one_word()
    {
        var serves = Glance(new("m", 1, null) { Deployment = DeploymentState.Empty });

        Assert.Equal("Healthy", ModelHealth.Of(serves).Word);
        Assert.Equal("Archived", WordOf(serves.Overview with { Control = ChangeControl.Archived }));
        Assert.Equal("Frozen", WordOf(serves.Overview with { Control = ChangeControl.Frozen }));
        Assert.Equal("Rolling out", WordOf(serves.Overview with { Rollout = new(2, RolloutStage.Canary, 0.1, Pages.Now, false) }));
        Assert.Equal("Waiting", WordOf(serves.Overview with { Champion = null, Waiting = new(1, "r", "cnt") }));
        Assert.Equal("Not serving", WordOf(serves.Overview with { Champion = null }));
    }

    [Fact]
    public void What_needs_a_person_leads_to_where_it_is_done()
    {
        var waiting = Glance(
            new("m", 1, null)
            {
                Deployment = DeploymentState.Empty,
                Waiting = new(2, "r-2", null),
                Rollout = new(2, RolloutStage.Shadow, 0.1, Pages.Now, Paused: true),
            }
        );

        var items = AttentionItem.Of(waiting with { ReviewDue = Pages.Now.AddDays(-3) }, Pages.Now).ToList();

        Assert.Equal(["Approve", "Rollout held", "Review"], items.Select(item => item.What));
        Assert.Equal(["/runs/r-2", "/models/m", "/review"], items.Select(item => item.Href));
        Assert.Contains("3 days ago", items[2].Sentence);
        Assert.Empty(AttentionItem.Of(Glance(new("m", 1, null) { Deployment = DeploymentState.Empty }), Pages.Now));
    }

    [Theory]
    [InlineData(true, "Version 2 passed its gates and does not serve; its run says why.")]
    [InlineData(false, "Version 2 did not pass its gates.")]
    public void A_version_that_was_held_back_is_told_with_what_its_gates_said(bool blessed, string sentence)
    {
        var held = new RunRecord
        {
            Run = "r",
            Model = "m",
            Trigger = RunTrigger.Retrain,
            By = "Ann",
            Started = Pages.Now,
            Status = RunStatus.HeldBack,
            Version = 2,
            Verdict = new(blessed, []),
        };
        var glance = Glance(new("m", 1, null) { Deployment = DeploymentState.Empty }) with { Newest = held };

        Assert.Equal(sentence, Assert.Single(AttentionItem.Of(glance, Pages.Now)).Sentence);
    }

    private static string WordOf(ModelOverview overview) => ModelHealth.Of(Glance(overview)).Word;

    private static ModelGlance Glance(ModelOverview overview) => new(overview, null, null, null);

    private IRenderedComponent<HomePage> Page(HomeView view) =>
        this.Show<HomePage>(AccessLevel.Administer, page => page.Add(one => one.View, view));
}
