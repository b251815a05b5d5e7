using System.Text.Json;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>
/// Turns the tensors of a request into rows, so that a cell means the same as in <c>predict</c>: a tensor a column, or one tensor with
/// all columns in the signature's order.
/// </summary>
internal static class InferInputs
{
    /// <summary>The rows, as <c>predict</c> takes them.</summary>
    /// <exception cref="ProblemException">
    /// A tensor is not a column, holds what its type cannot, or there are no rows or too many.
    /// </exception>
    public static JsonDocument ToRows(InferenceBody body, ServedModel served, ApiLimits limits)
    {
        var tensors = InferTensors.Read(body, limits);
        if (tensors is [{ ContentType: ReadTensor.PandasJson } frame])
        {
            return DataFrameJson.OfTexts(frame.Cells, InferTensors.Where);
        }

        var columns = tensors is [var only] && IsMatrix(only, served) ? Split(only, served) : [.. tensors.Select(Column)];
        var count = columns.Count == 0 ? 0 : columns[0].Cells.Count;
        PredictHandlers.CheckCount(count, limits, InferTensors.Where);
        if (columns.FirstOrDefault(column => column.Cells.Count != count) is { Name: { } odd, Cells: { } cells })
        {
            throw new ProblemException(
                new(
                    "The tensors differ in rows",
                    $"{cells.Count} in '{BlobNames.Printable(odd)}'",
                    $"{count} as in the first",
                    InferTensors.Where
                )
            );
        }

        return DataFrameJson.OfColumns(columns, count);
    }

    /// <summary>A matrix has several columns; one of a model's only column is known by its name, which is no column's.</summary>
    private static bool IsMatrix(ReadTensor tensor, ServedModel served) =>
        tensor.Width > 1 || (served.Inputs.Count == 1 && served.Schema.All(column => column.Name != tensor.Name));

    private static List<(string Name, IReadOnlyList<JsonElement> Cells)> Split(ReadTensor tensor, ServedModel served)
    {
        var inputs = served.Inputs;
        if (
            tensor.Width != inputs.Count
            || (tensor.Datatype != "BYTES" && inputs.Any(input => InferSignature.DatatypeOf(input) == "BYTES"))
        )
        {
            throw new ProblemException(
                new(
                    "This tensor is not a column, and not all of the model's columns",
                    FormattableString.Invariant($"{tensor.Datatype} of shape [{tensor.Rows}, {tensor.Width}]"),
                    $"the {inputs.Count} inputs in this order: "
                        + $"{string.Join(", ", inputs.Take(30).Select(input => $"{input.Name} ({InferSignature.DatatypeOf(input)})"))}",
                    $"{InferTensors.Where}, '{BlobNames.Printable(tensor.Name)}'",
                    "send a tensor a column, each with its name and datatype"
                )
            );
        }

        return
        [
            .. inputs.Select(
                (input, i) =>
                    (
                        input.Name,
                        (IReadOnlyList<JsonElement>)
                            [.. Enumerable.Range(0, tensor.Rows).Select(row => tensor.Cells[(row * tensor.Width) + i])]
                    )
            ),
        ];
    }

    private static (string Name, IReadOnlyList<JsonElement> Cells) Column(ReadTensor tensor) =>
        tensor is { Width: 1, ContentType: null }
            ? (tensor.Name, tensor.Cells)
            : throw new ProblemException(
                new(
                    "This tensor is not a column",
                    tensor.ContentType is { } type
                        ? $"content type '{type}' beside other tensors"
                        : FormattableString.Invariant($"shape [{tensor.Rows}, {tensor.Width}] beside other tensors"),
                    "shape [rows] or [rows, 1]",
                    $"{InferTensors.Where}, '{BlobNames.Printable(tensor.Name)}'"
                )
            );
}
