using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Dashboard.Pages.Settings;

/// <summary>A part of a definition, as keys with values.</summary>
/// <param name="Name">The part's key in the definition.</param>
/// <param name="Values">Each value with the path to it within the part.</param>
/// <param name="LeftOut">Values that are not shown, because a page has no room for them.</param>
public sealed record SettingsPart(string Name, IReadOnlyList<(string Key, string Value)> Values, int LeftOut)
{
    private const int Most = 60;

    /// <summary>Keys that are no part of the definition's meaning.</summary>
    private static readonly string[] Formal = ["$schema", "inferred"];

    /// <summary>The parts that say something, first that of the single values.</summary>
    public static IReadOnlyList<SettingsPart> Of(ModelDefinition definition)
    {
        var all = JsonSerializer.SerializeToNode(WithoutAddresses(definition), Json.Compact)!.AsObject();
        var single = all.Where(part => part.Value is JsonValue && !Formal.Contains(part.Key))
            .Select(part => (part.Key, Text(part.Value!.AsValue())));
        var parts = all.Where(part => part.Value is JsonObject or JsonArray).Select(part => Part(part.Key, Flatten("", part.Value!)));
        return [.. parts.Prepend(Part("model", single)).Where(part => part.Values.Count > 0)];
    }

    private static SettingsPart Part(string name, IEnumerable<(string Key, string Value)> values)
    {
        var all = values.ToList();
        return new(name, [.. all.Take(Most)], Math.Max(all.Count - Most, 0));
    }

    /// <summary>The address of a webhook may be a secret itself: its host is enough to know it by.</summary>
    private static ModelDefinition WithoutAddresses(ModelDefinition definition) =>
        definition with
        {
            Notify = definition.Notify.ToDictionary(
                channel => channel.Key,
                channel =>
                    channel.Value with
                    {
                        Url =
                            channel.Value.Url is null ? null
                            : Uri.TryCreate(channel.Value.Url, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Host}/…"
                            : "…",
                    }
            ),
        };

    private static IEnumerable<(string Key, string Value)> Flatten(string path, JsonNode node) =>
        node switch
        {
            JsonObject inner => inner.Where(one => one.Value is not null).SelectMany(one => Flatten(Join(path, one.Key), one.Value!)),
            JsonArray list when list.All(one => one is JsonValue) => list.Count == 0
                ? []
                : [(path, string.Join(", ", list.Select(one => Text(one!.AsValue()))))],
            JsonArray list => list.SelectMany((one, i) => Flatten(Join(path, (i + 1).ToString(CultureInfo.InvariantCulture)), one!)),
            _ => [(path, Text(node.AsValue()))],
        };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Text(JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            _ => value.ToString(),
        };
}
