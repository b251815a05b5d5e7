using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Api;

/// <summary>
/// The Open Inference Protocol, version 2, over the same versions and rows as <c>predict</c> (kserve/open-inference-protocol, specification/protocol/inference_rest.md):
/// a tensor a column in, tensors <c>prediction</c>, <c>probabilities</c> of classes, <c>distance</c> from a cluster's centre, <c>anomaly</c> yes or no, <c>low</c> and <c>high</c> of a forecast, and
/// <c>prediction_id</c> out.
/// </summary>
internal static class InferenceHandlers
{
    private const string Prediction = "prediction";
    private const string Probabilities = "probabilities";
    private const string Distance = "distance";
    private const string Anomaly = "anomaly";
    private const string Low = "low";
    private const string High = "high";
    private const string PredictionIds = "prediction_id";

    /// <summary><c>GET /v2/health/live</c></summary>
    public static Task LiveAsync(HttpContext context, ApiServices services) => context.AnswerAsync(new { live = true });

    /// <summary><c>GET /v2/health/ready</c>: storage answers.</summary>
    public static async Task ReadyAsync(HttpContext context, ApiServices services)
    {
        await foreach (var _ in services.Registry.ModelsAsync(context.RequestAborted))
        {
            break;
        }

        await context.AnswerAsync(new { ready = true });
    }

    /// <summary><c>GET /v2</c></summary>
    public static Task ServerAsync(HttpContext context, ApiServices services) =>
        context.AnswerAsync(new InferServer("MLOpsFunctions", typeof(InferenceHandlers).Assembly.GetName().Version!.ToString(3), []));

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]/ready</c></summary>
    public static async Task ModelReadyAsync(HttpContext context, ApiServices services) =>
        await context.AnswerAsync(new InferReady((await ServedAsync(context, services)).Version.Model, true));

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]</c></summary>
    public static async Task MetadataAsync(HttpContext context, ApiServices services)
    {
        var served = await ServedAsync(context, services);
        var outputs = new List<InferTensor> { new(Prediction, [-1], IsClass(served.Model.Task) ? "BYTES" : "FP64"), new(PredictionIds, [-1], "BYTES") };
        if (IsClass(served.Model.Task))
        {
            outputs.Insert(1, new(Probabilities, [-1, -1], "FP64"));
        }
        else if (served.Model.Task == ModelTask.Clustering)
        {
            outputs.Insert(1, new(Distance, [-1], "FP64"));
        }
        else if (served.Model is { Task: ModelTask.Anomaly, Rule.Threshold: not null })
        {
            outputs.Insert(1, new(Anomaly, [-1], "BOOL"));
        }
        else if (served.Model.HasInterval)
        {
            outputs.InsertRange(1, [new(Low, [-1], "FP64"), new(High, [-1], "FP64")]);
        }

        await context.AnswerAsync(new InferMetadata(
            served.Version.Model, [Text(served.Version.Number)], $"mlopsfunctions-{served.Version.Trainer}",
            [.. served.Inputs.Select(column => new InferTensor(column.Name, [-1], column.Type == ColumnType.Number ? "FP64" : "BYTES"))], outputs));
    }

    /// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c></summary>
    public static async Task InferAsync(HttpContext context, ApiServices services)
    {
        var served = await ServedAsync(context, services);
        var request = await RequestBody.ReadAsync<InferRequest>(context, services.Limits.PredictBytes);
        using var rows = InferInputs.ToRows(request.Inputs ?? throw ApiRequests.Missing("inputs", "a tensor a column"), services.Limits);
        var (answer, ids) = PredictHandlers.Predict(services, served, rows.RootElement);
        var outputs = Outputs(answer, ids);
        if (request.Outputs is { Count: > 0 } asked)
        {
            outputs = [.. asked.Select(output => outputs.Find(one => one.Name == output?.Name) ?? throw new ProblemException(new(
                "There is no such output", $"'{Storage.BlobNames.Printable(output?.Name ?? "")}'", string.Join(", ", outputs.Select(one => one.Name)), "body, $.outputs")))];
        }

        await context.AnswerAsync(new InferResponse(served.Version.Model, Text(served.Version.Number), request.Id, outputs));
    }

    /// <summary>The version that the route names, or the one that serves.</summary>
    private static async Task<ServedModel> ServedAsync(HttpContext context, ApiServices services)
    {
        if (!context.Request.RouteValues.ContainsKey("version"))
        {
            return await PredictHandlers.FindAsync(context, services, context.Model());
        }

        var version = await context.VersionAsync(services);
        return (await services.Scorer.LoadAsync(version.Model, version.Number, context.RequestAborted))!;
    }

    private static List<InferTensor> Outputs(Answer answer, IReadOnlyList<string> ids)
    {
        var (predictions, rows) = (answer.Predictions, answer.Predictions.RowCount);
        var isClass = IsClass(predictions.Task);
        var outputs = new List<InferTensor>
        {
            isClass
                ? Tensor(Prediction, [rows], "BYTES", predictions.Values.Select(value => predictions.Classes[(int)value]))
                : Tensor(Prediction, [rows], "FP64", predictions.Values),
            Tensor(PredictionIds, [rows], "BYTES", ids),
        };
        if (isClass && predictions.Probabilities is { } probabilities)
        {
            outputs.Insert(1, Tensor(Probabilities, [rows, predictions.Classes.Count], "FP64", probabilities));
        }
        else if (predictions.Distances is { } distances)
        {
            outputs.Insert(1, Tensor(Distance, [rows], "FP64", distances));
        }
        else if (predictions.Threshold is not null)
        {
            outputs.Insert(1, Tensor(Anomaly, [rows], "BOOL", Enumerable.Range(0, rows).Select(predictions.IsAnomaly)));
        }
        else if (predictions is { Lows: { } lows, Highs: { } highs })
        {
            outputs.InsertRange(1, [Tensor(Low, [rows], "FP64", lows), Tensor(High, [rows], "FP64", highs)]);
        }

        return outputs;
    }

    private static InferTensor Tensor<T>(string name, long[] shape, string datatype, IEnumerable<T> data) =>
        new(name, shape, datatype, JsonSerializer.SerializeToElement(data, Json.Compact));

    private static bool IsClass(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
