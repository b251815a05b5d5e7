using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api;

/// <summary>One route of the HTTP contract. A host maps it as it is: verb and template to <see cref="InvokeAsync"/>.</summary>
/// <param name="Name">Names it in metrics and in a host's function list: lower-case, hyphens.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Template">The route from the root, without leading slash; <c>{name}</c> is a route value, one segment.</param>
/// <param name="Access">What a caller must be allowed to do, on a host that asks who is calling.</param>
/// <param name="Handler">Answers a request.</param>
public sealed record ApiEndpoint(
    string Name,
    string Verb,
    string Template,
    AccessLevel Access,
    Func<HttpContext, ApiServices, Task> Handler
)
{
    /// <summary>The query parameters that it reads.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>The HTTP methods that the route takes: <see cref="Verb"/>, and HEAD wherever that is GET.</summary>
    public IReadOnlyList<string> Verbs { get; } = Verb == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [Verb];

    private string Operation { get; } = $"{Verb} /{Template}";

    /// <summary>Answers a request, whatever happens: with what the handler says, or with a problem (RFC 9457).</summary>
    public async Task InvokeAsync(HttpContext context, ApiServices services)
    {
        using var span = TraceContext.Answer(Operation, context.Request.Headers.TraceParent, context.Request.Headers.TraceState);
        var (began, body) = (services.Time.GetTimestamp(), context.Request.Body);
        try
        {
            await ResponseBuffer.SendAsync(context, await AnswerAsync(context, services));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
            context.Response.StatusCode = context.Response.HasStarted
                ? context.Response.StatusCode
                : StatusCodes.Status499ClientClosedRequest;
        }
        finally
        {
            context.Request.Body = body;
            Instruments.Requested(Name, context.Response.StatusCode, services.Time.GetElapsedTime(began));
            span?.SetTag("http.request.method", Verb).SetTag("http.route", Template);
            span?.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    private async Task<MemoryStream> AnswerAsync(HttpContext context, ApiServices services)
    {
        try
        {
            return await ResponseBuffer.FillAsync(
                context,
                () =>
                {
                    context.CheckQuery(Query, services.HostQuery);
                    context.Request.Body = ContentCodings.Unpack(context.Request);
                    return Handler(context, services);
                }
            );
        }
        catch (Exception fault) when (ApiProblems.Of(fault) is { } problem)
        {
            if (problem.Status >= StatusCodes.Status500InternalServerError)
            {
                ApiLog.Failed(services.Log, fault, Name);
            }

            return await ResponseBuffer.FillAsync(context, () => ApiProblems.WriteAsync(context, problem));
        }
        catch (Exception fault) when (!(fault is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            ApiLog.Failed(services.Log, fault, Name);
            return await ResponseBuffer.FillAsync(context, () => ApiProblems.WriteInternalAsync(context));
        }
    }
}
