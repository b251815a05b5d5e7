using Microsoft.Playwright;

namespace MLOpsFunctions.Browser.Tests;

[Collection(DashboardCollection.Name)]
public sealed class PageTests(Dashboard dashboard)
{
    public static TheoryData<string> Pages => [.. Addresses.All];

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_complains_of_nothing_and_asks_no_other_host(string address)
    {
        await using var visit = await dashboard.VisitAsync();

        await visit.OpenAsync(address);

        Assert.Empty(visit.Complaints);
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
    }
}
