using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Checks a definition's JSON against the contract's types and the limits declared on their properties: unknown,
/// repeated and missing keys, wrong types, values out of range. The published schema
/// (<c>docs/definition.schema.json</c>) is made from the same declarations, so the two agree.
/// </summary>
internal static class DefinitionTypeChecker
{
    /// <summary>Notes every deviation of the document from <see cref="ModelDefinition"/>.</summary>
    public static void Check(DefinitionNode root, DefinitionErrors mistakes) => CheckValue(typeof(ModelDefinition), null, root, mistakes);

    private static void CheckValue(Type type, ICustomAttributeProvider? limits, DefinitionNode node, DefinitionErrors mistakes)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ElementOf(type, typeof(IReadOnlyDictionary<,>)) is { } value)
        {
            CheckDictionary(value, limits, node, mistakes);
        }
        else if (ElementOf(type, typeof(IReadOnlyList<>)) is { } item)
        {
            CheckList(item, limits, node, mistakes);
        }
        else if (Scalar(type, node) is { } expected)
        {
            CheckScalar(expected, limits, node, mistakes);
        }
        else if (type == typeof(NotifyChannel) && node.Kind == JsonValueKind.String)
        {
            CheckScalar(new(node.Text, "an address"), typeof(NotifyChannel).GetProperty(nameof(NotifyChannel.Url)), node, mistakes);
        }
        else if (Expect(JsonValueKind.Object, "an object { }", node, mistakes))
        {
            CheckObject(type, node, mistakes);
        }
    }

    private static void CheckObject(Type type, DefinitionNode node, DefinitionErrors mistakes)
    {
        var properties = Json.Compact.GetTypeInfo(type).Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Members)
        {
            if (!properties.TryGetValue(name, out var property))
            {
                mistakes.Add(
                    "Unknown key",
                    value,
                    DefinitionErrors.Quote(name),
                    $"one of {string.Join(", ", properties.Keys)}",
                    DidYouMean.Sentence(name, properties.Keys)
                );
            }
            else if (!seen.Add(name))
            {
                mistakes.Add("The key occurs twice", value, DefinitionErrors.Quote(name), "each key once", "Keep one of them");
            }
            else if (value.Kind != JsonValueKind.Null)
            {
                CheckValue(property.PropertyType, property.AttributeProvider, value, mistakes);
            }
            else if (!AllowsNull(property))
            {
                mistakes.Add(
                    "The value is missing",
                    value,
                    "null",
                    $"a value for '{name}'",
                    "Give a value, or leave the key out for the default"
                );
            }
        }

        foreach (var absent in properties.Values.Where(property => IsRequired(property) && !seen.Contains(property.Name)))
        {
            mistakes.Add("A key is missing", node, "no such key", $"the key '{absent.Name}'");
        }
    }

    private static void CheckDictionary(Type type, ICustomAttributeProvider? limits, DefinitionNode node, DefinitionErrors mistakes)
    {
        if (!Expect(JsonValueKind.Object, "an object { } of named values", node, mistakes))
        {
            return;
        }

        CheckCount(node.Members.Count, limits, node, mistakes);
        foreach (var (name, value) in node.Members)
        {
            if (Characters(name) is 0 or > DefinitionLimits.ColumnName)
            {
                mistakes.Add(
                    "The name has a wrong length",
                    value,
                    $"{Characters(name)} characters",
                    $"1 to {DefinitionLimits.ColumnName} characters"
                );
            }

            CheckItem(type, limits, value, mistakes);
        }

        foreach (var twice in node.Members.GroupBy(member => member.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            mistakes.Add(
                "The name occurs twice",
                twice.Last().Value,
                DefinitionErrors.Quote(twice.Key),
                "each name once",
                "Keep one of them"
            );
        }
    }

    private static void CheckList(Type type, ICustomAttributeProvider? limits, DefinitionNode node, DefinitionErrors mistakes)
    {
        if (!Expect(JsonValueKind.Array, "a list [ ]", node, mistakes))
        {
            return;
        }

        CheckCount(node.Items.Count, limits, node, mistakes);
        foreach (var item in node.Items)
        {
            CheckItem(type, limits, item, mistakes);
        }
    }

    private static void CheckItem(Type type, ICustomAttributeProvider? limits, DefinitionNode node, DefinitionErrors mistakes)
    {
        CheckValue(type, null, node, mistakes);
        if (node.Kind == JsonValueKind.String && Limit<ItemLengthAttribute>(limits) is { } length && !IsWithin(length.Item, node.Text))
        {
            mistakes.Add("The text has a wrong length", node, $"{Characters(node.Text)} characters", $"1 to {length.Maximum} characters");
        }

        if (
            Limit<ItemRangeAttribute>(limits) is { } range
            && Scalar(type, node)?.Value is { } number
            && !range.Item.IsValid(Convert.ToDouble(number, CultureInfo.InvariantCulture))
        )
        {
            mistakes.Add("The value is out of range", node, Describe(node), Expected(range.Item));
        }
    }

    private static void CheckCount(int count, ICustomAttributeProvider? limits, DefinitionNode node, DefinitionErrors mistakes)
    {
        var (least, most) = (Limit<MinLengthAttribute>(limits)?.Length ?? 0, Limit<MaxLengthAttribute>(limits)?.Length ?? int.MaxValue);
        if (count < least || count > most)
        {
            mistakes.Add("Wrong number of entries", node, Number(count), most == int.MaxValue ? $"{least} or more" : $"{least} to {most}");
        }
    }

    /// <summary>Checks a plain value: its type, then its range, length or list of values.</summary>
    private static void CheckScalar(ScalarForm form, ICustomAttributeProvider? limits, DefinitionNode node, DefinitionErrors mistakes)
    {
        if (form.Value is null)
        {
            mistakes.Add(
                "Wrong type or value",
                node,
                Describe(node),
                form.Expected,
                form.Names is null ? null : DidYouMean.Sentence(node.Text, form.Names)
            );
        }
        else if (
            limits
                ?.GetCustomAttributes(typeof(ValidationAttribute), false)
                .Cast<ValidationAttribute>()
                .FirstOrDefault(limit => !IsWithin(limit, form.Value)) is
            { } broken
        )
        {
            var names = (broken as AllowedValuesAttribute)?.Values.OfType<string>().ToArray();
            mistakes.Add(
                "The value is out of range",
                node,
                Describe(node),
                Expected(broken),
                names is null ? null : DidYouMean.Sentence(node.Text, names)
            );
        }
    }

    /// <summary>
    /// How a plain type is written; its value is null where the node is not so written. Null for types that are not
    /// plain.
    /// </summary>
    private static ScalarForm? Scalar(Type type, DefinitionNode node)
    {
        var text = node.Kind == JsonValueKind.String ? node.Text : null;
        var number = node.Kind == JsonValueKind.Number ? node.Text : null;
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
            return new(
                text is not null && names.Contains(text, StringComparer.Ordinal) ? text : null,
                $"one of {string.Join(", ", names)}",
                names
            );
        }

        return type switch
        {
            _ when type == typeof(string) => new(text, "a text in double quotes"),
            _ when type == typeof(Duration) => new(
                Duration.TryParse(text, out var length) ? length : null,
                "a duration such as \"30s\", \"15m\", \"6h\" or \"4d\""
            ),
            _ when type == typeof(bool) => new(
                node.Kind switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => null,
                },
                "true or false"
            ),
            _ when type == typeof(int) => new(WholeNumberConverter.Parse(number), "a whole number"),
            _ when type == typeof(double) => new(
                double.TryParse(number, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null,
                "a finite number"
            ),
            _ => null,
        };
    }

    private static string Expected(ValidationAttribute limit) =>
        limit switch
        {
            RangeAttribute range => string.Create(
                CultureInfo.InvariantCulture,
                $"{(range.MinimumIsExclusive ? "above" : "at least")} {range.Minimum} and "
                    + $"{(range.MaximumIsExclusive ? "below" : "at most")} {range.Maximum}"
            ),
            StringLengthAttribute length => $"{length.MinimumLength} to {length.MaximumLength} characters",
            CronScheduleAttribute => "six fields, second to day of the week, such as \"0 0 3 * * *\" for three o'clock each night",
            AllowedValuesAttribute values => $"one of {string.Join(", ", values.Values)}",
            _ => throw new NotSupportedException($"No wording for {limit.GetType().Name}."),
        };

    /// <summary>Characters are counted as JSON Schema counts them: one that takes two UTF-16 units is one.</summary>
    private static bool IsWithin(ValidationAttribute limit, object value) =>
        limit is StringLengthAttribute length && value is string text
            ? Characters(text) >= length.MinimumLength && Characters(text) <= length.MaximumLength
            : limit.IsValid(value);

    private static int Characters(string text) => text.EnumerateRunes().Count();

    private static bool Expect(JsonValueKind kind, string expected, DefinitionNode node, DefinitionErrors mistakes)
    {
        if (node.Kind == kind)
        {
            return true;
        }

        mistakes.Add("Wrong type", node, Describe(node), expected);
        return false;
    }

    private static string Describe(DefinitionNode node) =>
        node.Kind switch
        {
            JsonValueKind.String => Characters(node.Text) > 60
                ? $"a text of {Number(Characters(node.Text))} characters"
                : $"the text {DefinitionErrors.Quote(node.Text)}",
            JsonValueKind.Number => $"the number {DefinitionErrors.Quote(node.Text).Trim('\'')}",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => "null",
        };

    private static Type? ElementOf(Type type, Type collection) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == collection ? type.GetGenericArguments()[^1] : null;

    private static bool AllowsNull(JsonPropertyInfo property) => property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static bool IsRequired(JsonPropertyInfo property) => property.AssociatedParameter is { HasDefaultValue: false };

    private static T? Limit<T>(ICustomAttributeProvider? limits)
        where T : Attribute => limits?.GetCustomAttributes(typeof(T), false).Cast<T>().SingleOrDefault();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record ScalarForm(object? Value, string Expected, IReadOnlyList<string>? Names = null);
}
