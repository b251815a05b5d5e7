using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Api;

/// <summary>What turned out to be true, over HTTP.</summary>
internal static class FeedbackHandlers
{
    /// <summary>
    /// <c>POST /api/models/{model}/feedback</c>: one <c>{id, actual}</c>, answered with 204, with 202 where its prediction is not
    /// stored yet, or with a problem; or a list of them, or <c>text/csv</c> with the columns id and actual, answered with 200 and an
    /// answer for each.
    /// </summary>
    public static async Task PostAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var bytes = await RequestBody.ReadBytesAsync(context, services.Limits.PredictBytes);
        if (
            MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)
        )
        {
            await PostTableAsync(context, services, model, bytes);
            return;
        }

        var body = RequestBody.WithoutMark(bytes);
        if (body.Span.TrimStart(" \t\r\n"u8) is [(byte)'[', ..])
        {
            await PostManyAsync(context, services, model, body);
            return;
        }

        if (body.Length > services.Limits.DocumentBytes)
        {
            throw new ProblemException(ApiProblems.TooLarge("the body", services.Limits.DocumentBytes));
        }

        var request = body.Length == 0 ? new() : RequestBody.Parse<FeedbackRequest>(body, Json.Compact);
        var id = ApiRequests.Required(request.Id, "id", "the id that came with the prediction");
        var outcome = await FeedbackBatch.RecordAsync(
            services.Feedback,
            model,
            id,
            Actual(request.Actual, "body, $.actual"),
            IsPlain(request),
            context.RequestAborted
        );
        context.Response.StatusCode = outcome == FeedbackOutcome.Early ? StatusCodes.Status202Accepted : StatusCodes.Status204NoContent;
    }

    internal static async Task PostTableAsync(HttpContext context, ApiServices services, string model, ReadOnlyMemory<byte> body)
    {
        using var file = new MemoryStream(body.ToArray(), writable: false);
        var rows = LabelFile.Read(file, "body");
        PredictHandlers.CheckCount(rows.Count, services.Limits, "body");
        var answers = await FeedbackBatch.RecordAsync(
            services.Feedback,
            model,
            [.. rows.Select(row => (row.Id, (string?)row.Actual))],
            context.RequestAborted
        );
        await context.AnswerAsync(new FeedbackAnswers(answers.Count(answer => answer.Accepted), answers));
    }

    internal static async Task PostManyAsync(HttpContext context, ApiServices services, string model, ReadOnlyMemory<byte> body)
    {
        using var document = RequestBody.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new ProblemException(
                new(
                    "The body is not a list",
                    BodyValidator.Name(document.RootElement.ValueKind),
                    "[{\"id\": ..., \"actual\": ...}, ...]",
                    "body"
                )
            );
        }

        PredictHandlers.CheckCount(document.RootElement.GetArrayLength(), services.Limits, "body");
        var answers = new List<FeedbackAnswer>();
        foreach (var (item, i) in document.RootElement.EnumerateArray().Select((item, i) => (item, i)))
        {
            answers.Add(await AnswerAsync(context, services, model, item, FormattableString.Invariant($"body, $[{i}]")));
        }

        await context.AnswerAsync(new FeedbackAnswers(answers.Count(answer => answer.Accepted), answers));
    }

    private static async Task<FeedbackAnswer> AnswerAsync(
        HttpContext context,
        ApiServices services,
        string model,
        JsonElement item,
        string where
    )
    {
        string? id = null;
        try
        {
            if (BodyValidator.Difference(item, typeof(FeedbackRequest), Json.Compact) is { } difference)
            {
                throw new ProblemException(difference with { Where = where });
            }

            var request = item.Deserialize<FeedbackRequest>(Json.Compact) ?? new();
            id = request.Id;
            await FeedbackBatch.RecordAsync(
                services.Feedback,
                model,
                id,
                Actual(request.Actual, $"{where}.actual"),
                IsPlain(request),
                context.RequestAborted
            );
            return new(id, true);
        }
        catch (ProblemException refusal)
        {
            return new(id, false, refusal.Problem);
        }
    }

    private static bool IsPlain(FeedbackRequest request) => request.Actual.ValueKind == JsonValueKind.Number;

    /// <summary>The actual value as text; null where it was left out.</summary>
    private static string? Actual(JsonElement actual, string where) =>
        actual.ValueKind switch
        {
            JsonValueKind.String => RequestBody.Text(actual, where),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => actual.GetRawText(),
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            var other => throw new ProblemException(
                new("'actual' is not usable", BodyValidator.Name(other), "a number, or a class by name", where)
            ),
        };
}

/// <summary>What became of a list of actual values.</summary>
/// <param name="Accepted">How many were kept.</param>
/// <param name="Answers">An answer for each, in order.</param>
public sealed record FeedbackAnswers(int Accepted, IReadOnlyList<FeedbackAnswer> Answers);
