using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MLOpsFunctions.Api;

namespace MLOpsFunctions.Dashboard.Forms;

/// <summary>
/// Calls a route of the contract in this process, as the person who sent the form. So what a form asks for is checked,
/// done and refused by the same code as a request of any other caller.
/// </summary>
internal static class ApiCall
{
    /// <summary>Calls a route with a document.</summary>
    /// <param name="page">The request that asks for it.</param>
    /// <param name="endpoint">The route's name.</param>
    /// <param name="body">The document.</param>
    /// <param name="key">The key under which it is done once; null: none.</param>
    public static Task<ApiAnswer> SendAsync(PageRequest page, string endpoint, object body, string? key) =>
        SendAsync(
            page,
            endpoint,
            new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body, Json.Compact)), writable: false),
            request =>
            {
                request.ContentType = "application/json";
                if (key is not null)
                {
                    request.Headers["Idempotency-Key"] = key;
                }
            }
        );

    /// <summary>Calls a route with bytes.</summary>
    /// <param name="page">The request that asks for it.</param>
    /// <param name="endpoint">The route's name.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="complete">Adds to the request what the route needs beside them.</param>
    /// <exception cref="ProblemException">The person may not ask for it: status 403.</exception>
    public static async Task<ApiAnswer> SendAsync(PageRequest page, string endpoint, Stream body, Action<HttpRequest> complete)
    {
        var route = ApiEndpoints.Get(endpoint);
        if (page.Level < route.Access)
        {
            throw new ProblemException(
                new(
                    "You may not do this",
                    $"the role {page.Level}",
                    $"the role {route.Access}",
                    Try: "ask somebody who has the role",
                    Status: StatusCodes.Status403Forbidden
                )
            );
        }

        var inner = new DefaultHttpContext
        {
            User = page.Context.User,
            RequestAborted = page.Stop,
            RequestServices = page.Context.RequestServices,
            TraceIdentifier = page.Context.TraceIdentifier,
        };
        var answer = new MemoryStream();
        (inner.Request.Method, inner.Request.Body, inner.Response.Body) = (route.Verb, body, answer);
        inner.Request.Protocol = page.Context.Request.Protocol;
        inner.Request.RouteValues = new RouteValueDictionary(page.Context.Request.RouteValues);
        complete(inner.Request);
        await route.InvokeAsync(inner, page.Services);
        return new(inner.Response.StatusCode, answer.ToArray());
    }
}

/// <summary>What a route answered.</summary>
/// <param name="Body">The document.</param>
internal sealed record ApiAnswer(int Status, byte[] Body)
{
    private bool IsDone => Status is >= 200 and < 300;

    /// <summary>Why the route refused; null: it did not.</summary>
    public Problem? Refusal => IsDone ? null : Read<RefusalDocument>().ToProblem(Status);

    /// <summary>The run that was started; null: none was.</summary>
    public string? Run => IsDone ? Read<StartedDocument>().Run : null;

    private T Read<T>()
        where T : new() => Body.Length == 0 ? new() : JsonSerializer.Deserialize<T>(Body, JsonSerializerOptions.Web) ?? new();

    private sealed record StartedDocument(string? Run = null)
    {
        public StartedDocument()
            : this(Run: null) { }
    }

    private sealed record RefusalDocument(string? Title, string? Found, string? Expected, string? Where, string? Try)
    {
        public RefusalDocument()
            : this(null, null, null, null, null) { }

        public Problem ToProblem(int status) => new(Title ?? "This was refused", Found, Expected, Where, Try, status);
    }
}
