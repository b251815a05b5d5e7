using System.Globalization;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Deployment;
using static MLOpsFunctions.Deployment.DeploymentCommand;

namespace MLOpsFunctions.Api;

/// <summary>A person's hand on rollouts over HTTP.</summary>
internal static class RolloutHandlers
{
    /// <summary><c>POST /api/models/{model}/promote</c></summary>
    public static async Task PromoteAsync(HttpContext context, ApiServices services)
    {
        var (model, body) = await ReadAsync(context, services);
        var version = body.Version ?? throw ApiRequests.Missing("version", "the number of the version that is to serve");
        var reason = ApiRequests.Required(ApiRequests.Reason(body.Reason), "reason", "why the version is to serve");
        if (context.User.Identity is not { IsAuthenticated: true })
        {
            ApiRequests.Required(body.By, "by", "who decides that the version is to serve");
        }

        var state = await services.Deployments.GetAsync(model, context.RequestAborted);
        var given = await context.IdempotencyKeyAsync(services, $"promote/{model}", body);
        var key = given ?? string.Create(CultureInfo.InvariantCulture, $"{state.Generation}/{version}");
        var request = new DeploymentRequest($"promote/{key}", context.Caller(body.By), reason);
        await AnswerAsync(context, services, model, await services.Rollouts.PromoteAsync(model, version, request, context.RequestAborted));
    }

    /// <summary><c>POST /api/models/{model}/hold</c></summary>
    public static Task HoldAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "hold", body => new Pause(body.Version));

    /// <summary><c>POST /api/models/{model}/abandon</c></summary>
    public static Task AbandonAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "abandon", body => new Abandon(body.Version));

    /// <summary><c>POST /api/models/{model}/pin</c></summary>
    public static Task PinAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "pin", _ => new Control(ChangeControl.Pinned));

    /// <summary><c>POST /api/models/{model}/freeze</c></summary>
    public static Task FreezeAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "freeze", _ => new Control(ChangeControl.Frozen));

    /// <summary><c>POST /api/models/{model}/archive</c></summary>
    public static Task ArchiveAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "archive", _ => new Control(ChangeControl.Archived));

    /// <summary><c>POST /api/models/{model}/unarchive</c></summary>
    public static Task UnarchiveAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "unarchive", _ => new Unarchive());

    /// <summary><c>POST /api/models/{model}/release</c></summary>
    public static Task ReleaseAsync(HttpContext context, ApiServices services) =>
        SteerAsync(context, services, "release", _ => new Release());

    private static async Task SteerAsync(
        HttpContext context,
        ApiServices services,
        string verb,
        Func<RolloutRequest, DeploymentCommand> command
    )
    {
        var (model, body) = await ReadAsync(context, services);
        var given = await context.IdempotencyKeyAsync(services, $"{verb}/{model}", body);
        var key = given ?? services.Time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
        var reason = ApiRequests.Reason(body.Reason) ?? "asked for over HTTP";
        var result = await services.Deployments.SteerAsync(
            model,
            command(body),
            new($"{verb}/{key}", context.Caller(body.By), reason),
            context.RequestAborted
        );
        await AnswerAsync(context, services, model, result);
    }

    private static async Task<(string Model, RolloutRequest Body)> ReadAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var body = await RequestBody.ReadAsync<RolloutRequest>(context, services.Limits.DocumentBytes);
        return await services.Registry.FindAsync(model, 1, context.RequestAborted) is null
            ? throw await ApiRequests.NoModelAsync(context, services, model)
            : (model, body);
    }

    private static async Task AnswerAsync(HttpContext context, ApiServices services, string model, DeploymentResult result)
    {
        if (result.Refusal is { } refusal)
        {
            throw new ProblemException(
                new(
                    "The model's deployment does not allow that",
                    refusal.Sentence,
                    Where: $"model '{model}'",
                    Try: $"GET /api/models/{model} tells what serves and what is on its way",
                    Status: StatusCodes.Status409Conflict
                )
            );
        }

        services.Router.Invalidate(model);
        var state = result.State;
        await context.AnswerAsync(
            new RolloutResponse(model, state.LiveVersion, state.Challenger, state.Rollout, state.Control, result.Entry)
        );
    }
}
