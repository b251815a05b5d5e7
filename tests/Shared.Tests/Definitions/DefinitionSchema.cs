using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>
/// Makes the published JSON Schema (draft 2020-12) from the contract's types: keys, limits, defaults, and the types'
/// own words as descriptions.
/// </summary>
internal sealed class DefinitionSchema
{
    private readonly JsonObject _parts = [];
    private readonly Dictionary<string, XElement> _docs = XDocument
        .Load(Path.ChangeExtension(typeof(ModelDefinition).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    public static JsonObject Make()
    {
        var schema = new DefinitionSchema();
        var root = schema.Object(typeof(ModelDefinition), new ModelDefinition());
        SchemaRules.Add(nameof(ModelDefinition), root);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Model definition",
            ["description"] = schema.Words($"T:{typeof(ModelDefinition).FullName}"),
            ["type"] = "object",
            ["properties"] = root["properties"]!.DeepClone(),
            ["additionalProperties"] = false,
            ["allOf"] = root["allOf"]!.DeepClone(),
            ["$defs"] = schema._parts,
        };
    }

    private JsonObject Object(Type type, object? defaults)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var property in Json.Compact.GetTypeInfo(type).Properties)
        {
            var schema = Value(property.PropertyType, property.AttributeProvider!);
            if (AllowsNull(property))
            {
                schema = OrNull(schema);
            }

            var member = (MemberInfo)property.AttributeProvider!;
            schema.Insert(0, "description", Describe(type, member));
            if (property.AssociatedParameter is { HasDefaultValue: false })
            {
                required.Add(property.Name);
            }
            else if (
                JsonSerializer.SerializeToNode(
                    defaults is null ? property.AssociatedParameter?.DefaultValue : property.Get!(defaults),
                    Json.Compact
                ) is
                { } value
            )
            {
                schema["default"] = value;
            }

            properties[property.Name] = schema;
        }

        var result = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (required.Count > 0)
        {
            result["required"] = required;
        }

