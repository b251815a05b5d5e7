using System.Globalization;
using System.Text.Json.Nodes;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>
/// What must hold between the keys of one part, as JSON Schema says it: the rules of the product that an editor can
/// check while one types.
/// </summary>
internal static class SchemaRules
{
    /// <summary>Adds the rules of a part.</summary>
    public static void Add(string part, JsonObject schema)
    {
        foreach (var (keyword, value) in JsonNode.Parse(RulesOf(part))!.AsObject())
        {
            schema[keyword] = value!.DeepClone();
        }

        if (part == nameof(RolloutDefinition))
        {
            schema["properties"]!["approvalTimeout"]!["not"] = new JsonObject { ["pattern"] = "^[0.]+[smhd]$" };
        }
    }

    /// <summary>The pattern of a duration of at most <see cref="Duration.MaxDays"/>.</summary>
    public static string DurationPattern() =>
        $"^(?:{string.Join('|',
            new[] { ("s", 86_400), ("m", 1_440), ("h", 24), ("d", 1) }
                .Select(unit => $"(?:{AtMost(Duration.MaxDays * unit.Item2)}){unit.Item1}"))})$";

    /// <summary>The pattern of a decimal number of at most this.</summary>
    internal static string AtMost(int most)
    {
        var digits = most.ToString(CultureInfo.InvariantCulture);
        var below = Enumerable
            .Range(0, digits.Length)
            .Where(place => digits[place] > '0')
            .Select(place =>
                $"{digits[..place]}[0-{(char)(digits[place] - 1)}]{Digits(digits.Length - place - 1, digits.Length - place - 1)}"
            );
        return $"0*(?:(?:{string.Join('|', below.Append(Digits(0, digits.Length - 1)))})(?:\\.[0-9]*)?|{digits}(?:\\.0*)?)|\\.[0-9]+";
    }

    private static string Digits(int least, int most) => most == 0 ? "" : $"[0-9]{{{least},{most}}}";

    private static string RulesOf(string part) =>
        part switch
        {
            nameof(Expectation) => """
                { "anyOf": [
                  { "required": ["required"], "properties": { "required": { "const": true } } },
                  { "required": ["min"], "properties": { "min": { "type": "number" } } },
                  { "required": ["max"], "properties": { "max": { "type": "number" } } },
                  { "required": ["in"], "properties": { "in": { "type": "array" } } } ] }
                """,
            nameof(ThresholdDefinition) => """
                { "allOf": [
                  { "if": { "properties": { "objective": { "const": "recall" } } },
                    "then": { "required": ["precision"], "properties": { "precision": { "type": "number" } } },
                    "else": { "properties": { "precision": { "type": "null" } } } },
                  { "if": { "properties": { "objective": { "const": "cost" } } },
                    "then": { "required": ["costs"], "properties": { "costs": { "type": "object" } } },
                    "else": { "properties": { "costs": { "type": "null" } } } } ] }
                """,
            nameof(CostDefinition) => """
                { "anyOf": [
                  { "properties": { "falsePositive": { "exclusiveMinimum": 0 } } },
                  { "properties": { "falseNegative": { "exclusiveMinimum": 0 } } } ] }
                """,
            nameof(SplitDefinition) => """
                { "allOf": [
                  { "if": { "anyOf": [
                      { "required": ["kind"], "properties": { "kind": { "const": "column" } } },
                      { "required": ["sides"], "properties": { "sides": { "type": "object" } } } ] },
                    "then": { "required": ["column"], "properties": { "column": { "type": "string" } } } },
                  { "if": { "required": ["column"], "properties": { "column": { "type": "string" } } },
                    "then": { "properties": { "kind": { "enum": ["column", null] } } } } ] }
                """,
            _ => "{}",
        };
}
