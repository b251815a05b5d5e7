using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MLOpsFunctions.Api;
using MLOpsFunctions.Functions.Durable;
using MLOpsFunctions.Functions.Hosting;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Functions;

/// <summary>
/// A line a route of the HTTP contract: the host finds them by attribute, the handlers are Shared's. A test holds verbs, routes and levels
/// against the contract.
/// The host checks keys: any function key opens <see cref="AuthorizationLevel.Function"/>, the master key alone <see
/// cref="AuthorizationLevel.Admin"/>.
/// Where Entra signs callers in, their roles replace keys (<see cref="RoleAccess"/>).
/// Only a route that starts, asks or signals a flow binds the Durable client.
/// </summary>
/// <param name="services">What the handlers work with. Null stands for a route that needs no engine.</param>
/// <param name="access">Who may call what.</param>
public sealed class HttpApi(Func<IFlowClient?, ApiServices> services, RoleAccess access)
{
    /// <summary>A file over HTTP: the same as a drop.</summary>
    [Function("http-put-data")]
    public IResult PutData(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/data/{model}/{file}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("put-data", client);

    /// <summary>A file to predict over HTTP: the same as a drop.</summary>
    [Function("http-put-score")]
    public IResult PutScore(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/models/{model}/score/{file}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("put-score", client);

    /// <summary>The predictions of a file.</summary>
    [Function("http-get-score")]
    public IResult GetScore(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/score/{file}")] HttpRequest request
    ) => Answer("get-score");

    /// <summary>Starts a training on the newest data.</summary>
    [Function("http-retrain")]
    public IResult Retrain(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/retrain")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("retrain", client);

    /// <summary>Runs, newest first.</summary>
    [Function("http-list-runs")]
    public IResult ListRuns([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/runs")] HttpRequest request) =>
        Answer("list-runs");

    /// <summary>What whoever answers for models has to know.</summary>
    [Function("http-get-review")]
    public IResult GetReview([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/review")] HttpRequest request) =>
        Answer("get-review");

    /// <summary>A person has reviewed a model.</summary>
    [Function("http-post-review")]
    public IResult PostReview([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/review")] HttpRequest request) =>
        Answer("post-review");

    /// <summary>Notifications and their deliveries, newest first.</summary>
    [Function("http-list-notifications")]
    public IResult ListNotifications(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/notifications")] HttpRequest request
    ) => Answer("list-notifications");

    [Function("http-get-run")]
    public IResult GetRun(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/runs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("get-run", client);

    /// <summary>A person's answer to a run that waits.</summary>
    [Function("http-approve-run")]
    public IResult ApproveRun(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/runs/{id}/approval")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("approve-run", client);

    /// <summary>Ends a run.</summary>
    [Function("http-cancel-run")]
    public IResult CancelRun(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/runs/{id}/cancel")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("cancel-run", client);

    [Function("http-list-models")]
    public IResult ListModels([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models")] HttpRequest request) =>
        Answer("list-models");

    [Function("http-get-model")]
    public IResult GetModel([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}")] HttpRequest request) =>
        Answer("get-model");

    /// <summary>A model's versions.</summary>
    [Function("http-list-versions")]
    public IResult ListVersions(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/versions")] HttpRequest request
    ) => Answer("list-versions");

    /// <summary>What was decided about a model.</summary>
    [Function("http-get-ledger")]
    public IResult GetLedger(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/ledger")] HttpRequest request
    ) => Answer("get-ledger");

    [Function("http-get-version")]
    public IResult GetVersion(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/versions/{version}")] HttpRequest request
    ) => Answer("get-version");

    /// <summary>A version's card.</summary>
    [Function("http-get-card")]
    public IResult GetCard(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/versions/{version}/card")] HttpRequest request
    ) => Answer("get-card");

    /// <summary>Where a version comes from.</summary>
    [Function("http-get-lineage")]
    public IResult GetLineage(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/versions/{version}/lineage")]
            HttpRequest request
    ) => Answer("get-lineage");

    /// <summary>A model that was trained elsewhere.</summary>
    [Function("http-put-onnx")]
    public IResult PutOnnx(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "api/models/{model}/onnx/{file}")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("put-onnx", client);

    /// <summary>A version as an ONNX file.</summary>
    [Function("http-get-onnx")]
    public IResult GetOnnx(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/versions/{version}/onnx")] HttpRequest request
    ) => Answer("get-onnx");

    /// <summary>Predictions for rows.</summary>
    [Function("http-predict")]
    public IResult Predict([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/predict")] HttpRequest request) =>
        Answer("predict");

    /// <summary>Predictions for rows, as MLflow's clients ask for them.</summary>
    [Function("http-invocations")]
    public IResult Invocations(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/invocations")] HttpRequest request
    ) => Answer("invocations");

    /// <summary>Ground truth for an earlier prediction.</summary>
    [Function("http-feedback")]
    public IResult Feedback(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/feedback")] HttpRequest request
    ) => Answer("feedback");

    /// <summary>How a model does by what turned out to be true.</summary>
    [Function("http-get-performance")]
    public IResult GetPerformance(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/performance")] HttpRequest request
    ) => Answer("get-performance");

    /// <summary>Predictions worth a label.</summary>
    [Function("http-get-labels")]
    public IResult GetLabels(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/labels")] HttpRequest request
    ) => Answer("get-labels");

    /// <summary>Labels by prediction id.</summary>
    [Function("http-put-labels")]
    public IResult PutLabels([HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/models/{model}/labels")] HttpRequest request) =>
        Answer("put-labels");

    /// <summary>The version before serves again.</summary>
    [Function("http-rollback")]
    public IResult Rollback([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/rollback")] HttpRequest request) =>
        Answer("rollback");

    /// <summary>A version serves by a person's decision.</summary>
    [Function("http-promote")]
    public IResult Promote([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/promote")] HttpRequest request) =>
        Answer("promote");

    /// <summary>A rollout stays where it is.</summary>
    [Function("http-hold")]
    public IResult Hold([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/hold")] HttpRequest request) =>
        Answer("hold");

    /// <summary>A rollout ends.</summary>
    [Function("http-abandon")]
    public IResult Abandon([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/abandon")] HttpRequest request) =>
        Answer("abandon");

    /// <summary>The champion does not change by itself.</summary>
    [Function("http-pin")]
    public IResult Pin([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/pin")] HttpRequest request) =>
        Answer("pin");

    /// <summary>Nothing changes by itself.</summary>
    [Function("http-freeze")]
    public IResult Freeze([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/freeze")] HttpRequest request) =>
        Answer("freeze");

    /// <summary>Ends serving and training; what lineage needs is kept.</summary>
    [Function("http-archive")]
    public IResult Archive([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/archive")] HttpRequest request) =>
        Answer("archive");

    /// <summary>Lets an archived model serve and learn again.</summary>
    [Function("http-unarchive")]
    public IResult Unarchive([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/unarchive")] HttpRequest request) =>
        Answer("unarchive");

    /// <summary>A hold, a pin or a freeze is lifted.</summary>
    [Function("http-release")]
    public IResult Release([HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/models/{model}/release")] HttpRequest request) =>
        Answer("release");

    /// <summary>The last drift report.</summary>
    [Function("http-get-drift")]
    public IResult GetDrift(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/drift")] HttpRequest request
    ) => Answer("get-drift");

    /// <summary>The decisions on retraining.</summary>
    [Function("http-get-decisions")]
    public IResult GetDecisions(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/decisions")] HttpRequest request
    ) => Answer("get-decisions");

    /// <summary>What was removed because of its age.</summary>
    [Function("http-get-retention")]
    public IResult GetRetention(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/models/{model}/retention")] HttpRequest request
    ) => Answer("get-retention");

    /// <summary>Checks for drift now.</summary>
    [Function("http-check-drift")]
    public IResult CheckDrift(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/models/{model}/drift")] HttpRequest request,
        [DurableClient] DurableTaskClient client
    ) => Answer("check-drift", client);

    /// <summary>Whether the process lives: the one route that asks for no key.</summary>
    [Function("http-v2-live")]
    public IResult V2Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v2/health/live")] HttpRequest request) =>
        Answer("v2-live");

    /// <summary>Whether it can answer.</summary>
    [Function("http-v2-ready")]
    public IResult V2Ready([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "v2/health/ready")] HttpRequest request) =>
        Answer("v2-ready");

    /// <summary>Open Inference Protocol: the server.</summary>
    [Function("http-v2-server")]
    public IResult V2Server([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "v2")] HttpRequest request) =>
        Answer("v2-server");

    /// <summary>Open Inference Protocol: a model.</summary>
    [Function("http-v2-model")]
    public IResult V2Model([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "v2/models/{model}")] HttpRequest request) =>
        Answer("v2-model");

    /// <summary>Open Inference Protocol: a version.</summary>
    [Function("http-v2-version")]
    public IResult V2Version(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "v2/models/{model}/versions/{version}")] HttpRequest request
    ) => Answer("v2-version");

    /// <summary>Open Inference Protocol: whether a model can answer.</summary>
    [Function("http-v2-model-ready")]
    public IResult V2ModelReady(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "v2/models/{model}/ready")] HttpRequest request
    ) => Answer("v2-model-ready");

    /// <summary>Open Inference Protocol: whether a version can answer.</summary>
    [Function("http-v2-version-ready")]
    public IResult V2VersionReady(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "v2/models/{model}/versions/{version}/ready")] HttpRequest request
    ) => Answer("v2-version-ready");

    /// <summary>Open Inference Protocol: predictions of the live version.</summary>
    [Function("http-v2-infer")]
    public IResult V2Infer([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v2/models/{model}/infer")] HttpRequest request) =>
        Answer("v2-infer");

    /// <summary>Open Inference Protocol: predictions of a version.</summary>
    [Function("http-v2-version-infer")]
    public IResult V2VersionInfer(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v2/models/{model}/versions/{version}/infer")] HttpRequest request
    ) => Answer("v2-version-infer");

    /// <summary>Prometheus text.</summary>
    [Function("http-metrics")]
    public IResult Metrics([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "metrics")] HttpRequest request) =>
        Answer("metrics");

    /// <summary>The contract as an OpenAPI document.</summary>
    [Function("http-openapi")]
    public IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi/v1.json")] HttpRequest request) =>
        Answer("openapi");

    /// <summary>The contract as a page.</summary>
    [Function("http-scalar")]
    public IResult Scalar([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "scalar")] HttpRequest request) =>
        Answer("scalar");

    /// <summary>The page's files.</summary>
    [Function("http-scalar-file")]
    public IResult ScalarFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "scalar/{asset}")] HttpRequest request) =>
        Answer("scalar-file");

    /// <summary>MLflow's client reads.</summary>
    [Function("http-mlflow-get")]
    public IResult MlflowGet(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/2.0/mlflow/{resource}/{action}")] HttpRequest request
    ) => Answer("mlflow-get");

    /// <summary>MLflow's client searches.</summary>
    [Function("http-mlflow-post")]
    public IResult MlflowPost(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/2.0/mlflow/{resource}/{action}")] HttpRequest request
    ) => Answer("mlflow-post");

    /// <summary>MLflow's client would change something: refused in its words.</summary>
    [Function("http-mlflow-patch")]
    public IResult MlflowPatch(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = "api/2.0/mlflow/{resource}/{action}")] HttpRequest request
    ) => Answer("mlflow-patch");

    /// <summary>MLflow's client would delete something: refused in its words.</summary>
    [Function("http-mlflow-delete")]
    public IResult MlflowDelete(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/2.0/mlflow/{resource}/{action}")] HttpRequest request
    ) => Answer("mlflow-delete");

    private ContractResult Answer(string endpoint, DurableTaskClient? client = null) =>
        new(ApiEndpoints.Get(endpoint), services(client is null ? null : new DurableFlowClient(client)), access);

    /// <summary>Answers by the contract's handler, which writes the response itself.</summary>
    private sealed class ContractResult(ApiEndpoint endpoint, ApiServices services, RoleAccess access) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (access.Check(endpoint.Access, httpContext) is { } refusal)
            {
                await ApiEndpoints.RefuseAsync(httpContext, refusal);
            }
            else
            {
                await endpoint.InvokeAsync(httpContext, services);
            }

            await RequestRest.SkipAsync(httpContext);
        }
    }
}
