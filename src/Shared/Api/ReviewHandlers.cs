using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>What whoever answers for models has to know, over HTTP.</summary>
internal static class ReviewHandlers
{
    /// <summary><c>GET /api/review</c>; <c>?model=</c> narrows it down</summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var model = context.Request.Query["model"].ToString() is { Length: > 0 } name ? ModelNames.Check(name) : null;
        if (model is not null && await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var reviews = new List<ModelReview>();
        await foreach (var found in services.Registry.ModelsAsync(context.RequestAborted))
        {
            if (model is null || model == found)
            {
                reviews.Add(await services.Reviews.ReadAsync(found, context.RequestAborted));
            }
        }

        await context.AnswerAsync(ReviewDocument.Of(reviews));
    }

    /// <summary><c>POST /api/models/{model}/review</c>: a person has reviewed the model.</summary>
    public static async Task PostAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var body = await RequestBody.ReadAsync<ReviewRequest>(context, services.Limits.DocumentBytes);
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        if (context.User.Identity is not { IsAuthenticated: true })
        {
            ApiRequests.Required(body.By, "by", "who has reviewed the model");
        }

        var note = ApiRequests.Reason(body.Reason);
        await context.AnswerAsync(await services.Reviews.RecordAsync(model, context.Caller(body.By), note, context.RequestAborted));
    }
}

/// <summary>Body of a review.</summary>
/// <param name="By">Who has reviewed the model; required where authentication doesn't tell.</param>
/// <param name="Reason">What that person found.</param>
public sealed record ReviewRequest(string? By = null, string? Reason = null)
{
    /// <summary>Nothing said.</summary>
    public ReviewRequest()
        : this(null, null) { }
}

/// <summary>The reviews of models.</summary>
/// <param name="Models">In ordinal order.</param>
/// <param name="MayAct">The routes that change something, by the level of access that each asks for.</param>
public sealed record ReviewDocument(IReadOnlyList<ModelReview> Models, IReadOnlyDictionary<AccessLevel, IReadOnlyList<string>> MayAct)
{
    /// <summary>The document of some reviews.</summary>
    public static ReviewDocument Of(IReadOnlyList<ModelReview> reviews) =>
        new(
            reviews,
            ApiEndpoints
                .All.Where(endpoint => !endpoint.Verbs.Contains("GET"))
                .GroupBy(endpoint => endpoint.Access)
                .ToDictionary(
                    level => level.Key,
                    level => (IReadOnlyList<string>)[.. level.Select(endpoint => $"{endpoint.Verbs[0]} /{endpoint.Template}")]
                )
        );
}
