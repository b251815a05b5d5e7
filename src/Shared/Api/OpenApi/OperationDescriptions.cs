using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Api.Mlflow;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Api.OpenApi;

/// <summary>The words and examples of every route of <see cref="ApiEndpoints"/>, by its name.</summary>
internal static class OperationDescriptions
{
    private const string Data = "Data",
        Runs = "Runs",
        Models = "Models",
        Predictions = "Predictions",
        Rollouts = "Rollouts",
        Monitoring = "Monitoring",
        Inference = "Open Inference Protocol",
        Mlflow = "MLflow",
        Server = "Server";

    private const string Row =
        """{"hour_start":"2025-06-03T08:00:00Z","station":"airport","sky":"clear","""
        + """ "temperature":21.5,"humidity":55,"wind":3,"holiday":"no"}""";

    private const string Tensors =
        """{"inputs":[{"name":"temperature","shape":[1],"datatype":"FP64","data":[21.5]},"""
        + """{"name":"station","shape":[1],"datatype":"BYTES","data":["airport"]}]}""";

    private const string Decision = """{"by":"ann","reason":"agreed in the review of June"}""";

    private static readonly Dictionary<string, OperationDescription> All = new(StringComparer.Ordinal)
    {
        ["put-data"] = OperationDescription.OfFile(Data, "Drop a data file and start its run", typeof(RunStarted)),
        ["put-score"] = OperationDescription.OfFile(Data, "Drop a file whose rows are to be predicted", typeof(RunStarted)),
        ["get-score"] = new(Data, "Get the predictions of a dropped file") { AnswerType = "text/csv" },

        ["retrain"] = Started(
            Runs,
            "Train again on the newest dataset version",
            typeof(RetrainRequest),
            """{"by":"ann","reason":"new season"}"""
        ),
        ["list-runs"] = new(Runs, "List runs, newest first", typeof(RunList)) { Query = "model=rentals&limit=5" },
        ["get-run"] = new(Runs, "Get a run: stage, progress, metrics, verdict, leaderboard", typeof(RunRecord)),
        ["approve-run"] = Started(
            Runs,
            "Let the version of a run that waits serve, or reject it",
            typeof(ApprovalRequest),
            """{"approved":true,"by":"ann","reason":"agreed in the review of June"}"""
        ) with
        {
            IsIdempotent = false,
        },
        ["cancel-run"] = Started(Runs, "End a run", typeof(CancelRequest), """{"by":"ann","reason":"the wrong file"}""") with
        {
            IsIdempotent = false,
        },

        ["list-models"] = new(Models, "List models: what serves, how good it is and since when", typeof(ModelList)),
        ["get-model"] = new(Models, "Get a model: slots, versions and, with a time, what served then", typeof(ModelDetail)),
        ["list-versions"] = new(Models, "List a model's versions, newest first", typeof(VersionList)),
        ["get-version"] = new(Models, "Get a version, by number or alias", typeof(ModelVersion)),
        ["get-card"] = new(Models, "Get a version's model card, as Markdown or, for those who accept it, as JSON")
        {
            AnswerType = "text/markdown",
        },
        ["get-lineage"] = new(Models, "Get what a version was made from", typeof(Lineage)),
        ["put-onnx"] = OperationDescription.OfFile(Models, "Register an ONNX model that was trained elsewhere", typeof(RunStarted)) with
        {
            BodyType = "application/octet-stream",
            Example = "The bytes of the file.",
        },
        ["get-onnx"] = new(Models, "Get a version as an ONNX file that takes raw rows") { AnswerType = "application/octet-stream" },
        ["get-ledger"] = new(Models, "List who let which version serve, when and why", typeof(LedgerPage)),
        ["get-review"] = new(Models, "List what is missing or overdue of each model", typeof(ReviewDocument)),
        ["post-review"] = new(Models, "Record that a person has reviewed a model", typeof(ReviewRecord))
        {
            Body = typeof(ReviewRequest),
            Example = """{"by":"ann","reason":"still fit for its purpose"}""",
        },

        ["predict"] = new(Predictions, "Predict rows with the version that serves", typeof(PredictAnswer))
        {
            Body = typeof(PredictRequest),
            Example = $$"""{"rows":[{{Row}}]}""",
        },
        ["invocations"] = new(Predictions, "Predict rows in the shapes of MLflow's scoring server", typeof(InvocationAnswer))
        {
            Body = typeof(InvocationRequest),
            Example = $$"""{"dataframe_records":[{{Row}}]}""",
        },
        ["feedback"] = new(Predictions, "Tell what turned out to be true of a prediction")
        {
            Body = typeof(FeedbackRequest),
            Example = """{"id":"PREDICTION","actual":41}""",
            Status = StatusCodes.Status204NoContent,
            AnswerType = null,
        },
        ["get-labels"] = new(Predictions, "List predictions that are worth a label", typeof(UnlabelledPredictions)) { Query = "limit=10" },
        ["put-labels"] = new(Predictions, "Tell what turned out to be true of many predictions", typeof(FeedbackAnswers))
        {
            Body = typeof(IReadOnlyList<FeedbackRequest>),
            Example = """[{"id":"PREDICTION","actual":41}]""",
        },

        ["rollback"] = new(Rollouts, "Let the version before serve again, or a version by number", typeof(RollbackResponse))
        {
            Body = typeof(RollbackRequest),
            Example = """{"by":"ann","reason":"answers looked wrong"}""",
            IsIdempotent = true,
        },
        ["promote"] = Steered("Let a version serve by a person's decision") with
        {
            Example = """{"version":1,"by":"ann","reason":"needed today"}""",
        },
        ["hold"] = Steered("Keep the rollout where it is"),
        ["abandon"] = Steered("End the rollout; what serves stays"),
        ["pin"] = Steered("Keep what serves: no version takes its place by itself"),
        ["freeze"] = Steered("Let nothing change by itself"),
        ["release"] = Steered("Lift a hold, a pin or a freeze"),
        ["archive"] = Steered("End serving and keep versions and lineage"),
        ["unarchive"] = Steered("Make an archived model usable again"),

        ["get-performance"] = new(Monitoring, "Get how a model does by what turned out to be true", typeof(PerformanceReport)),
        ["get-drift"] = new(Monitoring, "Get the last drift report", typeof(DriftReport)),
        ["check-drift"] = new(Monitoring, "Compare what was asked lately with the training data", typeof(DriftCheckStarted))
        {
            Status = StatusCodes.Status202Accepted,
            IsIdempotent = true,
        },
        ["get-decisions"] = new(Monitoring, "List why the model was trained again or not, newest first", typeof(DecisionPage)),
        ["get-retention"] = new(Monitoring, "List what was removed because it was older than it is kept", typeof(RetentionPage)),
        ["list-notifications"] = new(Monitoring, "List what was told to whom, newest first", typeof(NotificationList)),
        ["metrics"] = new(Monitoring, "Get metrics as Prometheus text") { AnswerType = "text/plain" },

        ["v2-live"] = new(Inference, "Whether the process is alive", typeof(ServerLive)),
        ["v2-ready"] = new(Inference, "Whether every version that serves can answer", typeof(ServerReady)),
        ["v2-server"] = new(Inference, "Get the server's name, version and extensions", typeof(InferServer)),
        ["v2-model"] = new(Inference, "Get the inputs and outputs of the version that serves", typeof(InferMetadata)),
        ["v2-version"] = new(Inference, "Get the inputs and outputs of a version", typeof(InferMetadata)),
        ["v2-model-ready"] = new(Inference, "Whether the version that serves can answer", typeof(InferReady)),
        ["v2-version-ready"] = new(Inference, "Whether a version can answer", typeof(InferReady)),
        ["v2-infer"] = Infer("Predict tensors with the version that serves"),
        ["v2-version-infer"] = Infer("Predict tensors with a version"),

        ["mlflow-get"] = new(Mlflow, "Read runs and versions as MLflow's client does", typeof(object)),
        ["mlflow-post"] = new(Mlflow, "Search runs and versions as MLflow's client does", typeof(object))
        {
            Body = typeof(object),
            Example = """{"max_results":10}""",
        },
        ["mlflow-patch"] = Refused("PATCH"),
        ["mlflow-delete"] = Refused("DELETE"),

        ["openapi"] = new(Server, "Get this document", typeof(object)),
        ["scalar"] = new(Server, "Show this document as an interactive page")
        {
            AnswerType = "text/html",
            Status = StatusCodes.Status302Found,
        },
        ["scalar-file"] = new(Server, "Get a file of the interactive page") { AnswerType = "text/javascript" },
    };

    /// <summary>The description of a route.</summary>
    /// <exception cref="KeyNotFoundException">It has none: add one here.</exception>
    public static OperationDescription Of(ApiEndpoint endpoint) => All[endpoint.Name];

    private static OperationDescription Started(string group, string summary, Type body, string example) =>
        new(group, summary, typeof(RunStarted))
        {
            Status = StatusCodes.Status202Accepted,
            Body = body,
            Example = example,
            IsIdempotent = true,
        };

    private static OperationDescription Steered(string summary) =>
        new(Rollouts, summary, typeof(RolloutResponse))
        {
            Body = typeof(RolloutRequest),
            Example = Decision,
            IsIdempotent = true,
        };

    private static OperationDescription Infer(string summary) =>
        new(Inference, summary, typeof(InferResponse)) { Body = typeof(InferRequest), Example = Tensors };

    private static OperationDescription Refused(string verb) =>
        new(Mlflow, $"Refuse what MLflow's client would change by {verb}", typeof(MlflowErrorBody))
        {
            Status = StatusCodes.Status403Forbidden,
            Body = typeof(object),
            Example = """{"name":"rentals"}""",
        };
}
