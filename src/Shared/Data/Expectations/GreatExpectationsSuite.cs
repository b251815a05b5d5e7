using System.Text.Json;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Data.Expectations;

/// <summary>
/// A suite as Great Expectations stores it, of version 1 (<c>type</c>) or of earlier ones (<c>expectation_type</c>), as expectations of
/// a definition.
/// </summary>
/// <param name="Expectations">Those that are checked here.</param>
/// <param name="NotChecked">Those that are not, in the order of the suite, each with the reason.</param>
public sealed record GreatExpectationsSuite(IReadOnlyList<Expectation> Expectations, IReadOnlyList<UncheckedExpectation> NotChecked)
{
    private const int MaxDepth = 32;
    private const int MaxExpectations = 10_000;

    /// <summary>Arguments that say how results are shown, and nothing of the data.</summary>
    private static readonly string[] Idle = ["result_format", "include_config", "catch_exceptions", "batch_id", "meta", "notes"];

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["column"] = "column",
        ["column_A"] = "column",
        ["column_B"] = "other",
        ["column_list"] = "columns",
        ["min_value"] = "min",
        ["max_value"] = "max",
        ["value_set"] = "in",
        ["regex"] = "regex",
        ["mostly"] = "mostly",
        ["or_equal"] = "orEqual",
        ["threshold"] = "max",
    };

    /// <summary>Reads a suite, UTF-8, at most 1 MiB.</summary>
    /// <exception cref="ProblemException">It is no suite.</exception>
    public static GreatExpectationsSuite Read(ReadOnlyMemory<byte> json, string where)
    {
        using var document = Parse(json, where);
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("expectations", out var listed)
            || listed.ValueKind != JsonValueKind.Array
            || listed.GetArrayLength() > MaxExpectations
        )
        {
            throw new ProblemException(
                new(
                    "That is no suite of Great Expectations",
                    Expected: $"an object with a list \"expectations\" of at most {MaxExpectations:N0}",
                    Where: where,
                    Try: "name a file of its folder expectations/"
                )
            );
        }

        var (kept, left) = (new List<Expectation>(), new List<UncheckedExpectation>());
        foreach (var entry in listed.EnumerateArray())
        {
            var (rule, reason) = Translate(entry);
            if (rule is not null)
            {
                kept.Add(rule);
            }
            else
            {
                left.Add(new(NameOf(entry) is { } name ? PlainText.Name(name) : "(without a type)", reason!));
            }
        }

        return new(kept, left);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json, string where)
    {
        try
        {
            return json.Length <= DefinitionLimits.Bytes
                ? JsonDocument.Parse(json, new() { MaxDepth = MaxDepth })
                : throw new ProblemException(
                    new("The suite is too large", Expected: $"at most {DefinitionLimits.Bytes} bytes", Where: where, Status: 413)
                );
        }
        catch (JsonException e)
        {
            throw new ProblemException(
                new(
                    "The suite is not JSON",
                    $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                    $"JSON of at most {MaxDepth} levels",
                    where
                ),
                e
            );
        }
    }

    private static string? NameOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && (entry.TryGetProperty("type", out var type) || entry.TryGetProperty("expectation_type", out type))
        && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    private static (Expectation? Rule, string? Reason) Translate(JsonElement entry)
    {
        if (NameOf(entry) is not { } name)
        {
            return (null, "it has no type");
        }

        var arguments = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (entry.TryGetProperty("kwargs", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in given.EnumerateObject().Where(argument => argument.Value.ValueKind != JsonValueKind.Null))
            {
                arguments[argument.Name] = argument.Value;
            }
        }

        var type = Renamed(name, arguments);
        if (!ExpectationTypes.All.Contains(type))
        {
            return (null, "an expectation of this type is not known");
        }

        var rule = new Dictionary<string, object> { ["type"] = type, ["policy"] = Policy(entry).JsonName() };
        foreach (var (argument, value) in arguments.Where(argument => !Idle.Contains(argument.Key)))
        {
            if (Value(argument, value) is not { } read)
            {
                return (null, $"its argument '{PlainText.Name(argument)}' is not supported");
            }

            if (Names.TryGetValue(argument, out var key))
            {
                rule[key] = read;
            }
        }

        Exclude(rule, arguments);
        return Checked(rule);
    }

    /// <summary>The name of an expectation that says the same, where its own is not among those that are checked.</summary>
    private static string Renamed(string name, SortedDictionary<string, JsonElement> arguments)
    {
        var (renamed, isOne) = name switch
        {
            "expect_table_row_count_to_equal" => (ExpectationTypes.RowCount, true),
            "expect_column_value_lengths_to_equal" => (ExpectationTypes.LengthsBetween, true),
            "expect_column_distinct_values_to_be_in_set" => (ExpectationTypes.InSet, false),
            _ => (name, false),
        };
        if (isOne && arguments.Remove("value", out var value))
        {
            (arguments["min_value"], arguments["max_value"]) = (value, value);
        }

        return renamed;
    }

    private static object? Value(string argument, JsonElement value) =>
        argument switch
        {
            "strict_min" or "strict_max" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null,
            "min_value" or "max_value" or "mostly" or "threshold" => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null,
            "or_equal" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null,
            "value_set" => Texts(value),
            "column_list" => Texts(value),
            _ when Names.ContainsKey(argument) => value.ValueKind == JsonValueKind.String ? value.GetString() : null,
            _ => null,
        };

    private static List<string>? Texts(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                return null;
            }

            texts.Add(item.ToString());
        }

        return texts;
    }

    /// <summary>A bound that is itself not allowed is the next number beyond it.</summary>
    private static void Exclude(Dictionary<string, object> rule, SortedDictionary<string, JsonElement> arguments)
    {
        if (Is("strict_min") && rule.TryGetValue("min", out var least))
        {
            rule["min"] = Math.BitIncrement((double)least);
        }

        if (Is("strict_max") && rule.TryGetValue("max", out var most))
        {
            rule["max"] = Math.BitDecrement((double)most);
        }

        bool Is(string name) => arguments.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Critical, which is the default there, refuses the file.</summary>
    private static FindingPolicy Policy(JsonElement entry) =>
        entry.TryGetProperty("severity", out var severity) && severity.ValueKind == JsonValueKind.String
            ? severity.GetString() switch
            {
                "warning" => FindingPolicy.Warn,
                "info" => FindingPolicy.Accept,
                _ => FindingPolicy.Refuse,
            }
            : FindingPolicy.Refuse;

    /// <summary>What a definition refuses is refused here too.</summary>
    private static (Expectation? Rule, string? Reason) Checked(Dictionary<string, object> rule)
    {
        try
        {
            var definition = DefinitionReader.Parse(Json.Write(new { expectations = new[] { rule } }), "suite");
            return (definition.Expectations[0], null);
        }
        catch (ProblemException refusal)
        {
            var problem = refusal.Problem;
            return (null, $"{problem.Title}: {problem.Found ?? "nothing"}, expected {problem.Expected ?? "nothing"}");
        }
    }
}

/// <summary>An expectation that is not checked.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Reason">Why not.</param>
public sealed record UncheckedExpectation(string Type, string Reason);
