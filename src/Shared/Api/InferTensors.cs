using System.Text;
using System.Text.Json;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Reads the tensors of a request, each checked against its shape and datatype.</summary>
internal static class InferTensors
{
    public const string Where = "body, $.inputs";

    /// <summary>MLServer's names of encodings that leave JSON as it is.</summary>
    private static readonly string[] Plain = ["np", "pd", "str", "datetime"];

    /// <summary>The tensors, in the request's order.</summary>
    /// <exception cref="ProblemException">One is not described, or holds what it cannot.</exception>
    public static List<ReadTensor> Read(InferenceBody body, ApiLimits limits)
    {
        var (tensors, tail) = (new List<ReadTensor>(), body.Tail);
        foreach (var tensor in body.Request.Inputs ?? throw ApiRequests.Missing("inputs", "a tensor a column"))
        {
            tensors.Add(Read(tensor, tensors.Count, body.Request, ref tail, limits));
        }

        return tail.Length == 0
            ? tensors
            : throw new ProblemException(
                new(
                    "Bytes follow the tensors",
                    FormattableString.Invariant($"{tail.Length:N0} bytes that no tensor takes"),
                    $"as many as the parameters '{InferParameters.BinaryDataSize}' add up to",
                    "body"
                )
            );
    }

    private static ReadTensor Read(InferTensor? tensor, int place, InferRequest request, ref ReadOnlyMemory<byte> tail, ApiLimits limits)
    {
        if (tensor is not { Name: { Length: > 0 } name, Datatype: { } datatype })
        {
            throw new ProblemException(
                new(
                    "A tensor is not described",
                    Expected: "name, shape, datatype and data",
                    Where: FormattableString.Invariant($"{Where}[{place}]")
                )
            );
        }

        var where = $"{Where}, '{BlobNames.Printable(name)}'";
        if (!InferDatatypes.Exists(datatype))
        {
            throw new ProblemException(new("There is no such datatype", $"'{BlobNames.Printable(datatype)}'", InferDatatypes.Names, where));
        }

        if (tensor.Shape is not ([>= 0] or [>= 0, > 0 and <= ApiLimits.Columns]))
        {
            throw new ProblemException(
                new(
                    "This tensor is not a column",
                    tensor.Shape is { } shape ? $"shape [{string.Join(", ", shape.Take(8))}]" : "no shape",
                    "shape [rows] or [rows, 1], or one tensor of shape [rows, columns]",
                    where
                )
            );
        }

        var width = tensor.Shape is [_, var columns] ? (int)columns : 1;
        var data = InferParameters.BytesOf(tensor, where) is { } bytes
            ? FromTail(tensor, datatype, width, bytes, ref tail, where, limits)
            : FromDocument(tensor, where);
        var cells = Flatten(data, tensor.Shape[0], width, where);
        PredictHandlers.CheckCount((int)tensor.Shape[0], limits, where);
        Check(cells, datatype, where);
        return Decode(
            new(name, datatype, width, cells, null),
            InferParameters.ContentType(tensor.Parameters, where) ?? InferParameters.ContentType(request.Parameters, "body, $.parameters"),
            where
        );
    }

    private static JsonElement FromDocument(InferTensor tensor, string where) =>
        tensor.Data is { ValueKind: JsonValueKind.Array } data
            ? data
            : throw new ProblemException(
                new(
                    "The tensor has no data",
                    tensor.Data is { } other ? $"{BodyValidator.Name(other.ValueKind)} as data" : "no data",
                    $"a list of its elements, or the parameter '{InferParameters.BinaryDataSize}' and the bytes after the document",
                    where
                )
            );

    private static JsonElement FromTail(
        InferTensor tensor,
        string datatype,
        int width,
        long bytes,
        ref ReadOnlyMemory<byte> tail,
        string where,
        ApiLimits limits
    )
    {
        if (tensor.Data is not null)
        {
            throw new ProblemException(
                new("The tensor has its data twice", $"data and the parameter '{InferParameters.BinaryDataSize}'", "one of them", where)
            );
        }

        if (bytes > tail.Length)
        {
            throw new ProblemException(
                new(
                    "The body ends before the tensor does",
                    FormattableString.Invariant($"{tail.Length:N0} bytes left"),
                    FormattableString.Invariant($"{bytes:N0} as '{InferParameters.BinaryDataSize}' says"),
                    where,
                    $"say in the header {InferenceBody.LengthHeader} where the document ends"
                )
            );
        }

        if (tensor.Shape![0] > limits.PredictRows)
        {
            PredictHandlers.CheckCount(tensor.Shape[0], limits, where);
        }

        var own = tail[..(int)bytes];
        tail = tail[(int)bytes..];
        return BinaryTensors.Read(datatype, own.Span, tensor.Shape[0] * width, where);
    }

