using Microsoft.Playwright;

namespace MLOpsFunctions.Browser.Tests;

/// <summary>Pictures of every page, to be looked at: <c>TestResults/screenshots</c> beside the project.</summary>
[Collection(DashboardCollection.Name)]
public sealed class ScreenshotTests(Dashboard dashboard)
{
    private static string Folder => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../TestResults/screenshots"));

    public static TheoryData<int, ColorScheme> Looks =>
        new()
        {
            { 390, ColorScheme.Light },
            { 820, ColorScheme.Light },
            { 1280, ColorScheme.Light },
            { 1280, ColorScheme.Dark },
        };

    [BrowserTheory]
    [MemberData(nameof(Looks))]
    public async Task No_page_is_wider_than_its_window(int width, ColorScheme scheme)
    {
        await using var visit = await dashboard.VisitAsync(scheme, width);
        foreach (var address in Addresses.All)
        {
            await visit.OpenAsync(address);
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, NameOf(address, width, scheme)), FullPage = true });

            Assert.True(
                await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width,
                $"{address} at {width}"
            );
        }
    }

    private static string NameOf(string address, int width, ColorScheme scheme) =>
        $"{string.Concat(address.Trim('/').Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}-{width}-{scheme}.png";
}
