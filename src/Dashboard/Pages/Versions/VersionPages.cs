using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Dashboard.Pages.Versions;

/// <summary>The pages of versions: one, two side by side, and where one comes from.</summary>
internal static class VersionPages
{
    /// <summary><c>GET /models/{model}/versions/{version}</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var version = await FindAsync(page, page.Route("version"));
        var card = await page.Services.Deployments.CardAsync(version, page.Stop);
        await page.ShowAsync<VersionPage>(
            $"{version.Model} version {version.Number}",
            Section.Models,
            (nameof(VersionPage.Version), version),
            (nameof(VersionPage.Card), card)
        );
    }

    /// <summary><c>GET /models/{model}/compare?a=1&amp;b=2</c></summary>
    public static async Task CompareAsync(PageRequest page)
    {
        var newest = await page.Services.Registry.CountAsync(page.Model, page.Stop);
        var other = await FindAsync(page, page.Query("b") ?? Text(newest));
        var one = await FindAsync(page, page.Query("a") ?? Text(Math.Max(other.Number - 1, 1)));
        await page.ShowAsync<ComparePage>(
            $"{page.Model}: version {one.Number} and {other.Number}",
            Section.Models,
            (nameof(ComparePage.A), one),
            (nameof(ComparePage.B), other),
            (nameof(ComparePage.CardA), await page.Services.Registry.CardAsync(one, page.Stop)),
            (nameof(ComparePage.CardB), await page.Services.Registry.CardAsync(other, page.Stop))
        );
    }

    /// <summary><c>GET /models/{model}/versions/{version}/lineage</c></summary>
    public static async Task ShowLineageAsync(PageRequest page)
    {
        var version = await FindAsync(page, page.Route("version"));
        var lineage = await page.Services.Lineage.ReadAsync(version.Model, version.Number, page.Stop);
        await page.ShowAsync<LineagePage>(
            $"Lineage of {version.Model} version {version.Number}",
            Section.Models,
            (nameof(LineagePage.Version), version.Number),
            (nameof(LineagePage.Lineage), lineage)
        );
    }

    /// <summary>The version that a number or an alias names.</summary>
    /// <exception cref="ProblemException">There is none: status 404.</exception>
    private static async Task<ModelVersion> FindAsync(PageRequest page, string reference) =>
        await page.Services.Registry.ResolveAsync(page.Model, reference, page.Stop)
        ?? throw new ProblemException(
            new(
                "There is no such version",
                $"'{PlainText.Name(reference)}'",
                "a version's number, 'champion' or 'challenger'",
                $"model '{page.Model}'",
                "the page of the model lists its versions",
                404
            )
        );

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
