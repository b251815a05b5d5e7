using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Pages.Review;

/// <summary>What whoever answers for models has to know, and how each is set up.</summary>
internal static class ReviewPages
{
    private const int Models = 20;

    /// <summary><c>GET /review</c>, page by page.</summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var after = page.Query("after") is { } name && ModelNames.IsValid(name) ? name : null;
        var names = await page.Services.Registry.ModelsAsync(page.Stop, after).Take(Models + 1).ToListAsync(page.Stop);
        var reviews = new List<ModelReview>();
        foreach (var model in names.Take(Models))
        {
            reviews.Add(await page.Services.Reviews.ReadAsync(model, page.Stop));
        }

        await page.ShowAsync<ReviewPage>(
            "Review",
            Section.Review,
            (nameof(ReviewPage.Reviews), reviews),
            (nameof(ReviewPage.Next), names.Count > Models ? names[Models - 1] : null)
        );
    }
}
