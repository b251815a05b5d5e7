namespace MLOpsFunctions.Dashboard.Pages.Home;

/// <summary>Reads what the overview shows of a model, at a cost that does not grow with its versions or runs.</summary>
internal static class ModelGlances
{
    /// <summary>Hours of traffic: a day has the whole mix of callers.</summary>
    private const int Hours = 24;

    public static async Task<ModelGlance> ReadAsync(PageRequest page, string model)
    {
        var services = page.Services;
        return new(
            await services.Overviews.ReadAsync(model, page.Stop),
            await services.Runs.ListAsync(model, page.Stop).FirstOrDefaultAsync(page.Stop),
            await services.Drift.LastAsync(model, page.Stop),
            await services.Performance.LastAsync(model, page.Stop)
        )
        {
            Traffic = [.. (await services.Traffic.ReadAsync(model, Hours, page.Now, page.Stop)).Select(rows => (double)rows)],
            ReviewDue = await services.Reviews.DueAsync(model, page.Stop),
        };
    }
}
