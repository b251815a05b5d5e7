using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>What a route does, for people: the words and the example of the OpenAPI document and of docs/http.md.</summary>
/// <param name="Group">What it is listed under.</param>
/// <param name="Summary">What it does, in one short sentence.</param>
/// <param name="Answer">The document that it answers with; null: it answers with none, or with text.</param>
internal sealed record OperationDescription(string Group, string Summary, Type? Answer = null)
{
    private const string Json = "application/json";

    /// <summary>The status of an answer that is no problem.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The media type of the answer; null: it has no body.</summary>
    public string? AnswerType { get; init; } = Json;

    /// <summary>What the body may be; null: the route reads none.</summary>
    public Type? Body { get; init; }

    /// <summary>The media type of the body.</summary>
    public string BodyType { get; init; } = Json;

    /// <summary>A body that works.</summary>
    public string? Example { get; init; }

    /// <summary>A query that works; null: none is needed.</summary>
    public string? Query { get; init; }

    /// <summary>Whether the header Idempotency-Key makes a repeated request the same request.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>A route that takes a file.</summary>
    public static OperationDescription OfFile(string group, string summary, Type answer) =>
        new(group, summary, answer)
        {
            Status = StatusCodes.Status202Accepted,
            Body = typeof(string),
            BodyType = "text/csv",
            Example = "hour_start,station,rentals\n2025-06-03T08:00:00Z,airport,41\n",
        };
}
