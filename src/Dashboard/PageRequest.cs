using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Dashboard.Hosting;
using MLOpsFunctions.Dashboard.Layout;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Dashboard;

/// <summary>A request for a page, with what answers it.</summary>
/// <param name="Context">The request.</param>
/// <param name="Services">What the contract's handlers work with; pages read through the same.</param>
/// <param name="Forms">Issues and checks the tokens of forms.</param>
/// <param name="Level">What the caller may do.</param>
public sealed record PageRequest(HttpContext Context, ApiServices Services, FormTokens Forms, AccessLevel Level)
{
    /// <summary>Why what a form asked for was not done; null: nothing was refused.</summary>
    public Problem? Refusal { get; init; }

    /// <summary>Whether the page changes by itself soon.</summary>
    public bool Reloads { get; init; }

    /// <summary>Stops with the request.</summary>
    public CancellationToken Stop => Context.RequestAborted;

    public DateTimeOffset Now => Services.Time.GetUtcNow();

    /// <summary>A value of the route.</summary>
    public string Route(string name) => Context.Request.RouteValues[name] as string ?? "";

    /// <summary>The model that the route names, checked as a name.</summary>
    public string Model => ModelNames.Check(Route("model"));

    /// <summary>A part of the query; null: it is not there, or empty.</summary>
    public string? Query(string name) => Context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number of the query, 1 or more; null: it is none. A link with a wrong one shows the first page.</summary>
    public int? Number(string name) =>
        int.TryParse(Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    /// <summary>Answers with a page.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="section">The section that the navigation marks.</param>
    /// <param name="parameters">The parameters of the component.</param>
    public async Task ShowAsync<T>(string title, Section section, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        var frame = new PageFrame(title, section, CallerName, Level, Now, Forms.For(Context))
        {
            Refusal = Refusal,
            Reloads = Reloads,
            Done = Refusal is null ? DoneMessages.Find(Query("done")) : null,
        };
        RenderFragment body = builder =>
        {
            builder.OpenComponent<T>(0);
            foreach (var (name, value) in parameters)
            {
                builder.AddComponentParameter(1, name, value);
            }

            builder.CloseComponent();
        };
        var html = await PageRenderer.RenderAsync<Document>(
            new Dictionary<string, object?> { [nameof(Document.Frame)] = frame, [nameof(Document.Body)] = body }
        );
        await PageRenderer.WriteAsync(Context, $"<!DOCTYPE html>\n{html}", Refusal?.Status ?? Context.Response.StatusCode);
    }

    /// <summary>Sends the browser to a page of this site.</summary>
    public void SeeOther(string path)
    {
        Context.Response.StatusCode = StatusCodes.Status303SeeOther;
        Context.Response.Headers.Location = path;
    }

    private string? CallerName => Context.User.Identity is { IsAuthenticated: true } signedIn ? signedIn.Name : null;
}
