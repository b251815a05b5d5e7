using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api;

/// <summary>One route of the HTTP contract. A host maps it as it is: verb and template to <see cref="InvokeAsync"/>.</summary>
/// <param name="Name">Names it in metrics and in a host's function list: lower-case, hyphens.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Template">The route from the root, without leading slash; <c>{name}</c> is a route value, one segment.</param>
/// <param name="Access">What a caller must be allowed to do, on a host that asks who is calling.</param>
/// <param name="Handler">Answers a request.</param>
public sealed record ApiEndpoint(string Name, string Verb, string Template, AccessLevel Access, Func<HttpContext, ApiServices, Task> Handler)
{
    /// <summary>Answers a request, whatever happens: with what the handler says, or with a problem (RFC 9457).</summary>
    public async Task InvokeAsync(HttpContext context, ApiServices services)
    {
        var began = services.Time.GetTimestamp();
        try
        {
            await Handler(context, services);
        }
        catch (Exception fault) when (!context.Response.HasStarted && ApiProblems.Of(fault) is { } problem)
        {
            if (problem.Status >= StatusCodes.Status500InternalServerError)
            {
                ApiLog.Failed(services.Log, fault, Name);
            }

            await ApiProblems.WriteAsync(context, problem);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody is left to answer.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            ApiLog.Failed(services.Log, fault, Name);
            await ApiProblems.WriteInternalAsync(context);
        }
        finally
        {
            services.Metrics.Requested(Name, context.Response.StatusCode, services.Time.GetElapsedTime(began));
        }
    }
}