        return result;
    }

    private JsonObject Value(Type type, ICustomAttributeProvider limits)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (
            type.IsGenericType
            && type.GetGenericTypeDefinition() is var generic
            && (generic == typeof(IReadOnlyDictionary<,>) || generic == typeof(IReadOnlyList<>))
        )
        {
            return Many(type.GetGenericArguments()[^1], generic == typeof(IReadOnlyList<>), limits);
        }

        if (type.IsEnum)
        {
            return new()
            {
                ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(name))]),
            };
        }

        return type switch
        {
            _ when type == typeof(string) => Text(limits),
            _ when type == typeof(bool) => new() { ["type"] = "boolean" },
            _ when type == typeof(int) => Number("integer", limits, int.MinValue, int.MaxValue),
            _ when type == typeof(double) => Number("number", limits, null, null),
            _ when type == typeof(Duration) => new()
            {
                ["type"] = "string",
                ["pattern"] = SchemaRules.DurationPattern(),
                ["maxLength"] = 16,
            },
            _ => Part(type),
        };
    }

    private JsonObject Part(Type type)
    {
        if (!_parts.ContainsKey(type.Name))
        {
            _parts[type.Name] = null; // Takes its place among the parts before those that it holds.
            var part = Object(type, type.GetConstructor([]) is null ? null : Activator.CreateInstance(type));
            SchemaRules.Add(type.Name, part);
            _parts[type.Name] = part;
        }

        return new() { ["$ref"] = $"#/$defs/{type.Name}" };
    }

    private JsonObject Many(Type item, bool list, ICustomAttributeProvider limits)
    {
        var each = item == typeof(NotifyChannel) ? Channel() : Value(item, limits is MemberInfo ? typeof(object) : limits);
        if (Limit<ItemLengthAttribute>(limits) is { } length)
        {
            (each["minLength"], each["maxLength"]) = (1, length.Maximum);
        }

        if (Limit<ItemRangeAttribute>(limits) is { } range)
        {
            (each[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"], each["maximum"]) = (
                Convert.ToDouble(range.Item.Minimum),
                Convert.ToDouble(range.Item.Maximum)
            );
        }

        var many = list
            ? new JsonObject { ["type"] = "array", ["items"] = each }
            : new JsonObject
            {
                ["type"] = "object",
                ["propertyNames"] = new JsonObject { ["minLength"] = 1, ["maxLength"] = DefinitionLimits.ColumnName },
                ["additionalProperties"] = each,
            };
        if (Limit<MinLengthAttribute>(limits) is { } least)
        {
            many[list ? "minItems" : "minProperties"] = least.Length;
        }

        if (Limit<MaxLengthAttribute>(limits) is { } most)
        {
            many[list ? "maxItems" : "maxProperties"] = most.Length;
        }

        return many;
    }

    /// <summary>A channel, or the address of a webhook alone.</summary>
    private JsonObject Channel()
    {
        var url = Text(typeof(NotifyChannel).GetProperty(nameof(NotifyChannel.Url))!);
        return new() { ["anyOf"] = new JsonArray(Part(typeof(NotifyChannel)), url) };
    }

    private static JsonObject Text(ICustomAttributeProvider limits)
    {
        if (Limit<AllowedValuesAttribute>(limits) is { } allowed)
        {
            return new() { ["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode)(string)value!)]) };
        }

        var text = new JsonObject { ["type"] = "string" };
        if (Limit<StringLengthAttribute>(limits) is { } length)
        {
            text["maxLength"] = length.MaximumLength;
            if (length.MinimumLength > 0)
            {
                text["minLength"] = length.MinimumLength;
            }
        }

        if (Limit<CronScheduleAttribute>(limits) is not null)
        {
            text["pattern"] = CronScheduleAttribute.Pattern;
            text["not"] = new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = $"{CronScheduleAttribute.Never}|{CronScheduleAttribute.Descending}",
            };
        }

        return text;
    }

    private static JsonObject Number(string type, ICustomAttributeProvider limits, double? least, double? most)
    {
        var range = Limit<RangeAttribute>(limits);
        var number = new JsonObject { ["type"] = type };
        if ((range is null ? least : Convert.ToDouble(range.Minimum)) is { } minimum)
        {
            number[range is { MinimumIsExclusive: true } ? "exclusiveMinimum" : "minimum"] = minimum;
        }

        if ((range is null ? most : Convert.ToDouble(range.Maximum)) is { } maximum)
        {
            number[range is { MaximumIsExclusive: true } ? "exclusiveMaximum" : "maximum"] = maximum;
        }

        return number;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["enum"] is JsonArray values)
        {
            values.Add(null);
            return schema;
        }

        if (schema["type"] is { } type)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
            return schema;
        }

        return new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    /// <summary>A property's summary; of a record's parameter, what the record says of it.</summary>
    private string Describe(Type type, MemberInfo member) =>
        _docs.TryGetValue($"T:{type.FullName}", out var record)
        && record.Elements("param").FirstOrDefault(param => param.Attribute("name")!.Value == member.Name) is { } param
            ? Plain(param)
            : Words($"P:{type.FullName}.{member.Name}");

    private string Words(string id) => Plain(_docs[id].Element("summary")!);

    private static string Plain(XElement words) =>
        string.Join(
            ' ',
            string.Concat(
                    words
                        .Nodes()
                        .Select(node =>
                            node switch
                            {
                                XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
                                XElement { Name.LocalName: "paramref" } parameter => JsonNamingPolicy.CamelCase.ConvertName(
                                    parameter.Attribute("name")!.Value
                                ),
                                XElement element => element.Value,
                                _ => node.ToString(),
                            }
                        )
                )
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    private static bool AllowsNull(JsonPropertyInfo property) => property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static T? Limit<T>(ICustomAttributeProvider limits)
        where T : Attribute => limits.GetCustomAttributes(typeof(T), true).Cast<T>().FirstOrDefault();
}
