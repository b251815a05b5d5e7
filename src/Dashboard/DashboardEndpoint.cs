using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Dashboard.Hosting;
using MLOpsFunctions.Dashboard.Pages.Errors;

namespace MLOpsFunctions.Dashboard;

/// <summary>A page, a form or a file of the dashboard. A host maps it as it is.</summary>
/// <param name="Name">Names it in metrics and in a host's function list: lower-case, hyphens.</param>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Template">The route from the root, without leading slash; empty: the root itself.</param>
/// <param name="Access">What a caller must be allowed to do, on a host that asks who is calling.</param>
/// <param name="Handler">Answers a request.</param>
public sealed record DashboardEndpoint(string Name, string Verb, string Template, AccessLevel Access, Func<PageRequest, Task> Handler)
{
    /// <summary>The HTTP methods that the route takes: <see cref="Verb"/>, and HEAD wherever that is GET.</summary>
    public IReadOnlyList<string> Verbs { get; } = Verb == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [Verb];

    /// <summary>Whether it starts, asks or signals a flow.</summary>
    public bool NeedsEngine { get; init; }

    /// <summary>Answers a request, whatever happens: with what the handler says, or with a page that says what is wrong.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">What the contract's handlers work with.</param>
    /// <param name="forms">Issues and checks the tokens of forms.</param>
    /// <param name="level">What the caller may do.</param>
    public async Task InvokeAsync(HttpContext context, ApiServices services, FormTokens forms, AccessLevel level)
    {
        var (began, page) = (services.Time.GetTimestamp(), new PageRequest(context, services, forms, level));
        SecurityHeaders.Add(context.Response);
        try
        {
            await ResponseBuffer.SendAsync(context, await AnswerAsync(page));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
        }
        finally
        {
            Instruments.Requested(Name, context.Response.StatusCode, services.Time.GetElapsedTime(began));
        }
    }

    private async Task<MemoryStream> AnswerAsync(PageRequest page)
    {
        try
        {
            return await ResponseBuffer.FillAsync(page.Context, () => Handler(page));
        }
        catch (Exception fault) when (!(fault is OperationCanceledException && page.Stop.IsCancellationRequested))
        {
            var problem = ErrorPages.Of(fault, page.Services);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
            {
                ApiLog.Failed(page.Services.Log, fault, Name);
            }

            return await ResponseBuffer.FillAsync(page.Context, () => ErrorPages.ShowAsync(page, problem));
        }
    }
}
