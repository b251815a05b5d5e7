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

    private static string WordOf(ModelOverview overview) => ModelHealth.Of(Glance(overview)).Word;

    private static ModelGlance Glance(ModelOverview overview) => new(overview, null, null, null);

    private IRenderedComponent<HomePage> Page(HomeView view) =>
        this.Show<HomePage>(AccessLevel.Administer, page => page.Add(one => one.View, view));
}
