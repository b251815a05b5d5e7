using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

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

    [BrowserFact]
    public async Task The_interactive_reference_shows_the_contract_without_asking_another_host()
    {
        await using var visit = await dashboard.VisitAsync();

        await visit.OpenAsync("/scalar");

        await Expect(visit.Page.GetByText("Open Inference Protocol").First).ToBeAttachedAsync();
        Assert.Empty(visit.Complaints);
    }

    [BrowserFact]
    public async Task An_address_without_a_page_says_so_and_leads_back()
    {
        await using var visit = await dashboard.VisitAsync();

        var answer = await visit.Page.GotoAsync("/models/none");

        Assert.Equal(404, answer!.Status);
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("There is no model 'none'");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "MLOpsFunctions" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Models");
    }

    [BrowserFact]
    public async Task Printed_a_page_has_its_content_and_no_buttons()
    {
        await using var visit = await dashboard.VisitAsync();
        await visit.OpenAsync("/models/loans");

        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(visit.Page.Locator("header.site")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator(".actions")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("figure.chart").First).ToBeVisibleAsync();
    }
}
