using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Api;

/// <summary>What was removed because it was older than it is kept.</summary>
internal static class RetentionHandlers
{
    /// <summary><c>GET /api/models/{model}/retention</c>, newest first, page by page</summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var page = await ListPage.ReadAsync(
            context,
            $"removals of {model}",
            after =>
                Task.FromResult<IAsyncEnumerable<RetentionRecord>?>(services.Retention.ListAsync(model, context.RequestAborted, after)),
            RetentionLog.Key
        );
        await context.AnswerAsync(new RetentionPage(model, page.Entries, page.Next));
    }
}

/// <summary>Answer to <c>GET /api/models/{model}/retention</c>.</summary>
/// <param name="Removals">What was removed, newest first.</param>
/// <param name="Next">What asks for the page that follows; null at the end.</param>
public sealed record RetentionPage(string Model, IReadOnlyList<RetentionRecord> Removals, string? Next);
