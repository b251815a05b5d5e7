namespace MLOpsFunctions.Dashboard.Pages.Home;

/// <summary>Reads what the overview shows of a model, at a cost that does not grow with its versions or runs.</summary>
internal static class ModelGlances
{
    /// <summary>One model.</summary>
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
            ReviewDue = await services.Reviews.DueAsync(model, page.Stop),
        };
    }
}
