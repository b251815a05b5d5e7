using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Notifications and their deliveries over HTTP.</summary>
internal static class NotificationHandlers
{
    /// <summary><c>GET /api/notifications</c>, newest first, page by page; <c>?model=</c> narrows it down.</summary>
    public static async Task ListAsync(HttpContext context, ApiServices services)
    {
        var model = context.Request.Query["model"].ToString() is { Length: > 0 } name ? ModelNames.Check(name) : null;
        var page = await ListPage.ReadAsync(
            context,
            model is null ? "notifications" : $"notifications of {model}",
            after => Task.FromResult<IAsyncEnumerable<(string Key, Delivery Delivery)>?>(List(context, services, model, after)),
            entry => entry.Key,
            limit: 50
        );
        await context.AnswerAsync(new NotificationList([.. page.Entries.Select(entry => DeliverySummary.Of(entry.Delivery))], page.Next));
    }

    /// <summary>A key that is none of ours lists nothing.</summary>
    private static IAsyncEnumerable<(string Key, Delivery Delivery)>? List(
        HttpContext context,
        ApiServices services,
        string? model,
        string? after
    ) => after is { Length: > 100 } ? null : services.Notifications.ListAsync(model, context.RequestAborted, after);
}

/// <summary>Notifications on its way to channels.</summary>
/// <param name="Notifications">Newest first.</param>
/// <param name="ContinuationToken">What asks for those that follow; null at the end.</param>
public sealed record NotificationList(IReadOnlyList<DeliverySummary> Notifications, string? ContinuationToken);
