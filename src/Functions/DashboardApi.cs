using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Api;
using MLOpsFunctions.Dashboard;
using MLOpsFunctions.Dashboard.Forms;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions;

/// <summary>
/// A line a route of the dashboard, as <see cref="HttpApi"/> has one for each of the contract. A browser sends no key, so that people
/// need Entra to sign them in.
/// </summary>
/// <param name="services">What the pages read through. Null stands for a route that needs no engine.</param>
/// <param name="access">Who may see and do what.</param>
/// <param name="forms">Issues and checks the tokens of forms.</param>
public sealed class DashboardApi(Func<IFlowClient?, ApiServices> services, RoleAccess access, FormTokens forms)
{
    /// <summary>The overview.</summary>
    [Function("http-page-home")]
    public IResult HomePage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "{home:maxlength(0)?}")] HttpRequest request
    ) => Answer("page-home");

    /// <summary>Runs, newest first.</summary>
    [Function("http-page-runs")]
    public IResult RunsPage([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs")] HttpRequest request) =>
        Answer("page-runs");

    /// <summary>One run.</summary>
    [Function("http-page-run")]
    public IResult RunPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("page-run", client);

    /// <summary>How far a run is.</summary>
    [Function("http-page-run-progress")]
    public IResult RunProgressPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "runs/{id}/progress")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("page-run-progress", client);

    /// <summary>One model.</summary>
    [Function("http-page-model")]
    public IResult ModelPage([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}")] HttpRequest request) =>
        Answer("page-model");

    /// <summary>One version.</summary>
    [Function("http-page-version")]
    public IResult VersionPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/versions/{version}")] HttpRequest request
    ) => Answer("page-version");

    /// <summary>Where a version comes from.</summary>
    [Function("http-page-lineage")]
    public IResult LineagePage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/versions/{version}/lineage")] HttpRequest request
    ) => Answer("page-lineage");

    /// <summary>Two versions side by side.</summary>
    [Function("http-page-compare")]
    public IResult ComparePage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/compare")] HttpRequest request
    ) => Answer("page-compare");

    /// <summary>A model's data sets.</summary>
    [Function("http-page-datasets")]
    public IResult DatasetsPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/data")] HttpRequest request
    ) => Answer("page-datasets");

    /// <summary>One data set.</summary>
    [Function("http-page-dataset")]
    public IResult DatasetPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/data/{number}")] HttpRequest request
    ) => Answer("page-dataset");

    /// <summary>Rows to try.</summary>
    [Function("http-page-playground")]
    public IResult PlaygroundPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/playground")] HttpRequest request
    ) => Answer("page-playground");

    /// <summary>How a model is set up.</summary>
    [Function("http-page-settings")]
    public IResult SettingsPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "models/{model}/settings")] HttpRequest request
    ) => Answer("page-settings");

    /// <summary>What was told to whom.</summary>
    [Function("http-page-notifications")]
    public IResult NotificationsPage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "notifications")] HttpRequest request
    ) => Answer("page-notifications");

    /// <summary>What reviews need.</summary>
    [Function("http-page-review")]
    public IResult ReviewPage([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "review")] HttpRequest request) =>
        Answer("page-review");

    /// <summary>The style sheet, the script and the icon.</summary>
    [Function("http-page-asset")]
    public IResult Asset([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "assets/{file}")] HttpRequest request) =>
        Answer("page-asset");

    /// <summary>A file from a form.</summary>
    [Function("http-form-upload")]
    public IResult UploadForm(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "upload")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("form-upload", client);

    /// <summary>A row to try.</summary>
    [Function("http-form-playground")]
    public IResult PlaygroundForm(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/playground")] HttpRequest request
    ) => Answer("form-playground");

    /// <summary>What people who operate ask of a model.</summary>
    [Function("http-form-do-model")]
    public IResult DoModelForm(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/do/{action}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("form-do-model", client);

    /// <summary>What administrators decide of a model.</summary>
    [Function("http-form-decide-model")]
    public IResult DecideModelForm(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "models/{model}/decide/{action}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("form-decide-model", client);

    /// <summary>What people who operate ask of a run.</summary>
    [Function("http-form-do-run")]
    public IResult DoRunForm(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs/{id}/do/{action}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("form-do-run", client);

    /// <summary>What administrators decide of a run.</summary>
    [Function("http-form-decide-run")]
    public IResult DecideRunForm(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "runs/{id}/decide/{action}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("form-decide-run", client);

    private PageResult Answer(string endpoint, DurableTaskClient? client = null) =>
        new(DashboardEndpoints.Get(endpoint), services(client is null ? null : new DurableFlowClient(client)), access, forms);

    /// <summary>Answers by the dashboard's handler, which writes the response itself.</summary>
    private sealed class PageResult(DashboardEndpoint endpoint, ApiServices services, RoleAccess access, FormTokens forms) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await (
                access.Check(endpoint.Access, httpContext) is { } refusal
                    ? DashboardEndpoints.RefuseAsync(httpContext, services, forms, refusal)
                    : endpoint.InvokeAsync(httpContext, services, forms, access.LevelOf(httpContext, endpoint.Access))
            );
            await RequestRest.SkipAsync(httpContext);
        }
    }
}
