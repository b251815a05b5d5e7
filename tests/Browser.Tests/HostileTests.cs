namespace MLOpsFunctions.Browser.Tests;

/// <summary>Markup in texts that strangers control: names of columns and files, cells, labels, owner and purpose.</summary>
[Collection(DashboardCollection.Name)]
public sealed class HostileTests(Dashboard dashboard)
{
    public static TheoryData<string> Pages =>
        [
            "/",
            "/runs",
            "/models/hostile",
            "/models/hostile/settings",
            "/models/hostile/versions/1",
            "/models/hostile/versions/1/lineage",
            "/models/hostile/compare?a=1&b=1",
            "/models/hostile/data/1",
            "/models/hostile/playground",
            "/review",
        ];

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task Markup_is_shown_as_it_was_written_and_does_nothing(string address)
    {
        await using var visit = await dashboard.VisitAsync();

        await visit.OpenAsync(address);

        Assert.Contains("onerror=document.title='owned'", await visit.Page.ContentAsync() is { } html ? Decoded(html) : "");
        await ActsNotAsync(visit);
    }

    [BrowserFact]
    public async Task Markup_in_the_run_of_a_hostile_file_does_nothing()
    {
        await using var visit = await dashboard.VisitAsync();
        await visit.OpenAsync("/runs?model=hostile");

        await visit.Page.Locator("td.long a").First.ClickAsync();

        Assert.Contains(Story.HostileFile, await visit.Page.Locator("h1").InnerTextAsync());
        await ActsNotAsync(visit);
    }

    private static string Decoded(string html) => System.Net.WebUtility.HtmlDecode(html);

    private static async Task ActsNotAsync(Visit visit)
    {
        Assert.DoesNotContain("owned", await visit.Page.TitleAsync());
        Assert.Equal(0, await visit.Page.Locator("main img, main script").CountAsync());
        Assert.Empty(visit.Complaints);
    }
}
