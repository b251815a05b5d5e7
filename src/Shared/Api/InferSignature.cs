using System.Text.Json;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Api;

/// <summary>A version's inputs and outputs as tensors without data.</summary>
internal static class InferSignature
{
    public const string Prediction = "prediction";
    public const string Probabilities = "probabilities";
    public const string Distance = "distance";
    public const string Anomaly = "anomaly";
    public const string Low = "low";
    public const string High = "high";
    public const string PredictionIds = "prediction_id";

    /// <summary>Rows, as many as are asked.</summary>
    private const long Any = -1;

    /// <summary>The columns.</summary>
    public static IReadOnlyList<InferTensor> Inputs(ServedModel served) =>
        [.. served.Inputs.Select(column => new InferTensor(column.Name, [Any], DatatypeOf(column)))];

    /// <summary>The outputs, in the order of an answer.</summary>
    public static IReadOnlyList<InferTensor> Outputs(ServedModel served) =>
        [
            new(Prediction, [Any], IsClass(served.Model.Task) ? "BYTES" : "FP64"),
            .. served.Model switch
            {
                { Task: var task } when IsClass(task) => (InferTensor[])
                    [new(Probabilities, [Any, served.Model.Classes.Count], "FP64", Parameters: Classes(served.Model.Classes))],
                { Task: ModelTask.Clustering } => [new(Distance, [Any], "FP64")],
                { Task: ModelTask.Anomaly, Rule.Threshold: not null } => [new(Anomaly, [Any], "BOOL")],
                { HasInterval: true } => [new(Low, [Any], "FP64"), new(High, [Any], "FP64")],
                _ => [],
            },
            new(PredictionIds, [Any], "BYTES"),
        ];

    /// <summary>The datatype that a column is best sent as.</summary>
    public static string DatatypeOf(ColumnSchema column) =>
        column switch
        {
            { Type: ColumnType.Number } => "FP64",
            { Type: ColumnType.Text, Format.Boolean: not null } => "BOOL",
            _ => "BYTES",
        };

    /// <summary>Whether answers are classes.</summary>
    public static bool IsClass(ModelTask task) => task is ModelTask.Binary or ModelTask.Multiclass;

    /// <summary>Which class each probability of a row is of.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Classes(IReadOnlyList<string> classes) =>
        new Dictionary<string, JsonElement> { ["classes"] = InferParameters.Texts(classes) };
}
