using System.Globalization;
using System.Text.Json.Nodes;

namespace MLOpsFunctions.Shared.Tests.Definitions;

/// <summary>
/// Writes random definitions from the published schema: mostly right values, some at and beyond their bounds, some of
/// another kind. Only what a schema cannot say is kept out, so that schema and product have to agree.
/// </summary>
internal sealed class DefinitionGenerator(JsonObject schema, Random random)
{
    private static readonly string[] Formats = ["dd.MM.yyyy HH:mm", "yyyyMMdd"];

    /// <summary>A definition, right or wrong.</summary>
    public JsonObject Make()
    {
        var made = (JsonObject)Object(schema, share: 0.25);
        foreach (var (name, value) in made.ToList())
        {
            if (value is JsonObject columns && name == "columns")
            {
                Settle(columns, made);
            }
        }

        Order(made);
        Roll(made["rollout"] as JsonObject);
        return made;
    }

    /// <summary>Stages that end before they may, and steps that do not grow: a schema cannot compare values.</summary>
    private static void Roll(JsonObject? rollout)
    {
        foreach (
            var (stage, keys) in new (string, string[])[]
            {
                ("shadow", ["minHours", "maxHours"]),
                ("canary", ["hold", "maxHours", "steps"]),
            }
        )
        {
            foreach (var key in keys)
            {
                (rollout?[stage] as JsonObject)?.Remove(key);
            }
        }
    }

    /// <summary>Two columns with one role, and a label that is named twice: a schema cannot compare names.</summary>
    private void Settle(JsonObject columns, JsonObject definition)
    {
        foreach (var (name, value) in columns)
        {
            if (value is JsonObject column)
            {
                if (IsText(column["role"], "label"))
                {
                    definition.Remove("label");
                }

                if (column["role"] is not null && !IsText(column["role"], "feature"))
                {
                    ((definition["training"] as JsonObject)?["monotone"] as JsonObject)?.Remove(name);
                }

                // Whether a format can be read depends on its letters: a schema cannot tell.
                if (column["format"] is JsonValue format && format.GetValueKind() == System.Text.Json.JsonValueKind.String)
                {
                    column["format"] = IsText(column["type"], "number") ? "1.234,5" : Formats[random.Next(Formats.Length)];
                }
            }
        }
    }

    /// <summary>A least value above the greatest one: a schema cannot compare values.</summary>
    private static void Order(JsonNode? node)
    {
        if (node is JsonObject part)
        {
            if (
                part["min"] is JsonValue low
                && part["max"] is JsonValue high
                && low.TryGetValue(out double least)
                && high.TryGetValue(out double most)
                && least > most
            )
            {
                (part["min"], part["max"]) = (most, least);
            }

            part.ToList().ForEach(member => Order(member.Value));
        }
        else if (node is JsonArray items)
        {
            items.ToList().ForEach(Order);
        }
    }

    private static bool IsText(JsonNode? node, string text) =>
        node is JsonValue value && value.TryGetValue(out string? said) && said == text;

    private JsonNode? Value(JsonObject part, string name)
    {
        if (Happens(0.03))
        {
            return AnotherKind();
        }

        if (part["$ref"] is { } link)
        {
            return Value((JsonObject)schema["$defs"]![link.GetValue<string>().Split('/')[^1]]!, name);
        }

        if (part["anyOf"] is JsonArray either && part["properties"] is null)
        {
            return Value((JsonObject)either[random.Next(either.Count)]!, name);
        }

        if (part["enum"] is JsonArray names)
        {
            return Happens(0.05) ? "nothing of the sort" : names[random.Next(names.Count)]?.DeepClone();
        }

        var kinds = part["type"] is JsonArray several ? several.Select(kind => kind!.GetValue<string>()).ToArray() : [$"{part["type"]}"];
        return kinds[random.Next(kinds.Length)] switch
        {
            "object" => Object(part, share: 0.5),
            "array" => Array(part, name),
            "boolean" => Happens(0.5),
            "integer" => Number(part, isWhole: true),
            "number" => Number(part, isWhole: false),
            "string" => Text(part, name),
            _ => null,
        };
    }

