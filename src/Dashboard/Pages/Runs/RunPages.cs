using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Hosting;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Pages.Runs;

/// <summary>The pages of runs.</summary>
internal static class RunPages
{
    private const int PageRuns = 50;

    /// <summary>Trials that are drawn and ranked: a run may have a hundred thousand, and a page has room for some hundred.</summary>
    private const int Trials = 400;

    /// <summary>The newest data sets among which that of a run is looked for, to link to it.</summary>
    private const int Datasets = 200;

    /// <summary><c>GET /runs</c>, newest first, page by page.</summary>
    public static async Task ListAsync(PageRequest page)
    {
        var services = page.Services;
        var model = page.Query("model") is { } name ? ModelNames.Check(name) : null;
        var after = page.Query("after") is { } id && RunReader.IsKey(id) ? await services.Runs.FindAsync(id, page.Stop) : null;
        var runs = await services.Runs.ListAsync(model, page.Stop, after).Take(PageRuns + 1).ToListAsync(page.Stop);
        await page.ShowAsync<RunListPage>(
            model is null ? "Runs" : $"Runs of {model}",
            Section.Runs,
            (nameof(RunListPage.Runs), runs.Take(PageRuns).ToList()),
            (nameof(RunListPage.Model), model),
            (nameof(RunListPage.Next), runs.Count > PageRuns ? runs[PageRuns - 1].Run : null)
        );
    }

    /// <summary><c>GET /runs/{id}</c></summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var view = await ReadAsync(page, withTrials: true);
        await (page with { Reloads = view.IsAlone }).ShowAsync<RunPage>(
            $"Run of {view.Run.Model}",
            Section.Runs,
            (nameof(RunPage.View), view)
        );
    }

    /// <summary><c>GET /runs/{id}/progress</c>: the part of the page that changes while the run is under way.</summary>
    public static async Task ShowProgressAsync(PageRequest page)
    {
        var view = await ReadAsync(page, withTrials: false);
        var html = await PageRenderer.RenderAsync<RunProgressPanel>(
            new Dictionary<string, object?> { [nameof(RunProgressPanel.View)] = view, [nameof(RunProgressPanel.Now)] = page.Now }
        );
        await PageRenderer.WriteAsync(page.Context, html, 200);
    }

    private static async Task<RunView> ReadAsync(PageRequest page, bool withTrials)
    {
        var (services, id) = (page.Services, page.Route("id"));
        var run =
            await RunReader.FindAsync(services, id, page.Stop) ?? throw RunReader.Unknown(id, "the list of runs names those there are");
        run = await RunReader.WithProgressAsync(services, run, page.Stop);
        var trials = withTrials ? await services.Trials.ListAsync(run.Run, Trials, page.Stop) : [];
        var ranked = await Leaderboard.RankAsync(trials.ToAsyncEnumerable(), run.Metric);
        var dataset =
            withTrials && run.Dataset is not null
                ? await services
                    .Datasets.ListAsync(run.Model, page.Stop)
                    .Take(Datasets)
                    .FirstOrDefaultAsync(entry => entry.Run == run.Run, page.Stop)
                : null;
        return RunView.Of(run, trials, ranked) with { DatasetNumber = dataset?.Number };
    }
}
