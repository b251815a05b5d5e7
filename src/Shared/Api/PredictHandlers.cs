using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Api;

/// <summary>Predictions over HTTP, and what turned out to be true.</summary>
internal static class PredictHandlers
{
    /// <summary><c>POST /api/models/{model}/predict</c></summary>
    public static async Task PredictAsync(HttpContext context, ApiServices services)
    {
        var routed = await FindAsync(context, services, context.Model());
        var explain = context.Flag("explain");
        using var body = RequestBody.Parse(await RequestBody.ReadBytesAsync(context, services.Limits.PredictBytes));
        var rows = Rows(body.RootElement);
        CheckCount(rows.GetArrayLength(), services.Limits, "body, $.rows");
        var (answer, ids) = await PredictAsync(services, routed, new JsonRows(rows));
        var reasons = explain ? PredictionReasons.Of(answer) : null;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Json.Writing);
        Write(
            json,
            answer,
            ids,
            reasons,
            explain && reasons is null ? $"A model of kind '{answer.Served.Model.Model.Kind}' cannot tell what each column added." : null
        );
    }

    /// <summary>The version that answers, held to the end of the request.</summary>
    internal static async Task<RoutedModel> FindAsync(HttpContext context, ApiServices services, string model) =>
        await services.Router.FindAsync(model, context.RequestAborted)
        ?? throw (
            await services.Registry.FindAsync(model, 1, context.RequestAborted) is null
                ? await ApiRequests.NoModelAsync(context, services, model)
            : (await services.Deployments.GetAsync(model, context.RequestAborted)).IsArchived
                ? new ProblemException(ArchivedModel.Problem(model))
            : new ProblemException(
                new(
                    $"No version of '{model}' serves yet",
                    Try: $"GET /api/models/{model} says which versions there are and what held them back",
                    Status: StatusCodes.Status409Conflict
                )
            )
        );

    /// <summary>Bounds the rows of one request.</summary>
    /// <exception cref="ProblemException">There are none, or too many.</exception>
    internal static void CheckCount(long rows, ApiLimits limits, string where)
    {
        if (rows == 0 || rows > limits.PredictRows)
        {
            throw new ProblemException(
                new(
                    rows == 0 ? "There are no rows" : "There are too many rows",
                    FormattableString.Invariant($"{rows:N0}"),
                    FormattableString.Invariant($"1 to {limits.PredictRows:N0}"),
                    where,
                    rows == 0 ? null : "send them in several requests, or drop them as a file",
                    rows == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge
                )
            );
        }
    }

    /// <summary>Answers rows, all by one version, and keeps what was answered.</summary>
    /// <param name="services">What the handlers work with.</param>
    /// <param name="routed">The version that serves or was asked for.</param>
    internal static async ValueTask<LoggedAnswer> PredictAsync(ApiServices services, RoutedModel routed, RequestRows rows)
    {
        using var span = TraceContext.BeginLinked("predict", routed.Served.Version.Trace);
        var answered = await services.Predictor.AnswerAsync(routed, rows);
        var version = answered.Answer.Served.Version;
        span?.SetTag("mlops.model", version.Model).SetTag("mlops.version", version.Number).SetTag("mlops.rows", rows.Count);
        Instruments.Predicted(version.Model, version.Number, answered.Answer.Predictions.RowCount);
        return answered;
    }

    private static JsonElement Rows(JsonElement body)
    {
        const string Expected = """{"rows": [{"column": value, ...}, ...]}""";
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(new("The body is not what rows come in", BodyValidator.Name(body.ValueKind), Expected, "body"));
        }

        if (!body.TryGetProperty("rows", out var rows))
        {
            throw new ProblemException(new("The rows are missing", "an object without 'rows'", Expected, "body"));
        }

        if (rows.ValueKind != JsonValueKind.Array)
        {
            throw new ProblemException(new("The rows are not a list", BodyValidator.Name(rows.ValueKind), Expected, "body, $.rows"));
        }

        return
            body.EnumerateObject().FirstOrDefault(part => !part.NameEquals("rows"))
                is { Value.ValueKind: not JsonValueKind.Undefined } other
            ? throw new ProblemException(
                new("The body has a part that means nothing", $"'{Storage.BlobNames.Printable(other.Name)}'", "'rows' alone", "body")
            )
            : rows;
    }

    private static void Write(
        Utf8JsonWriter json,
        ScoredBatch answer,
        IReadOnlyList<string> ids,
        IReadOnlyList<PredictionReasons>? reasons,
        string? unexplained
    )
    {
        json.WriteStartObject();
        json.WriteString("model", answer.Served.Version.Model);
        json.WriteNumber("version", answer.Served.Version.Number);
        if (unexplained is not null)
        {
            json.WriteString("unexplained", unexplained);
        }

        WriteTexts(json, "missing", answer.Missing);
        WriteTexts(json, "notes", answer.Warnings.Sentences());

        json.WriteStartArray("predictions");
        for (var row = 0; row < answer.Predictions.RowCount; row++)
        {
            json.WriteStartObject();
            json.WriteString("id", ids[row]);
            json.WriteNumber("version", answer.Served.Version.Number);
            WriteValue(json, answer.Predictions, row);
            WriteTexts(json, "notes", answer.NotesOf(row).Sentences());
            if (reasons is not null)
            {
                WriteReasons(json, reasons[row]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A list of texts; nothing where there are none.</summary>
    internal static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            json.WriteStartArray(name);
            texts.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
    }

    private static void WriteReasons(Utf8JsonWriter json, PredictionReasons reasons)
    {
        json.WriteNumber("base", reasons.Base);
        json.WriteStartArray("reasons");
        foreach (var reason in reasons.Columns)
        {
            json.WriteStartObject();
            json.WriteString("column", reason.Column);
            json.WriteNumber("contribution", reason.Contribution);
            WriteWords(json, reason.Words);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWords(Utf8JsonWriter json, IReadOnlyList<WordReason> words)
    {
        if (words.Count == 0)
        {
            return;
        }

        json.WriteStartArray("words");
        foreach (var (word, contribution) in words)
        {
            json.WriteStartObject();
            json.WriteString("word", word);
            json.WriteNumber("contribution", contribution);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, Predictions predictions, int row)
    {
        var value = predictions.Values[row];
        if (predictions.Task is not (ModelTask.Binary or ModelTask.Multiclass))
        {
            json.WriteNumber("prediction", value);
            if (predictions is { Lows: { } lows, Highs: { } highs })
            {
                json.WriteNumber("low", lows[row]);
                json.WriteNumber("high", highs[row]);
            }

            if (predictions.Distances is { } distances)
            {
                json.WriteNumber("distance", distances[row]);
            }
            else if (predictions.IsAnomaly(row) is { } isAnomaly)
            {
                json.WriteBoolean("anomaly", isAnomaly);
            }

            return;
        }

        var chosen = (int)value;
        json.WriteString("prediction", predictions.Classes[chosen]);
        if (predictions.Probabilities is { } probabilities)
        {
            var first = row * predictions.Classes.Count;
            json.WriteNumber("probability", probabilities[first + chosen]);
            json.WriteStartObject("probabilities");
            for (var c = 0; c < predictions.Classes.Count; c++)
            {
                json.WriteNumber(predictions.Classes[c], probabilities[first + c]);
            }

            json.WriteEndObject();
        }
    }
}
