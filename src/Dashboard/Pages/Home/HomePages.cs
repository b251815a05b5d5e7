using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Pages.Home;

/// <summary>The overview.</summary>
internal static class HomePages
{
    private const int Models = 24,
        Runs = 10;

    /// <summary><c>GET /</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var services = page.Services;
        var after = page.Query("after") is { } name && ModelNames.IsValid(name) ? name : null;
        var names = await services.Registry.ModelsAsync(page.Stop, after).Take(Models + 1).ToListAsync(page.Stop);
        var glances = new List<ModelGlance>();
        foreach (var model in names.Take(Models))
        {
            glances.Add(await ModelGlances.ReadAsync(page, model));
        }

        var runs = await services.Runs.ListAsync(cancellation: page.Stop).Take(Runs).ToListAsync(page.Stop);
        var view = HomeView.Of(glances, runs, names.Count > Models ? names[Models - 1] : null, page.Now);
        await page.ShowAsync<HomePage>("Models", Section.Models, (nameof(HomePage.View), view));
    }
}
