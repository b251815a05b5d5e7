using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Runs: start, look, approve.</summary>
internal static class RunHandlers
{
    /// <summary><c>POST /api/models/{model}/retrain</c></summary>
    public static async Task RetrainAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var request = await RequestBody.ReadAsync<RetrainRequest>(context, services.Limits.DocumentBytes);
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null && !await HasRunsAsync(context, services, model))
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var (by, reason) = (context.Caller(request.By), ApiRequests.Reason(request.Reason));
        var original = request.Reproduce is null ? null : await OriginalAsync(context, services, model, request.Reproduce);
        if (original is null)
        {
            await new RetrainTarget(services.Datasets, services.Registry, services.Deployments).CheckAsync(
                model,
                request.Label,
                request.Task,
                request.NewTarget == true,
                context.RequestAborted
            );
        }

        var key = await context.IdempotencyKeyAsync(services, $"retrain/{model}", request) ?? context.TraceIdentifier;
        var run = original is null
            ? await services.Starter.RetrainAsync(
                model,
                key,
                RunTrigger.Retrain,
                by,
                reason,
                request.Label,
                request.Task,
                request.NewTarget == true,
                context.RequestAborted
            )
            : await services.Starter.ReproduceAsync(model, original, key, by, context.RequestAborted);
        context.Response.Headers.Location = $"/api/runs/{run}";
        await context.AnswerAsync(new RunStarted(run), StatusCodes.Status202Accepted);
    }

    /// <summary><c>GET /api/runs</c>, newest first, page by page; <c>?model=</c> narrows it down.</summary>
    public static async Task ListAsync(HttpContext context, ApiServices services)
    {
        var model = context.Request.Query["model"].ToString() is { Length: > 0 } name ? ModelNames.Check(name) : null;
        var page = await ListPage.ReadAsync(
            context,
            model is null ? "runs" : $"runs of {model}",
            async after =>
                after is null ? services.Runs.ListAsync(model, context.RequestAborted)
                : RunReader.IsKey(after) && await services.Runs.FindAsync(after, context.RequestAborted) is { } last
                    ? services.Runs.ListAsync(model, context.RequestAborted, last)
                : null,
            run => run.Run,
            limit: 50
        );
        await context.AnswerAsync(new RunList(page.Entries, page.Next));
    }

    /// <summary>
    /// <c>GET /api/runs/{id}</c>, with its leaderboard and, while it runs, how far its flow is: a record is written
    /// once a stage, and a stage may be a long search.
    /// </summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var run = await RunReader.WithProgressAsync(services, await FindAsync(context, services), context.RequestAborted);
        if (run.LabelToConfirm is { } label)
        {
            run = run with { Confirm = WaitingVersions.Confirmation(run.Model, label) };
        }

        await context.AnswerAsync(run with { Leaderboard = await services.Trials.RankAsync(run, context.RequestAborted) });
    }

    /// <summary><c>POST /api/runs/{id}/approval</c></summary>
    public static async Task ApproveAsync(HttpContext context, ApiServices services)
    {
        var request = await RequestBody.ReadAsync<ApprovalRequest>(context, services.Limits.DocumentBytes);
        var approved = request.Approved ?? throw ApiRequests.Missing("approved", "true or false");
        var (by, reason) = (context.Caller(request.By), ApiRequests.Reason(request.Reason));
        if (by == "http")
        {
            throw ApiRequests.Missing("by", "the name of the person who decides");
        }

        if (!approved && reason is null)
        {
            throw ApiRequests.Missing("reason", "why the version is rejected");
        }

        var run = await FindAsync(context, services);
        var approvals = new Approvals(services.Runs, services.Flows, services.Deployments);
        await approvals.AnswerAsync(run, new(approved, by, reason), context.RequestAborted);
        context.Response.Headers.Location = $"/api/runs/{run.Run}";
        await context.AnswerAsync(new RunStarted(run.Run), StatusCodes.Status202Accepted);
    }

    /// <summary><c>POST /api/runs/{id}/cancel</c>: 202 also where it was cancelled before.</summary>
    public static async Task CancelAsync(HttpContext context, ApiServices services)
    {
        var request = await RequestBody.ReadAsync<CancelRequest>(context, services.Limits.DocumentBytes);
        var asked = new RunCancellation(context.Caller(request.By), ApiRequests.Reason(request.Reason));
        var run = await FindAsync(context, services);
        await new Cancellations(services.Runs, services.Flows).RequestAsync(run, asked, context.RequestAborted);
        context.Response.Headers.Location = $"/api/runs/{run.Run}";
        await context.AnswerAsync(new RunStarted(run.Run), StatusCodes.Status202Accepted);
    }

    /// <summary>The run to repeat, checked.</summary>
    private static async Task<string> OriginalAsync(HttpContext context, ApiServices services, string model, string original) =>
        RunReader.IsKey(original) && await services.Runs.FindAsync(original, context.RequestAborted) is { } run && run.Model == model
            ? original
            : throw new ProblemException(
                new(
                    $"'{model}' has no such run",
                    $"'{BlobNames.Printable(original)}'",
                    Where: "body, $.reproduce",
                    Try: $"GET /api/runs?model={model} lists them",
                    Status: StatusCodes.Status404NotFound
                )
            );

    private static async Task<RunRecord> FindAsync(HttpContext context, ApiServices services) =>
        await RunReader.FindAsync(services, context.Route("id"), context.RequestAborted)
        ?? throw RunReader.Unknown(context.Route("id"), "GET /api/runs lists them");

    private static async Task<bool> HasRunsAsync(HttpContext context, ApiServices services, string model)
    {
        await foreach (var _ in services.Runs.ListAsync(model, context.RequestAborted))
        {
            return true;
        }

        return false;
    }
}

/// <summary>Runs, newest first.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="ContinuationToken">What asks for the runs that follow; null at the end.</param>
public sealed record RunList(IReadOnlyList<RunRecord> Runs, string? ContinuationToken = null);
