using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Dashboard.Hosting;
using MLOpsFunctions.Dashboard.Pages.Data;
using MLOpsFunctions.Dashboard.Pages.Errors;
using MLOpsFunctions.Dashboard.Pages.Home;
using MLOpsFunctions.Dashboard.Pages.Models;
using MLOpsFunctions.Dashboard.Pages.Notifications;
using MLOpsFunctions.Dashboard.Pages.Playground;
using MLOpsFunctions.Dashboard.Pages.Review;
using MLOpsFunctions.Dashboard.Pages.Runs;
using MLOpsFunctions.Dashboard.Pages.Settings;
using MLOpsFunctions.Dashboard.Pages.Versions;

namespace MLOpsFunctions.Dashboard;

/// <summary>The dashboard: every page, form and file. Both hosts map exactly these.</summary>
public static class DashboardEndpoints
{
    /// <summary>All routes.</summary>
    public static readonly IReadOnlyList<DashboardEndpoint> All =
    [
        Page("home", "", HomePages.ShowAsync),
        Page("runs", "runs", RunPages.ListAsync),
        Page("run", "runs/{id}", RunPages.ShowAsync) with
        {
            NeedsEngine = true,
        },
        Page("run-progress", "runs/{id}/progress", RunPages.ShowProgressAsync) with
        {
            NeedsEngine = true,
        },
        Page("model", "models/{model}", ModelPages.ShowAsync),
        Page("version", "models/{model}/versions/{version}", VersionPages.ShowAsync),
        Page("lineage", "models/{model}/versions/{version}/lineage", VersionPages.ShowLineageAsync),
        Page("compare", "models/{model}/compare", VersionPages.CompareAsync),
        Page("datasets", "models/{model}/data", DatasetPages.ListAsync),
        Page("dataset", "models/{model}/data/{number}", DatasetPages.ShowAsync),
        Page("playground", "models/{model}/playground", PlaygroundPages.ShowAsync),
        Page("settings", "models/{model}/settings", SettingsPages.ShowAsync),
        Page("notifications", "notifications", NotificationPages.ShowAsync),
        Page("review", "review", ReviewPages.ShowAsync),
        new("page-asset", "GET", "assets/{file}", AccessLevel.Anonymous, StaticAssets.SendAsync),
        Form("upload", "upload", AccessLevel.Operate, UploadHandler.PostAsync),
        Form("playground", "models/{model}/playground", AccessLevel.Operate, PlaygroundPages.PostAsync) with
        {
            NeedsEngine = false,
        },
        Form("do-model", $"models/{{model}}/{FormAction.Operating}/{{action}}", AccessLevel.Operate, FormHandlers.PostModelAsync),
        Form("decide-model", $"models/{{model}}/{FormAction.Deciding}/{{action}}", AccessLevel.Administer, FormHandlers.PostModelAsync),
        Form("do-run", $"runs/{{id}}/{FormAction.Operating}/{{action}}", AccessLevel.Operate, FormHandlers.PostRunAsync),
        Form("decide-run", $"runs/{{id}}/{FormAction.Deciding}/{{action}}", AccessLevel.Administer, FormHandlers.PostRunAsync),
    ];

    /// <summary>The route of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static DashboardEndpoint Get(string name) => All.First(endpoint => endpoint.Name == name);

    /// <summary>Whether whoever asks is a browser that shows pages, and not a program.</summary>
    public static bool IsForPeople(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Answers a request that no route takes, with a page.</summary>
    public static Task ExplainAsync(HttpContext context, ApiServices services, FormTokens forms, AccessLevel level)
    {
        SecurityHeaders.Add(context.Response);
        return ErrorPages.ExplainAsync(new(context, services, forms, level));
    }

    /// <summary>Answers a request that a host denies, with a page.</summary>
    public static Task RefuseAsync(HttpContext context, ApiServices services, FormTokens forms, Problem problem)
    {
        SecurityHeaders.Add(context.Response);
        return ErrorPages.ShowAsync(new(context, services, forms, AccessLevel.Anonymous), problem);
    }

    private static DashboardEndpoint Page(string name, string template, Func<PageRequest, Task> handler) =>
        new($"page-{name}", "GET", template, AccessLevel.Operate, handler);

    private static DashboardEndpoint Form(string name, string template, AccessLevel access, Func<PageRequest, Task> handler) =>
        new($"form-{name}", "POST", template, access, handler) { NeedsEngine = true };
}
