using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard.Pages.Notifications;

/// <summary>What was told to whom.</summary>
internal static class NotificationPages
{
    private const int PageSize = 50,
        LongestKey = 100;

    /// <summary><c>GET /notifications</c>, newest first, page by page.</summary>
    public static async Task ShowAsync(PageRequest page)
    {
        var model = page.Query("model") is { } name ? ModelNames.Check(name) : null;
        var after = page.Query("after") is { Length: <= LongestKey } key && !PlainText.IsUnsafe(key) ? key : null;
        var found = await page.Services.Notifications.ListAsync(model, page.Stop, after).Take(PageSize + 1).ToListAsync(page.Stop);
        await page.ShowAsync<NotificationPage>(
            "Notifications",
            Section.Notifications,
            (nameof(NotificationPage.Deliveries), found.Take(PageSize).Select(entry => DeliverySummary.Of(entry.Delivery)).ToList()),
            (nameof(NotificationPage.Next), found.Count > PageSize ? found[PageSize - 1].Key : null)
        );
    }
}
