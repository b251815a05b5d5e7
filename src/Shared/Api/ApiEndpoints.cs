using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api.Mlflow;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>The HTTP contract: every route with its handler. Both hosts map exactly these.</summary>
public static class ApiEndpoints
{
    /// <summary>All routes.</summary>
    public static readonly IReadOnlyList<ApiEndpoint> All =
    [
        new("put-data", "PUT", "api/data/{model}/{file}", AccessLevel.Operate, DataHandlers.PutAsync)
        {
            Query = ["newTarget", "label", "task"],
        },
        new("put-score", "PUT", "api/models/{model}/score/{file}", AccessLevel.Operate, ScoreHandlers.PutAsync),
        new("get-score", "GET", "api/models/{model}/score/{file}", AccessLevel.Operate, ScoreHandlers.GetAsync),
        new("retrain", "POST", "api/models/{model}/retrain", AccessLevel.Operate, RunHandlers.RetrainAsync),
        new("list-runs", "GET", "api/runs", AccessLevel.Operate, RunHandlers.ListAsync) { Query = ["model", .. ListPage.Query] },
        new("get-review", "GET", "api/review", AccessLevel.Operate, ReviewHandlers.GetAsync) { Query = ["model"] },
        new("post-review", "POST", "api/models/{model}/review", AccessLevel.Administer, ReviewHandlers.PostAsync),
        new("list-notifications", "GET", "api/notifications", AccessLevel.Operate, NotificationHandlers.ListAsync)
        {
            Query = ["model", .. ListPage.Query],
        },
        new("get-run", "GET", "api/runs/{id}", AccessLevel.Operate, RunHandlers.GetAsync),
        new("approve-run", "POST", "api/runs/{id}/approval", AccessLevel.Administer, RunHandlers.ApproveAsync),
        new("cancel-run", "POST", "api/runs/{id}/cancel", AccessLevel.Operate, RunHandlers.CancelAsync),
        new("list-models", "GET", "api/models", AccessLevel.Operate, ModelHandlers.ListAsync) { Query = ListPage.Query },
        new("get-model", "GET", "api/models/{model}", AccessLevel.Operate, ModelHandlers.GetAsync) { Query = ["at"] },
        new("list-versions", "GET", "api/models/{model}/versions", AccessLevel.Operate, ModelHandlers.VersionsAsync)
        {
            Query = ListPage.Query,
        },
        new("get-ledger", "GET", "api/models/{model}/ledger", AccessLevel.Operate, ModelHandlers.LedgerAsync) { Query = ListPage.Query },
        new("get-version", "GET", "api/models/{model}/versions/{version}", AccessLevel.Operate, ModelHandlers.VersionAsync),
        new("get-card", "GET", "api/models/{model}/versions/{version}/card", AccessLevel.Operate, ModelHandlers.CardAsync),
        new("get-lineage", "GET", "api/models/{model}/versions/{version}/lineage", AccessLevel.Operate, ModelHandlers.LineageAsync),
        new("put-onnx", "PUT", "api/models/{model}/onnx/{file}", AccessLevel.Administer, OnnxHandlers.PutAsync)
        {
            Query = ["by", "reason"],
        },
        new("get-onnx", "GET", "api/models/{model}/versions/{version}/onnx", AccessLevel.Operate, OnnxHandlers.GetAsync),
        new("predict", "POST", "api/models/{model}/predict", AccessLevel.Predict, PredictHandlers.PredictAsync) { Query = ["explain"] },
        new("invocations", "POST", "api/models/{model}/invocations", AccessLevel.Predict, InvocationHandlers.InvokeAsync),
        new("feedback", "POST", "api/models/{model}/feedback", AccessLevel.Predict, FeedbackHandlers.PostAsync),
        new("get-performance", "GET", "api/models/{model}/performance", AccessLevel.Operate, PerformanceHandlers.GetAsync)
        {
            Query = ["days"],
        },
        new("get-labels", "GET", "api/models/{model}/labels", AccessLevel.Operate, LabelHandlers.GetAsync) { Query = ["limit", "days"] },
        new("put-labels", "PUT", "api/models/{model}/labels", AccessLevel.Operate, LabelHandlers.PutAsync),
        new("rollback", "POST", "api/models/{model}/rollback", AccessLevel.Administer, ModelHandlers.RollbackAsync),
        new("promote", "POST", "api/models/{model}/promote", AccessLevel.Administer, RolloutHandlers.PromoteAsync),
        new("hold", "POST", "api/models/{model}/hold", AccessLevel.Operate, RolloutHandlers.HoldAsync),
        new("abandon", "POST", "api/models/{model}/abandon", AccessLevel.Operate, RolloutHandlers.AbandonAsync),
        new("pin", "POST", "api/models/{model}/pin", AccessLevel.Administer, RolloutHandlers.PinAsync),
        new("freeze", "POST", "api/models/{model}/freeze", AccessLevel.Administer, RolloutHandlers.FreezeAsync),
        new("archive", "POST", "api/models/{model}/archive", AccessLevel.Administer, RolloutHandlers.ArchiveAsync),
        new("unarchive", "POST", "api/models/{model}/unarchive", AccessLevel.Administer, RolloutHandlers.UnarchiveAsync),
        new("release", "POST", "api/models/{model}/release", AccessLevel.Administer, RolloutHandlers.ReleaseAsync),
        new("get-drift", "GET", "api/models/{model}/drift", AccessLevel.Operate, DriftHandlers.GetAsync),
        new("get-decisions", "GET", "api/models/{model}/decisions", AccessLevel.Operate, DriftHandlers.DecisionsAsync)
        {
            Query = ListPage.Query,
        },
        new("get-retention", "GET", "api/models/{model}/retention", AccessLevel.Operate, RetentionHandlers.GetAsync)
        {
            Query = ListPage.Query,
        },
        new("check-drift", "POST", "api/models/{model}/drift", AccessLevel.Operate, DriftHandlers.CheckAsync),
        new("v2-live", "GET", "v2/health/live", AccessLevel.Anonymous, InferenceHandlers.LiveAsync),
        new("v2-ready", "GET", "v2/health/ready", AccessLevel.Predict, InferenceHandlers.ReadyAsync),
        new("v2-server", "GET", "v2", AccessLevel.Predict, InferenceHandlers.ServerAsync),
        new("v2-model", "GET", "v2/models/{model}", AccessLevel.Predict, InferenceHandlers.MetadataAsync),
        new("v2-version", "GET", "v2/models/{model}/versions/{version}", AccessLevel.Predict, InferenceHandlers.MetadataAsync),
        new("v2-model-ready", "GET", "v2/models/{model}/ready", AccessLevel.Predict, InferenceHandlers.ModelReadyAsync),
        new(
            "v2-version-ready",
            "GET",
            "v2/models/{model}/versions/{version}/ready",
            AccessLevel.Predict,
            InferenceHandlers.ModelReadyAsync
        ),
        new("v2-infer", "POST", "v2/models/{model}/infer", AccessLevel.Predict, InferenceHandlers.InferAsync),
        new("v2-version-infer", "POST", "v2/models/{model}/versions/{version}/infer", AccessLevel.Predict, InferenceHandlers.InferAsync),
        new("metrics", "GET", "metrics", AccessLevel.Operate, MetricsHandlers.GetAsync),
        new("openapi", "GET", "openapi/v1.json", AccessLevel.Anonymous, ReferenceHandlers.DocumentAsync),
        new("scalar", "GET", "scalar", AccessLevel.Anonymous, ReferenceHandlers.PageAsync),
        new("scalar-file", "GET", "scalar/{asset}", AccessLevel.Anonymous, ReferenceHandlers.PageAsync),
        .. ((string[])["GET", "POST", "PATCH", "DELETE"]).Select(verb => new ApiEndpoint(
            $"mlflow-{verb.ToLowerInvariant()}",
            verb,
            "api/2.0/mlflow/{resource}/{action}",
            AccessLevel.Operate,
            MlflowHandlers.AnswerAsync
        )
        {
            Query = MlflowHandlers.Query,
        }),
    ];

    /// <summary>
    /// Answers a request that no route takes, with a problem as routes do. A host calls it where it would send a
    /// status without a body.
    /// </summary>
    public static Task ExplainAsync(HttpContext context)
    {
        Instruments.Unrouted(context.Response.StatusCode);
        var asked = $"{context.Request.Method} {BlobNames.Printable(context.Request.Path)}";
        var allow = context.Response.Headers.Allow.ToString();
        return ApiProblems.WriteAsync(
            context,
            context.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => new(
                    "There is no such route",
                    asked,
                    Try: "GET /api/models, or another route of the README",
                    Status: StatusCodes.Status404NotFound
                ),
                StatusCodes.Status405MethodNotAllowed => new(
                    "The route takes another method",
                    asked,
                    allow.Length > 0 ? allow : null,
                    Status: StatusCodes.Status405MethodNotAllowed
                ),
                var status => new("The request cannot be answered", asked, Status: status),
            }
        );
    }

    /// <summary>Answers a request that a host denies, with a problem as routes do.</summary>
    public static Task RefuseAsync(HttpContext context, Problem problem) => ApiProblems.WriteAsync(context, problem);

    /// <summary>The route of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ApiEndpoint Get(string name) => All.First(endpoint => endpoint.Name == name);
}
