using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>
/// Judges documents by the keywords of JSON Schema that the published schema uses; any other keyword is an error of the
/// schema.
/// </summary>
internal sealed class SchemaValidator(JsonObject root)
{
    public bool Accepts(JsonNode? value) => Accepts(root, value);

    private bool Accepts(JsonObject schema, JsonNode? value) =>
        schema.All(keyword =>
            keyword.Key switch
            {
                "$schema" or "$defs" or "title" or "description" or "default" => true,
                "$ref" => Accepts((JsonObject)root["$defs"]![keyword.Value!.GetValue<string>().Split('/')[^1]]!, value),
                "allOf" => keyword.Value!.AsArray().All(rule => Accepts((JsonObject)rule!, value)),
                "if" => schema[Accepts((JsonObject)keyword.Value!, value) ? "then" : "else"] is not JsonObject rule || Accepts(rule, value),
                "then" or "else" => true,
                "not" => !Accepts((JsonObject)keyword.Value!, value),
                "const" => JsonNode.DeepEquals(keyword.Value, value),
                "minProperties" => value is not JsonObject counted || counted.Count >= keyword.Value!.GetValue<int>(),
                "anyOf" => keyword.Value!.AsArray().Any(option => Accepts((JsonObject)option!, value)),
                "enum" => keyword.Value!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
                "type" => keyword.Value is JsonArray types
                    ? types.Any(type => Is(type!.GetValue<string>(), value))
                    : Is(keyword.Value!.GetValue<string>(), value),
                "minimum" => Number(value) is not { } number || number >= keyword.Value!.GetValue<double>(),
                "maximum" => Number(value) is not { } number || number <= keyword.Value!.GetValue<double>(),
                "exclusiveMinimum" => Number(value) is not { } number || number > keyword.Value!.GetValue<double>(),
                "exclusiveMaximum" => Number(value) is not { } number || number < keyword.Value!.GetValue<double>(),
                "minLength" => Text(value) is not { } text || text.EnumerateRunes().Count() >= keyword.Value!.GetValue<int>(),
                "maxLength" => Text(value) is not { } text || text.EnumerateRunes().Count() <= keyword.Value!.GetValue<int>(),
                "pattern" => Text(value) is not { } text || Regex.IsMatch(text, keyword.Value!.GetValue<string>()),
                "minItems" => value is not JsonArray items || items.Count >= keyword.Value!.GetValue<int>(),
                "maxItems" => value is not JsonArray items || items.Count <= keyword.Value!.GetValue<int>(),
                "maxProperties" => value is not JsonObject members || members.Count <= keyword.Value!.GetValue<int>(),
                "items" => value is not JsonArray items || items.All(item => Accepts((JsonObject)keyword.Value!, item)),
                "propertyNames" => value is not JsonObject members
                    || members.All(member => Accepts((JsonObject)keyword.Value!, member.Key)),
                "required" => value is not JsonObject members
                    || keyword.Value!.AsArray().All(name => members.ContainsKey(name!.GetValue<string>())),
                "properties" => value is not JsonObject members
                    || members.All(member => keyword.Value![member.Key] is not JsonObject property || Accepts(property, member.Value)),
                "additionalProperties" => value is not JsonObject members
                    || members
                        .Where(member => schema["properties"]?[member.Key] is null)
                        .All(member => keyword.Value is JsonObject other ? Accepts(other, member.Value) : keyword.Value!.GetValue<bool>()),
                _ => throw new NotSupportedException($"The schema uses '{keyword.Key}', which nobody has taught this validator."),
            }
        );

    private static bool Is(string type, JsonNode? value) =>
        type switch
        {
            "integer" => Number(value) is { } number && number == Math.Floor(number),
            "number" => Number(value) is not null,
            "string" => Text(value) is not null,
            "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "array" => value is JsonArray,
            "object" => value is JsonObject,
            "null" => value is null,
            _ => throw new NotSupportedException($"The schema uses the type '{type}'."),
        };

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<JsonElement>().GetDouble() : null;

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
