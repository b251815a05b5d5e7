using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>
/// The endpoints that MLflow's Python client reads with (<c>/api/2.0/mlflow/RESOURCE/ACTION</c>), over the same runs and
/// versions as the rest of the contract. What would write is refused, in MLflow's words.
/// </summary>
internal static class MlflowHandlers
{
    private delegate Task<object> Read(HttpContext context, ApiServices services, MlflowRequest request);

    /// <summary>MLflow's own JSON: snake case, and numbers that are not finite as texts.</summary>
    private static readonly JsonSerializerOptions Document = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<string, Read> Gets = new(StringComparer.Ordinal)
    {
        ["experiments/search"] = MlflowTracking.SearchExperimentsAsync,
        ["experiments/get"] = MlflowTracking.GetExperimentAsync,
        ["experiments/get-by-name"] = MlflowTracking.GetExperimentByNameAsync,
        ["runs/get"] = MlflowTracking.GetRunAsync,
        ["metrics/get-history"] = MlflowTracking.GetHistoryAsync,
        ["registered-models/search"] = MlflowRegistry.SearchModelsAsync,
        ["registered-models/get"] = MlflowRegistry.GetModelAsync,
        ["registered-models/alias"] = MlflowRegistry.GetAliasAsync,
        ["registered-models/get-latest-versions"] = MlflowRegistry.GetLatestAsync,
        ["model-versions/search"] = MlflowRegistry.SearchVersionsAsync,
        ["model-versions/get"] = MlflowRegistry.GetVersionAsync,
        ["model-versions/get-download-uri"] = MlflowRegistry.GetDownloadUriAsync,
    };

    /// <summary>Searches whose parameters MLflow sends in a body.</summary>
    private static readonly Dictionary<string, Read> Posts = new(StringComparer.Ordinal)
    {
        ["experiments/search"] = MlflowTracking.SearchExperimentsAsync,
        ["runs/search"] = MlflowTracking.SearchRunsAsync,
        ["registered-models/get-latest-versions"] = MlflowRegistry.GetLatestAsync,
    };

    /// <summary>How the name of an action that writes begins.</summary>
    private static readonly string[] Writes =
    [
        "create",
        "update",
        "delete",
        "restore",
        "rename",
        "set-",
        "log-",
        "transition-",
        "alias",
        "finalize",
        "outputs",
    ];

    /// <summary>The parameters of reads; the client sends no others in a query.</summary>
    public static IReadOnlyList<string> Query { get; } =
    [
        "experiment_id",
        "experiment_name",
        "run_id",
        "run_uuid",
        "metric_key",
        "name",
        "version",
        "alias",
        "stages",
        "filter",
        "order_by",
        "max_results",
        "page_token",
        "view_type",
    ];

    /// <summary><c>GET</c>, <c>POST</c>, <c>PATCH</c> or <c>DELETE /api/2.0/mlflow/{resource}/{action}</c></summary>
    public static async Task AnswerAsync(HttpContext context, ApiServices services)
    {
        try
        {
            var read = Find(context);
            var request = await MlflowRequest.ReadAsync(context, services.Limits.DocumentBytes);
            await WriteAsync(context, StatusCodes.Status200OK, await read(context, services, request));
        }
        catch (MlflowException refused)
        {
            await WriteAsync(context, refused.Status, new MlflowErrorBody(refused.Code, refused.Message));
        }
        catch (Exception fault) when (ApiProblems.Of(fault) is { Status: < StatusCodes.Status500InternalServerError } problem)
        {
            var refused = MlflowException.Of(problem);
            await WriteAsync(context, refused.Status, new MlflowErrorBody(refused.Code, refused.Message));
        }
    }

    private static Read Find(HttpContext context)
    {
        var (method, action) = (context.Request.Method, context.Route("action"));
        var reads =
            HttpMethods.IsPost(method) ? Posts
            : HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Gets
            : null;
        var asked = $"{method} {BlobNames.Printable(context.Request.Path)}";
        return reads?.GetValueOrDefault($"{context.Route("resource")}/{action}")
            ?? throw (
                reads != Gets && Array.Exists(Writes, write => action.StartsWith(write, StringComparison.Ordinal))
                    ? MlflowException.ReadOnly(asked)
                    : MlflowException.NoEndpoint(asked)
            );
    }

    private static Task WriteAsync(HttpContext context, int status, object document)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(document, document.GetType(), Document, "application/json", context.RequestAborted);
    }
}