    /// <summary>The elements one after another, whether the list is flat or has a list a row.</summary>
    private static List<JsonElement> Flatten(JsonElement data, long rows, int width, string where)
    {
        var cells = new List<JsonElement>(data.GetArrayLength());
        var nested = false;
        foreach (var element in data.EnumerateArray())
        {
            nested |= element.ValueKind == JsonValueKind.Array;
            if (element.ValueKind != JsonValueKind.Array)
            {
                cells.Add(element);
            }
            else if (element.GetArrayLength() == width)
            {
                cells.AddRange(element.EnumerateArray());
            }
            else
            {
                throw new ProblemException(
                    new(
                        "The tensor's data do not have its shape",
                        FormattableString.Invariant($"a row of {element.GetArrayLength():N0} elements"),
                        FormattableString.Invariant($"{width:N0}"),
                        where
                    )
                );
            }
        }

        return cells.Count / width == rows && cells.Count % width == 0 && (!nested || data.GetArrayLength() == rows)
            ? cells
            : throw new ProblemException(
                new(
                    "The tensor's data do not have its shape",
                    FormattableString.Invariant($"{cells.Count:N0} elements"),
                    FormattableString.Invariant($"{(Int128)rows * width:N0}"),
                    where
                )
            );
    }

    private static void Check(List<JsonElement> cells, string datatype, string where)
    {
        if (cells.FindIndex(cell => !InferDatatypes.Takes(datatype, cell)) is >= 0 and var at)
        {
            throw new ProblemException(
                new(
                    $"An element is not of the datatype {datatype}",
                    cells[at].ValueKind == JsonValueKind.Number
                        ? BlobNames.Printable(cells[at].GetRawText())
                        : BodyValidator.Name(cells[at].ValueKind),
                    InferDatatypes.Expected(datatype),
                    FormattableString.Invariant($"{where}, data[{at}]"),
                    "send it under a datatype that holds it"
                )
            );
        }
    }

    private static ReadTensor Decode(ReadTensor tensor, string? contentType, string where) =>
        contentType switch
        {
            null => tensor,
            _ when Plain.Contains(contentType, StringComparer.Ordinal) => tensor,
            "base64" => tensor with
            {
                Cells = [.. tensor.Cells.Select((cell, i) => FromBase64(cell, FormattableString.Invariant($"{where}, data[{i}]")))],
            },
            ReadTensor.PandasJson => tensor with { ContentType = contentType },
            _ => throw new ProblemException(
                new(
                    "The content type of the tensor is not read",
                    $"'{BlobNames.Printable(contentType)}'",
                    $"one of {string.Join(", ", Plain)}, base64, {ReadTensor.PandasJson}, or none",
                    $"{where}, parameter 'content_type'",
                    "send the columns of rows: texts, numbers, booleans and times"
                )
            ),
        };

    private static JsonElement FromBase64(JsonElement cell, string where)
    {
        if (cell.ValueKind == JsonValueKind.Null)
        {
            return cell;
        }

        try
        {
            return JsonSerializer.SerializeToElement(
                new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(cell.GetBytesFromBase64()),
                Json.Compact
            );
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ProblemException(
                new("An element is not base64 of a text", BodyValidator.Name(cell.ValueKind), "base64 of UTF-8", where),
                fault
            );
        }
    }
}

/// <summary>A tensor's elements.</summary>
/// <param name="Datatype">What its elements were sent as.</param>
/// <param name="Width">Elements a row.</param>
/// <param name="Cells">Its elements, row by row.</param>
/// <param name="ContentType"><see cref="PandasJson"/> where each element is a document with rows; null where it is a cell.</param>
internal sealed record ReadTensor(string Name, string Datatype, int Width, List<JsonElement> Cells, string? ContentType)
{
    /// <summary>MLServer's name of rows as JSON texts.</summary>
    public const string PandasJson = "pd_json";

    public int Rows => Cells.Count / Width;
}
