using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Api;

/// <summary>
/// MLflow's scoring protocol (mlflow.org, "Deploy MLflow Model as a Local Inference Server") over the version that serves: rows as
/// <c>dataframe_split</c>, <c>dataframe_records</c>, <c>inputs</c> or
/// <c>instances</c> in JSON, or as CSV; answers as <c>{"predictions": [...]}</c>, one a row.
/// </summary>
internal static class InvocationHandlers
{
    private const string Expected =
        """{"dataframe_split": {"columns": [...], "data": [[...]]}}, {"dataframe_records": [{...}]}, """
        + """{"inputs": ...} or {"instances": [...]}""";

    private static readonly string[] Shapes = ["dataframe_split", "dataframe_records", "inputs", "instances"];

    /// <summary><c>POST /api/models/{model}/invocations</c></summary>
    public static async Task InvokeAsync(HttpContext context, ApiServices services)
    {
        var routed = await PredictHandlers.FindAsync(context, services, context.Model());
        var body = await RequestBody.ReadBytesAsync(context, services.Limits.PredictBytes);
        var (answer, notes) = IsCsv(context.Request)
            ? await OfCsvAsync(services, routed, body)
            : (await OfJsonAsync(services, routed, body), (IReadOnlyList<Note>)[]);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Json.Writing);
        Write(json, answer, [.. answer.Warnings, .. notes]);
    }

    private static bool IsCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase);

    private static async Task<ScoredBatch> OfJsonAsync(ApiServices services, RoutedModel routed, ReadOnlyMemory<byte> body)
    {
        using var document = RequestBody.Parse(body);
        using var rows = Rows(document.RootElement, routed.Served);
        PredictHandlers.CheckCount(rows.RootElement.GetArrayLength(), services.Limits, "body");
        return (await PredictHandlers.PredictAsync(services, routed, new JsonRows(rows.RootElement))).Answer;
    }

    /// <summary>Every row has to be answered: who gets predictions without ids matches them by their places.</summary>
    private static async Task<(ScoredBatch Answer, IReadOnlyList<Note> Notes)> OfCsvAsync(
        ApiServices services,
        RoutedModel routed,
        ReadOnlyMemory<byte> body
    )
    {
        var served = routed.Served;
        using var file = new MemoryStream(body.ToArray(), writable: false);
        var rows = FrameReader.ReadCsv(file, served.Schema, "body", ingest: served.Ingest);
        if (rows.SetAside is [var bad, ..])
        {
            throw new ProblemException(
                new(
                    "A row of the CSV cannot be read",
                    bad.Reason,
                    "as many cells as the header has names",
                    FormattableString.Invariant($"body, line {bad.Line}")
                )
            );
        }

        PredictHandlers.CheckCount(rows.Frame.RowCount, services.Limits, "body");
        return (
            (await PredictHandlers.PredictAsync(services, routed, new CsvRows(body, served, rows.Frame, new(rows.Absent)))).Answer,
            [.. rows.Remarks, .. rows.Notes.Select(note => ServingNotes.Unreadable(note.Line, note.Column!, note.Reason))]
        );
    }

    private static JsonDocument Rows(JsonElement body, ServedModel served)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(new("The body is not what rows come in", BodyValidator.Name(body.ValueKind), Expected, "body"));
        }

        string[] found = [.. Shapes.Where(shape => body.TryGetProperty(shape, out _))];
        if (found is not [var name])
        {
            throw new ProblemException(
                new(
                    "The body does not say in one way what the rows are",
                    found.Length == 0 ? "none of the parts" : string.Join(" and ", found),
                    Expected,
                    "body"
                )
            );
        }

        var (part, where) = (body.GetProperty(name), $"body, $.{name}");
        return (name, part.ValueKind) switch
        {
            ("dataframe_split", _) => DataFrameJson.OfSplit(part, where),
            ("inputs", JsonValueKind.Object) => DataFrameJson.OfNamedLists(part, where),
            (_, JsonValueKind.Array) when part.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object) => JsonDocument.Parse(
                part.GetRawText()
            ),
            ("inputs" or "instances", JsonValueKind.Array) => DataFrameJson.OfMatrix(part, served, where),
            _ => throw new ProblemException(
                new("The rows are not in the shape that their name says", BodyValidator.Name(part.ValueKind), Expected, where)
            ),
        };
    }

    private static void Write(Utf8JsonWriter json, ScoredBatch answer, IReadOnlyList<Note> notes)
    {
        json.WriteStartObject();
        json.WriteStartArray("predictions");
        var isNumeric =
            answer.Served.Schema.FirstOrDefault(column => column.Name == answer.Served.Model.Label) is { Type: ColumnType.Number };
        for (var row = 0; row < answer.Predictions.RowCount; row++)
        {
            WritePrediction(json, answer.Predictions, row, isNumeric);
        }

        json.WriteEndArray();
        PredictHandlers.WriteTexts(json, "missing", answer.Missing);
        PredictHandlers.WriteTexts(json, "notes", notes.Sentences());
        json.WriteEndObject();
    }

    /// <summary>A class as the label's column had it: a number where that held numbers.</summary>
    private static void WritePrediction(Utf8JsonWriter json, Predictions predictions, int row, bool isNumeric)
    {
        var value = predictions.Values[row];
        if (predictions.Classes.Count == 0)
        {
            json.WriteNumberValue(value);
        }
        else if (isNumeric)
        {
            json.WriteRawValue(predictions.Classes[(int)value]);
        }
        else
        {
            json.WriteStringValue(predictions.Classes[(int)value]);
        }
    }
}
