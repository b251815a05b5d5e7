using System.Buffers;
using System.Text;
using System.Text.Json;
using MLOpsFunctions.Serving;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Tables as pandas, MLflow and TensorFlow Serving write them in JSON, turned into rows <c>[{column: value}]</c>.</summary>
internal static class DataFrameJson
{
    /// <summary>Columns, each with a cell a row.</summary>
    public static JsonDocument OfColumns(IReadOnlyList<(string Name, IReadOnlyList<JsonElement> Cells)> columns, int rows) =>
        Write(json =>
        {
            for (var row = 0; row < rows; row++)
            {
                json.WriteStartObject();
                foreach (var (name, cells) in columns)
                {
                    json.WritePropertyName(name);
                    cells[row].WriteTo(json);
                }

                json.WriteEndObject();
            }
        });

    /// <summary><c>{"columns": [name], "data": [[value]]}</c>, pandas' orient <c>split</c>.</summary>
    /// <exception cref="ProblemException">It is not that.</exception>
    public static JsonDocument OfSplit(JsonElement frame, string where)
    {
        if (
            frame.ValueKind != JsonValueKind.Object
            || !frame.TryGetProperty("columns", out var columns)
            || !frame.TryGetProperty("data", out var data)
            || columns.ValueKind != JsonValueKind.Array
            || data.ValueKind != JsonValueKind.Array
        )
        {
            throw new ProblemException(
                new(
                    "The table cannot be read",
                    BodyValidator.Name(frame.ValueKind),
                    """{"columns": [name, ...], "data": [[value, ...], ...]}""",
                    where
                )
            );
        }

        string[] names =
        [
            .. columns
                .EnumerateArray()
                .Select(name =>
                    name.ValueKind switch
                    {
                        JsonValueKind.String => RequestBody.Text(name, $"{where}.columns"),
                        JsonValueKind.Number => name.GetRawText(),
                        var other => throw new ProblemException(
                            new("The name of a column is not a text", BodyValidator.Name(other), "a text", $"{where}.columns")
                        ),
                    }
                ),
        ];
        return OfMatrix(data, names, $"{where}.data");
    }

    /// <summary>Rows without names, in the order of the model's inputs: <c>[[value]]</c>, or <c>[value]</c> where there is one.</summary>
    /// <exception cref="ProblemException">A row has more or fewer values.</exception>
    public static JsonDocument OfMatrix(JsonElement rows, ServedModel served, string where) =>
        OfMatrix(rows, [.. served.Inputs.Select(input => input.Name)], where);

    /// <summary>Columns by name, <c>{"column": [value]}</c>; of one row also <c>{"column": value}</c>.</summary>
    /// <exception cref="ProblemException">They differ in length.</exception>
    public static JsonDocument OfNamedLists(JsonElement columns, string where)
    {
        var lists = columns.EnumerateObject().Select(column => (column.Name, Cells: Cells(column.Value))).ToList();
        var rows = lists.Count == 0 ? 0 : lists[0].Cells.Count;
        return lists.Find(list => list.Cells.Count != rows) is { Name: { } odd, Cells: { } cells }
            ? throw new ProblemException(
                new("The columns differ in rows", $"{cells.Count} in '{BlobNames.Printable(odd)}'", $"{rows} as in the first", where)
            )
            : OfColumns(lists, rows);
    }

    /// <summary>Rows in several documents: each a row, a list of rows, or a table.</summary>
    /// <exception cref="ProblemException">One is not.</exception>
    public static JsonDocument OfTexts(IReadOnlyList<JsonElement> texts, string where) =>
        Write(json =>
        {
            for (var i = 0; i < texts.Count; i++)
            {
                var place = FormattableString.Invariant($"{where}, data[{i}]");
                using var document =
                    texts[i].ValueKind == JsonValueKind.String
                        ? Parse(RequestBody.Text(texts[i], place), place)
                        : throw new ProblemException(
                            new("An element is not a document", BodyValidator.Name(texts[i].ValueKind), "rows as JSON in a text", place)
                        );
                WriteRows(json, document.RootElement, place);
            }
        });

    private static void WriteRows(Utf8JsonWriter json, JsonElement document, string where)
    {
        var isTable =
            document.ValueKind == JsonValueKind.Object
            && document.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object);
        using var table =
            !isTable ? null
            : document.TryGetProperty("columns", out _) && document.TryGetProperty("data", out _) ? OfSplit(document, where)
            : OfNamedLists(document, where);
        foreach (
            var row in (table?.RootElement ?? document) is { ValueKind: JsonValueKind.Array } rows
                ? rows.EnumerateArray().ToArray()
                : [document]
        )
        {
            row.WriteTo(json);
        }
    }

    private static JsonDocument OfMatrix(JsonElement rows, IReadOnlyList<string> names, string where)
    {
        var cells = rows.EnumerateArray().Select(Cells).ToList();
        if (rows.EnumerateArray().Any(row => row.ValueKind == JsonValueKind.Object))
        {
            throw new ProblemException(
                new("The rows are of two kinds", "objects among them", "lists of values, or objects throughout", where)
            );
        }

        if (cells.FindIndex(row => row.Count != names.Count) is >= 0 and var odd)
        {
            throw new ProblemException(
                new(
                    "A row does not have a value for each column",
                    FormattableString.Invariant($"{cells[odd].Count} values"),
                    FormattableString.Invariant($"{names.Count}, in this order: {string.Join(", ", names.Take(30))}"),
                    FormattableString.Invariant($"{where}[{odd}]")
                )
            );
        }

        return OfColumns([.. names.Select((name, i) => (name, (IReadOnlyList<JsonElement>)[.. cells.Select(row => row[i])]))], cells.Count);
    }

    /// <summary>
    /// A list's elements, an index' values, or the one value itself. A list of one stands for its element, as in a column of shape [rows,
    /// 1].
    /// </summary>
    private static IReadOnlyList<JsonElement> Cells(JsonElement list) =>
        list.ValueKind switch
        {
            JsonValueKind.Array =>
            [
                .. list.EnumerateArray()
                    .Select(cell => cell.ValueKind == JsonValueKind.Array && cell.GetArrayLength() == 1 ? cell[0] : cell),
            ],
            JsonValueKind.Object => [.. list.EnumerateObject().Select(cell => cell.Value)],
            _ => [list],
        };

    private static JsonDocument Parse(string text, string where)
    {
        try
        {
            return RequestBody.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (ProblemException fault)
        {
            throw new ProblemException(fault.Problem with { Where = where }, fault);
        }
        catch (JsonException fault)
        {
            throw new ProblemException(
                new("An element is not a document", "a text that is not JSON", "rows as JSON in a text", where),
                fault
            );
        }
    }

    private static JsonDocument Write(Action<Utf8JsonWriter> rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            rows(json);
            json.WriteEndArray();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
