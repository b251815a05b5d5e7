using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>
/// Writes the keys of a definition as tables for readers, from the published schema: part by part, with meaning,
/// allowed values and default.
/// </summary>
/// <param name="schema">The schema.</param>
internal sealed class DefinitionGuide(JsonObject schema)
{
    private readonly List<(string Type, List<string> Paths)> _parts = [];
    private readonly Dictionary<string, XElement> _docs = XDocument
        .Load(Path.ChangeExtension(typeof(ModelDefinition).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The tables, each under a heading that says where the part stands.</summary>
    public string Write()
    {
        Find(schema, "");
        var text = new StringBuilder("### The definition itself\n\n");
        WriteKeys(text, schema);
        foreach (var (type, paths) in _parts)
        {
            var part = schema["$defs"]![type]!.AsObject();
            text.Append(CultureInfo.InvariantCulture, $"\n### {Heading(paths)}\n\n");
            WriteKeys(text, part);
        }

        foreach (
            var type in typeof(ModelDefinition)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsEnum && type.Namespace == typeof(ModelDefinition).Namespace)
                .OrderBy(type => type.Name, StringComparer.Ordinal)
        )
        {
            WriteWords(
                text,
                Words($"T:{type.FullName}").TrimEnd('.'),
                Enum.GetNames(type).Select(name => (JsonNamingPolicy.CamelCase.ConvertName(name), Words($"F:{type.FullName}.{name}")))
            );
        }

        var metrics = typeof(MetricNames)
            .GetFields()
            .Where(field => field.IsLiteral)
            .ToDictionary(field => (string)field.GetRawConstantValue()!, field => field.Name);
        WriteWords(
            text,
            "Metrics",
            MetricNames.All.Select(metric =>
                (
                    metric,
                    $"{Words($"F:{typeof(MetricNames).FullName}.{metrics[metric]}")} "
                        + $"{(MetricNames.HigherIsBetter(metric) ? "More" : "Less")} is better. For {Tasks(metric)}."
                )
            )
        );
        return text.ToString();
    }

    private static string Tasks(string metric) =>
        string.Join(
            ", ",
            Enum.GetValues<ModelTask>().Where(task => MetricNames.Fits(metric, task)).Select(task => task.ToString().ToLowerInvariant())
        );

    private static void WriteWords(StringBuilder text, string heading, IEnumerable<(string Word, string Meaning)> words)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {heading}\n\n| word | meaning |\n| --- | --- |\n");
        foreach (var (word, meaning) in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{word}` | {meaning} |\n");
        }
    }

    private string Words(string member) =>
        string.Join(' ', _docs[member].Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Where each part stands, in the order of the keys; a part of a part follows it.</summary>
    private void Find(JsonObject part, string path)
    {
        foreach (var (name, property) in part["properties"]!.AsObject())
        {
            var (type, suffix) = PartOf(property!);
            if (type is null)
            {
                continue;
            }

            var place = $"{path}{name}{suffix}";
            var known = _parts.Find(entry => entry.Type == type).Paths;
            if (known is null)
            {
                _parts.Add((type, known = []));
            }

            known.Add(place);
            Find(schema["$defs"]![type]!.AsObject(), $"{place}.");
        }
    }

    private static (string? Type, string Suffix) PartOf(JsonNode property)
    {
        var (node, suffix) =
            property["items"] is { } items ? (items, "[]")
            : property["additionalProperties"] is JsonObject values ? (values, ".NAME")
            : (property, "");
        var reference =
            node["$ref"] ?? (node["anyOf"] as JsonArray)?.Select(choice => choice!["$ref"]).FirstOrDefault(found => found is not null);
        return (reference?.GetValue<string>()["#/$defs/".Length..], suffix);
    }

    private void WriteKeys(StringBuilder text, JsonObject part)
    {
        var required = (part["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        text.Append("| key | meaning | values | default |\n| --- | --- | --- | --- |\n");
        foreach (var (name, property) in part["properties"]!.AsObject())
        {
            var meaning = property!["description"]!.GetValue<string>().Replace("|", "\\|", StringComparison.Ordinal);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{name}` | {meaning} | {Values(property)} | {(required.Contains(name) ? "required" : Default(property))} |\n"
            );
        }
    }

    private string Values(JsonNode property)
    {
        if (PartOf(property) is ({ } type, var suffix))
        {
            var heading = Heading(_parts.Find(entry => entry.Type == type).Paths);
            var link = $"[its keys](#{Anchor(heading)})";
            return suffix switch
            {
                "[]" => $"list of parts: {link}",
                ".NAME" => $"a part a name: {link}",
                _ => $"a part: {link}",
            };
        }

        if (property["enum"] is JsonArray choices)
        {
            return string.Join(", ", choices.Where(choice => choice is not null).Select(choice => $"`{choice!.GetValue<string>()}`"));
        }

        var kind = property["type"] is JsonArray several ? several[0]!.GetValue<string>() : property["type"]!.GetValue<string>();
        return kind switch
        {
            "array" =>
                $"list of {Plural(Values(property["items"]!))}{(property["maxItems"] is { } most ? $", at most {Figure(most)}" : "")}",
            "object" => $"{Values(property["additionalProperties"]!)} a name"
                + $"{(property["maxProperties"] is { } most ? $", at most {Figure(most)}" : "")}",
            "boolean" => "`true`, `false`",
            "string" when property["pattern"]?.GetValue<string>() == CronScheduleAttribute.Pattern =>
                "six fields, second to day of the week, such as `0 0 3 * * *`",
            "string" when property["pattern"] is not null => "a number with `s`, `m`, `h` or `d`, such as `6h`",
            "string" => $"text{(property["maxLength"] is { } most ? $" of at most {Figure(most)} characters" : "")}",
            var number => (number == "integer" ? "whole number" : "number") + Range(property),
        };
    }

    private static string Plural(string kind) =>
        kind.StartsWith("text", StringComparison.Ordinal)
            ? $"texts{kind["text".Length..]}"
            : kind.Replace("number", "numbers", StringComparison.Ordinal);

    private static string Range(JsonNode number)
    {
        string[] bounds =
        [
            .. number["minimum"] is { } least && least.GetValue<double>() > int.MinValue
                ? [$"{Figure(least)} or more"]
                : Array.Empty<string>(),
            .. number["exclusiveMinimum"] is { } above ? [$"above {Figure(above)}"] : Array.Empty<string>(),
            .. number["maximum"] is { } most && most.GetValue<double>() < int.MaxValue
                ? [$"at most {Figure(most)}"]
                : Array.Empty<string>(),
            .. number["exclusiveMaximum"] is { } below ? [$"below {Figure(below)}"] : Array.Empty<string>(),
        ];
        return bounds.Length == 0 ? "" : $", {string.Join(" and ", bounds)}";
    }

    private static string Default(JsonNode property) =>
        property["default"] switch
        {
            null => "none",
            JsonObject { Count: > 0 } => "that of its keys",
            var value => $"`{value.ToJsonString()}`",
        };

    private static string Figure(JsonNode number) => number.GetValue<double>().ToString("#,0.######", CultureInfo.InvariantCulture);

    private static string Heading(List<string> paths) => string.Join(", ", paths.Select(path => $"`{path}`"));

    /// <summary>As GitHub makes it: lower case, blanks as hyphens, other marks left out.</summary>
    private static string Anchor(string heading) =>
        string.Concat(
            heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c)
        );
}
