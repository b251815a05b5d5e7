using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>
/// The Open Inference Protocol, version 2, over the same versions and rows as <c>predict</c> (kserve/open-inference-protocol,
/// specification/protocol/inference_rest.md), with its extension for binary tensors:
/// a tensor a column in, or one with all of them; tensors <c>prediction</c>, <c>probabilities</c> of classes, <c>distance</c> from a
/// cluster's centre, <c>anomaly</c> yes or no, <c>low</c> and <c>high</c> of a
/// forecast, and <c>prediction_id</c> out.
/// </summary>
internal static class InferenceHandlers
{
    /// <summary><c>GET /v2/health/live</c></summary>
    public static Task LiveAsync(HttpContext context, ApiServices services) => context.AnswerAsync(new ServerLive(true));

    /// <summary><c>GET /v2/health/ready</c>: storage answers, and every model that serves can be asked.</summary>
    public static async Task ReadyAsync(HttpContext context, ApiServices services)
    {
        var broken = new List<string>();
        await foreach (var model in services.Registry.ModelsAsync(context.RequestAborted))
        {
            if (!await CanAnswerAsync(services, model, async () => await services.Router.FindAsync(model, context.RequestAborted)))
            {
                broken.Add(model);
            }
        }

        try
        {
            services.CheckWritable();
        }
        catch (Exception fault) when (Storage.UnwritableStorage.Of(fault) is { } problem)
        {
            throw new ProblemException(problem with { Status = StatusCodes.Status503ServiceUnavailable }, fault);
        }

        await context.AnswerAsync(
            new ServerReady(broken.Count == 0, broken.Count == 0 ? null : broken),
            broken.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    /// <summary><c>GET /v2</c></summary>
    public static Task ServerAsync(HttpContext context, ApiServices services) =>
        context.AnswerAsync(
            new InferServer("MLOpsFunctions", typeof(InferenceHandlers).Assembly.GetName().Version!.ToString(3), ["binary_tensor_data"])
        );

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]/ready</c></summary>
    public static async Task ModelReadyAsync(HttpContext context, ApiServices services)
    {
        var model = context.Model();
        var isReady = await CanAnswerAsync(services, model, async () => await RoutedAsync(context, services));
        await context.AnswerAsync(
            new InferReady(model, isReady),
            isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]</c></summary>
    public static async Task MetadataAsync(HttpContext context, ApiServices services)
    {
        var served = (await RoutedAsync(context, services)).Served;
        var versions = new List<string>();
        await foreach (var version in services.Registry.VersionsAsync(served.Version.Model, context.RequestAborted))
        {
            versions.Add(Text(version.Number));
        }

        await context.AnswerAsync(
            new InferMetadata(
                served.Version.Model,
                versions,
                $"mlopsfunctions-{served.Version.Trainer}",
                InferSignature.Inputs(served),
                InferSignature.Outputs(served)
            )
        );
    }

    /// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c></summary>
    public static async Task InferAsync(HttpContext context, ApiServices services)
    {
        var routed = await RoutedAsync(context, services);
        var served = routed.Served;
        var body = await InferenceBody.ReadAsync(context, services.Limits.PredictBytes);
        CheckModel(body.Request, served.Version);
        using var rows = InferInputs.ToRows(body, served, services.Limits);
        var (answer, ids) = await PredictHandlers.PredictAsync(services, routed, new JsonRows(rows.RootElement));
        var outputs = InferOutputs.Choose(InferOutputs.Of(answer, ids), body.Request.Outputs);
        await InferOutputs.AnswerAsync(
            context,
            new(served.Version.Model, Text(answer.Served.Version.Number), body.Request.Id, Parameters(answer, routed.Role), outputs),
            body.Request
        );
    }

    private static Dictionary<string, JsonElement>? Parameters(ScoredBatch answer, ServingRole role)
    {
        IReadOnlyList<Note> notes =
            role == ServingRole.Requested ? [.. answer.Warnings, ServingNotes.NotLive(answer.Served.Version.Number)] : answer.Warnings;
        var parameters = new Dictionary<string, JsonElement>();
        if (answer.Missing.Count > 0)
        {
            parameters.Add("missing", InferParameters.Texts(answer.Missing));
        }

        if (notes.Count > 0)
        {
            parameters.Add("notes", InferParameters.Texts(notes.Sentences()));
        }

        return parameters.Count == 0 ? null : parameters;
    }

    /// <summary>The version that the route names, or the one that serves.</summary>
    private static async Task<RoutedModel> RoutedAsync(HttpContext context, ApiServices services)
    {
        if (!IsVersioned(context))
        {
            return await PredictHandlers.FindAsync(context, services, context.Model());
        }

        var version = await context.VersionAsync(services);
        var state = await services.Deployments.GetAsync(version.Model, context.RequestAborted);
        if (state.IsArchived)
        {
            throw new ProblemException(ArchivedModel.Problem(version.Model));
        }

        var served = (await services.Scorer.LoadAsync(version.Model, version.Number, context.RequestAborted))!;
        return RoutedModel.ByNumber(served, state);
    }

    private static bool IsVersioned(HttpContext context) => context.Request.RouteValues.ContainsKey("version");

    /// <summary>Whether what is stored of a model can be loaded. What the caller asked wrongly is still told.</summary>
    private static async Task<bool> CanAnswerAsync(ApiServices services, string model, Func<Task<RoutedModel?>> load)
    {
        try
        {
            await load();
            return true;
        }
        catch (Exception fault)
            when (fault
                    is not OperationCanceledException
                        and not ProblemException { Problem.Status: < StatusCodes.Status500InternalServerError }
            )
        {
            ApiLog.NotReady(services.Log, fault, model);
            return false;
        }
    }

    /// <summary>Refuses a request whose body names another model or version than its route.</summary>
    private static void CheckModel(InferRequest request, ModelVersion version)
    {
        if (request.ModelName is { Length: > 0 } name && name != version.Model)
        {
            throw new ProblemException(
                new(
                    "The body is for another model than the route",
                    $"'{BlobNames.Printable(name)}'",
                    $"'{version.Model}', or nothing",
                    "body, $.model_name"
                )
            );
        }

        if (request.ModelVersion is { Length: > 0 } number && number != Text(version.Number))
        {
            throw new ProblemException(
                new(
                    "The body is for another version than the one that answers",
                    $"'{BlobNames.Printable(number)}'",
                    $"'{Text(version.Number)}', or nothing",
                    "body, $.model_version",
                    $"POST /v2/models/{version.Model}/versions/VERSION/infer asks for a version"
                )
            );
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
