using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Monitoring;

namespace MLOpsFunctions.Api;

/// <summary>Drift: look, and check now.</summary>
internal static class DriftHandlers
{
    /// <summary><c>GET /api/models/{model}/drift</c></summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Drift.LastAsync(model, context.RequestAborted) is { } report)
        {
            await context.AnswerAsync(report);
            return;
        }

        throw await services.Registry.FindAsync(model, 1, context.RequestAborted) is null
            ? await ApiRequests.NoModelAsync(context, services, model)
            : new ProblemException(
                new(
                    $"Model '{model}' has not been checked for drift yet",
                    Try: $"POST /api/models/{model}/drift checks now",
                    Status: StatusCodes.Status404NotFound
                )
            );
    }

    /// <summary><c>GET /api/models/{model}/decisions</c>, newest first, page by page: whether to train again, and why</summary>
    public static async Task DecisionsAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var page = await ListPage.ReadAsync(
            context,
            $"decisions of {model}",
            after => Task.FromResult<IAsyncEnumerable<StoredDecision>?>(services.Decisions.ListAsync(model, context.RequestAborted, after)),
            RetrainDecisionStore.Key
        );
        await context.AnswerAsync(new DecisionPage(model, page.Entries, page.Next));
    }

    /// <summary><c>POST /api/models/{model}/drift</c></summary>
    public static async Task CheckAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if ((await services.Deployments.GetAsync(model, context.RequestAborted)).LiveVersion is null)
        {
            throw await services.Registry.FindAsync(model, 1, context.RequestAborted) is null
                ? await ApiRequests.NoModelAsync(context, services, model)
                : new ProblemException(
                    new($"No version of '{model}' serves", Try: "check again once one does", Status: StatusCodes.Status409Conflict)
                );
        }

        var key = await context.IdempotencyKeyAsync(services, $"drift/{model}", "") ?? context.TraceIdentifier;
        var check = await services.Starter.CheckDriftAsync(model, key, file: null, context.Caller(), context.RequestAborted);
        context.Response.Headers.Location = $"/api/models/{model}/drift";
        await context.AnswerAsync(new DriftCheckStarted(check), StatusCodes.Status202Accepted);
    }
}
