using System.Globalization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Models.Onnx;

/// <summary>What an exported file says of itself, in <c>metadata_props</c>.</summary>
internal static class OnnxMetadata
{
    /// <summary>The names of the classes as a JSON array, in the order of the probabilities.</summary>
    public const string Classes = "classes";

    /// <summary>Keys and values.</summary>
    /// <param name="inputs">The columns that it reads.</param>
    /// <param name="origin">Where it comes from.</param>
    public static IReadOnlyList<(string Key, string Value)> Write(TrainedModel model, IReadOnlyList<string> inputs, ModelOrigin origin) =>
        [
            ("model", origin.Model),
            ("version", origin.Version.ToString(CultureInfo.InvariantCulture)),
            ("digest", $"sha256:{origin.Digest}"),
            ("task", model.Task.JsonName()),
            .. model.Label is { } label ? [("label", label)] : Array.Empty<(string, string)>(),
            .. model.Classes.Count > 0 ? [(Classes, Json.Write(model.Classes))] : Array.Empty<(string, string)>(),
            ("signature", Json.Write(inputs.Select(name => Describe(model.Signature.First(column => column.Name == name))).ToList())),
        ];

    private static OnnxSignature Describe(ColumnSchema column) =>
        new(
            column.Name,
            column.Type.JsonName(),
            column.Type switch
            {
                ColumnType.Number => "double; NaN is missing",
                ColumnType.Text => "string, as the training data wrote it; empty is missing",
                _ => "int64, microseconds since 1970-01-01 in UTC; -9223372036854775808 is missing",
            }
        );

    private sealed record OnnxSignature(string Name, string Type, string Format);
}
