using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MLOpsFunctions.Browser.Tests;

[Collection(DashboardCollection.Name)]
public sealed class AccessibilityTests(Dashboard dashboard)
{
    public static TheoryData<string> Pages => [.. Addresses.All];

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_in_light_and_in_dark_with_everything_unfolded(string address)
    {
        await using var visit = await dashboard.VisitAsync();
        await visit.OpenAsync(address);
        await visit.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(folded => folded.open = true)");

        var light = await visit.Page.RunAxe();
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await visit.Page.RunAxe(Contrast);

        var found = light.Violations.Concat(dark.Violations).Select(Words).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>All that differs between light and dark is colour.</summary>
    private static AxeRunOptions Contrast => new() { RunOnly = RunOnlyOptions.Rules("color-contrast") };

    private static string Words(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help} {string.Join(" | ", violation.Nodes.Take(5).Select(node => node.Html))}";
}
