using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Api;

/// <summary>Predictions worth a label, and labels by prediction id, over HTTP: as CSV or as JSON.</summary>
internal static class LabelHandlers
{
    private const string Csv = "text/csv";

    /// <summary><c>GET /api/models/{model}/labels?limit=1000&amp;days=30</c>: JSON, or CSV for who accepts that.</summary>
    public static async Task GetAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        if (await services.Registry.FindAsync(model, 1, context.RequestAborted) is null)
        {
            throw await ApiRequests.NoModelAsync(context, services, model);
        }

        var found = await services.Labels.ReadAsync(
            model,
            context.Query("limit", LabelQueue.DefaultLimit, LabelQueue.MaxLimit),
            context.Query("days", LabelQueue.DefaultDays, LabelQueue.MaxDays),
            context.RequestAborted
        );
        if (context.Request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase))
        {
            using var text = new StringWriter();
            LabelFile.Write(text, found);
            await context.AnswerTextAsync(text.ToString(), $"{Csv}; charset=utf-8");
            return;
        }

        await context.AnswerAsync(new UnlabelledPredictions(model, found));
    }

    /// <summary>
    /// <c>PUT /api/models/{model}/labels</c>: a CSV file with the columns id and actual, or a JSON list of
    /// <c>{id, actual}</c>; answered with what became of each.
    /// </summary>
    public static async Task PutAsync(HttpContext context, ApiServices services)
    {
        var (model, body) = (context.Model(), await RequestBody.ReadBytesAsync(context, services.Limits.PredictBytes));
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase)
        )
        {
            await FeedbackHandlers.PostManyAsync(context, services, model, RequestBody.WithoutMark(body));
            return;
        }

        await FeedbackHandlers.PostTableAsync(context, services, model, body);
    }
}

/// <summary>Predictions of which nobody has said yet what turned out to be true.</summary>
/// <param name="Predictions">The most worth a label first.</param>
public sealed record UnlabelledPredictions(string Model, IReadOnlyList<UnlabelledPrediction> Predictions);