    private JsonNode Object(JsonObject part, double share)
    {
        var made = new JsonObject();
        foreach (var (name, value) in part["properties"] as JsonObject ?? [])
        {
            var isRequired = part["required"] is JsonArray required && required.Any(key => key!.GetValue<string>() == name);
            if (isRequired ? !Happens(0.03) : Happens(share))
            {
                made[name] = Value((JsonObject)value!, name);
            }
        }

        if (part["additionalProperties"] is JsonObject each)
        {
            var least = part["minProperties"]?.GetValue<int>() ?? 0;
            for (var i = 0; i < (least == 0 ? random.Next(2) : random.Next(1, least + 2)); i++)
            {
                made[$"c{i.ToString(CultureInfo.InvariantCulture)}"] = Value(each, "");
            }
        }
        else if (Happens(0.02))
        {
            made["unheardOf"] = 1;
        }

        return made;
    }

    private JsonArray Array(JsonObject part, string name)
    {
        var count = random.Next(3);
        return new([.. Enumerable.Range(0, count).Select(_ => Value((JsonObject)part["items"]!, name))]);
    }

    private JsonValue Number(JsonObject part, bool isWhole)
    {
        double? Bound(params string[] names) =>
            names.Select(name => part[name]).OfType<JsonValue>().Select(bound => (double?)bound.GetValue<double>()).FirstOrDefault();
        var (least, most) = (Bound("minimum", "exclusiveMinimum") ?? -100, Bound("maximum", "exclusiveMaximum") ?? 100);
        var number = random.Next(8) switch
        {
            0 => least,
            1 => most,
            2 => least - 1,
            3 => most + 1,
            _ => least + (random.NextDouble() * (Math.Min(most, least + 1000) - least)),
        };
        return JsonValue.Create(isWhole && !Happens(0.05) ? Math.Floor(number) : number);
    }

    private JsonValue Text(JsonObject part, string name)
    {
        var most = part["maxLength"]?.GetValue<int>() ?? 20;
        return JsonValue.Create(
            name switch
            {
                "schedule" => Schedule(),
                "cooldown" or "approvalTimeout" or "review" or "maxAge" =>
                    $"{random.Next(0, 5000)}{(Happens(0.2) ? ".5" : "")}{"smhdx"[random.Next(5)]}",
                "url" => Happens(0.8) ? "https://a.example/hook" : "ftp://a.example",
                "urlFrom" or "secret" => Happens(0.8) ? "MLOPS_A" : "PATH",
                _ => random.Next(10) switch
                {
                    0 => "",
                    1 => string.Concat(Enumerable.Repeat("\U0001F6B2", most)),
                    2 => string.Concat(Enumerable.Repeat("\U0001F6B2", most + 1)),
                    _ => $"{(name.Length == 0 ? "text" : name)}-{random.Next(3)}",
                },
            }
        );
    }

    private string Schedule()
    {
        string[] days = ["*", "1", "30", "31", "29", "30,31", "30-31", "31,1", "*/2", "32"];
        string[] months = ["*", "2", "02", "Feb", "4", "4,6", "apr,Jun", "2,3", "1-3", "13"];
        string[] weekdays = ["*", "0", "mon-fri", "7"];
        return $"0 {random.Next(62)} {random.Next(25)} {days[random.Next(days.Length)]} {months[random.Next(months.Length)]} "
            + weekdays[random.Next(weekdays.Length)];
    }

    private JsonNode? AnotherKind() =>
        random.Next(6) switch
        {
            0 => null,
            1 => JsonValue.Create(true),
            2 => JsonValue.Create(3d),
            3 => JsonValue.Create("text"),
            4 => new JsonArray(),
            _ => new JsonObject(),
        };

    private bool Happens(double share) => random.NextDouble() < share;
}
