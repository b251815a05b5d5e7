using System.Buffers;
using System.Text.Json;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Turns the tensors of a request, a column each, into rows, so that a cell means the same as in <c>predict</c>.</summary>
internal static class InferInputs
{
    private const string Where = "body, $.inputs";

    /// <summary>The rows, as <c>predict</c> takes them.</summary>
    /// <exception cref="ProblemException">A tensor is not a column, holds what its type cannot, or there are no rows or too many.</exception>
    public static JsonDocument ToRows(IReadOnlyList<InferTensor?> inputs, ApiLimits limits)
    {
        var columns = inputs.Select((tensor, i) => (tensor?.Name, Cells: Cells(tensor, i, limits))).ToArray();
        var count = columns.Length == 0 ? 0 : columns[0].Cells.Count;
        PredictHandlers.CheckCount(count, limits, Where);
        if (Array.Find(columns, column => column.Cells.Count != count) is { Name: { } odd, Cells: { } cells })
        {
            throw new ProblemException(new("The tensors differ in rows", $"{cells.Count} in '{BlobNames.Printable(odd)}'", $"{count} as in the first", Where));
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var row = 0; row < count; row++)
            {
                json.WriteStartObject();
                foreach (var (name, own) in columns)
                {
                    json.WritePropertyName(name!);
                    own[row].WriteTo(json);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static List<JsonElement> Cells(InferTensor? tensor, int place, ApiLimits limits)
    {
        if (tensor is not { Name: { Length: > 0 } name, Datatype: { } datatype })
        {
            throw new ProblemException(new("A tensor is not described", Expected: "name, shape, datatype and data", Where: FormattableString.Invariant($"{Where}[{place}]")));
        }

        var where = $"{Where}, '{BlobNames.Printable(name)}'";
        if (!InferDatatypes.Exists(datatype))
        {
            throw new ProblemException(new("There is no such datatype", $"'{BlobNames.Printable(datatype)}'", InferDatatypes.Names, where));
        }

        if (tensor.Shape is not ([>= 0] or [>= 0, 1]) || tensor.Data is not { ValueKind: JsonValueKind.Array } data)
        {
            throw new ProblemException(new(
                "This tensor is not a column",
                $"{(tensor.Shape is { } shape ? $"shape [{string.Join(", ", shape.Take(8))}]" : "no shape")} with {(tensor.Data is { } other ? $"{BodyShape.Name(other.ValueKind)} as data" : "no data")}",
                "shape [rows] or [rows, 1], with a list of as many elements as data", where));
        }

        var count = data.GetArrayLength();
        if (tensor.Shape[0] != count)
        {
            throw new ProblemException(new("The tensor's data do not have its shape", FormattableString.Invariant($"{count:N0} elements"), FormattableString.Invariant($"{tensor.Shape[0]:N0}"), where));
        }

        PredictHandlers.CheckCount(count, limits, where);
        var cells = new List<JsonElement>(count);
        foreach (var element in data.EnumerateArray())
        {
            var cell = element is { ValueKind: JsonValueKind.Array } && element.GetArrayLength() == 1 ? element[0] : element;
            if (!InferDatatypes.Takes(datatype, cell))
            {
                throw new ProblemException(new(
                    $"An element is not of the datatype {datatype}", cell.ValueKind == JsonValueKind.Number ? BlobNames.Printable(cell.GetRawText()) : BodyShape.Name(cell.ValueKind), InferDatatypes.Expected(datatype),
                    FormattableString.Invariant($"{where}, data[{cells.Count}]"), "send it under a datatype that holds it"));
            }

            cells.Add(cell);
        }

        return cells;
    }
}
