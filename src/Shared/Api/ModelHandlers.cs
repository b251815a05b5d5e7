using System.Globalization;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Api;

/// <summary>The registry over HTTP, and the way back to the version before.</summary>
internal static class ModelHandlers
{
    /// <summary><c>GET /api/models</c>, page by page</summary>
    public static async Task ListAsync(HttpContext context, ApiServices services)
    {
        var models = new List<ModelOverview>();
        var page = await ListPage.ReadAsync(
            context,
            "models",
            await services.Registry.ModelsAsync(context.RequestAborted).ToListAsync(context.RequestAborted),
            model => model
        );
        foreach (var model in page.Entries)
        {
            var overview = await services.Overviews.ReadAsync(model, context.RequestAborted);
            models.Add(overview with { Waiting = WaitingVersions.Told(model, overview.Waiting) });
        }

        await context.AnswerAsync(new ModelList(models, page.Next));
    }

    /// <summary><c>GET /api/models/{model}</c>; with <c>?at=TIME</c> also what served then</summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var versions = await VersionsAsync(context, services, model);
        var state = await services.Deployments.GetAsync(model, context.RequestAborted);
        var live = context.Time("at") is { } time ? await services.Lineage.LiveAtAsync(model, time, context.RequestAborted) : null;
        await context.AnswerAsync(new ModelDetail(model, state.LiveVersion, state.Challenger, state, versions, live));
    }

    /// <summary><c>GET /api/models/{model}/versions</c>, newest first, page by page</summary>
    public static async Task VersionsAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var page = await ListPage.ReadAsync(
            context,
            $"versions of {model}",
            await VersionsAsync(context, services, model),
            version => version.Version.ToString(CultureInfo.InvariantCulture)
        );
        await context.AnswerAsync(new VersionList(model, page.Entries, page.Next));
    }

    /// <summary>
    /// <c>GET /api/models/{model}/ledger</c>, oldest first, page by page: who let which version serve, when and why,
    /// and whether the entries stand as they were written
    /// </summary>
    public static async Task LedgerAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var page = await ListPage.ReadAsync(
            context,
            $"ledger of {model}",
            after =>
                Task.FromResult(
                    after is null ? services.Ledger.ReadAsync(model, context.RequestAborted)
                    : int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence < int.MaxValue
                        ? services.Ledger.ReadAsync(model, context.RequestAborted, sequence)
                    : null
                ),
            entry => entry.Sequence.ToString(CultureInfo.InvariantCulture)
        );
        await context.AnswerAsync(
            new LedgerPage(model, await services.Ledger.VerifyAsync(model, context.RequestAborted), page.Entries, page.Next)
        );
    }

    private static async Task<IReadOnlyList<VersionSummary>> VersionsAsync(HttpContext context, ApiServices services, string model)
    {
        var versions = new List<VersionSummary>();
        await foreach (var version in services.Registry.VersionsAsync(model, context.RequestAborted))
        {
            versions.Add(
                new(
                    version.Number,
                    version.Run,
                    version.Created,
                    version.Trainer,
                    version.Verdict.Blessed,
                    version.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Value)
                )
            );
        }

        if (versions.Count == 0)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        versions.Reverse();
        return versions;
    }

    /// <summary><c>GET /api/models/{model}/versions/{version}</c></summary>
    public static async Task VersionAsync(HttpContext context, ApiServices services) =>
        await context.AnswerAsync(await context.VersionAsync(services));

    /// <summary><c>GET /api/models/{model}/versions/{version}/card</c>: Markdown, or JSON for those who accept that.</summary>
    public static async Task CardAsync(HttpContext context, ApiServices services)
    {
        var version = await context.VersionAsync(services);
        var card = await services.Deployments.CardAsync(version, context.RequestAborted);
        await (
            context
                .Request.GetTypedHeaders()
                .Accept.Any(type => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
                ? context.AnswerAsync(card)
                : context.AnswerTextAsync(ModelCardMarkdown.Write(version, card), "text/markdown; charset=utf-8")
        );
    }

    /// <summary><c>GET /api/models/{model}/versions/{version}/lineage</c></summary>
    public static async Task LineageAsync(HttpContext context, ApiServices services)
    {
        var version = await context.VersionAsync(services);
        await context.AnswerAsync(await services.Lineage.ReadAsync(version.Model, version.Number, context.RequestAborted));
    }

    /// <summary><c>POST /api/models/{model}/rollback</c></summary>
    public static async Task RollbackAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var request = await RequestBody.ReadAsync<RollbackRequest>(context, services.Limits.DocumentBytes);
        var before = await services.Deployments.GetAsync(model, context.RequestAborted);
        if (before.LiveVersion is null && await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        // Without a key of the caller's, two requests that saw the same version serve are one rollback.
        var (by, reason) = (context.Caller(request.By), ApiRequests.Reason(request.Reason) ?? "asked for over HTTP");
        var given = await context.IdempotencyKeyAsync(services, $"rollback/{model}", request);
        var key = given ?? string.Create(CultureInfo.InvariantCulture, $"{before.Generation}/{request.Version}");
        var asked = new DeploymentRequest($"rollback/{key}", by, reason);
        var result = request.Version is { } version
            ? await services.Deployments.RestoreAsync(model, version, asked, context.RequestAborted)
            : await services.Deployments.RollbackAsync(model, asked, context.RequestAborted);
        if (result.Refusal is { } refusal)
        {
            throw new ProblemException(
                new(
                    "The rollback was refused",
                    refusal.Sentence,
                    "a version that has served before and still can",
                    $"model '{model}'",
                    $$"""{"version": N} names another; GET /api/models/{{model}} lists them""",
                    StatusCodes.Status409Conflict
                )
            );
        }

        services.Router.Invalidate(model);
        await context.AnswerAsync(
            new RollbackResponse(model, result.State.LiveVersion, result.State.Previous, result.State.Generation, result.Entry)
        );
    }
}
