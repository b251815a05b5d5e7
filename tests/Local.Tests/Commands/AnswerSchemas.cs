using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>
/// Holds answers against the OpenAPI document: their status, their media type, and their body, in which no member may stand that the
/// document does not name.
/// </summary>
internal sealed class AnswerSchemas
{
    private const string Components = "#/components/schemas/",
        Definitions = "#/$defs/";

    private readonly JsonObject _shapes;
    private readonly Dictionary<string, JsonObject> _answers;

    public AnswerSchemas(JsonNode document)
    {
        _answers = document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .ToDictionary(verb => (string)verb.Value!["operationId"]!, verb => verb.Value!["responses"]!.AsObject());
        _shapes = document["components"]!["schemas"]!.DeepClone().AsObject();
        foreach (var (_, schema) in _shapes)
        {
            Close(schema!.AsObject());
        }
    }

    /// <summary>Fails where the answer to an operation is not as the document says.</summary>
    public void Check(string operation, HttpResponseMessage answer, string body)
    {
        var status = (int)answer.StatusCode;
        var found = _answers[operation][$"{status}"] ?? _answers[operation][$"{status / 100}XX"];
        Assert.True(found is not null, $"{operation} answers {status}, which the document does not have.");
        if (body.Length == 0 || found["content"] is not JsonObject { Count: > 0 } content)
        {
            return; // A redirection has no body, whatever the page behind it has.
        }

        var type = answer.Content.Headers.ContentType!.MediaType!;
        Assert.True(content.ContainsKey(type), $"{operation} answers {type}, which the document does not have.");
        if (type.EndsWith("json", StringComparison.Ordinal) && content[type]?["schema"] is JsonObject { Count: > 0 } shape)
        {
            var schema = shape.DeepClone().AsObject();
            schema["$defs"] = _shapes.DeepClone();
            var text = schema.ToJsonString().Replace(Components, Definitions, StringComparison.Ordinal);
            var result = JsonSchema
                .FromText(text)
                .Evaluate(JsonDocument.Parse(body).RootElement, new() { OutputFormat = OutputFormat.List });
            Assert.True(result.IsValid, $"{operation}: {Faults(result)} in {body[..Math.Min(body.Length, 2_000)]}");
        }
    }

    private static void Close(JsonObject schema)
    {
        if (schema["properties"] is not null && schema["additionalProperties"] is null)
        {
            schema["additionalProperties"] = false;
        }
    }

    private static string Faults(EvaluationResults result) =>
        string.Join(
            "; ",
            (result.Details ?? [])
                .Where(part => part.Errors is { Count: > 0 })
                .SelectMany(part => part.Errors!.Select(error => $"{part.InstanceLocation} {error.Value}"))
                .Take(5)
        );
}
