using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLOpsFunctions.Definitions;

/// <summary>Changes the text of a definition and leaves its comments where they are.</summary>
public static class DefinitionText
{
    /// <summary>
    /// The text with these expectations behind those that it has. One that is about the same columns as an earlier one of its type is
    /// left out.
    /// </summary>
    /// <param name="text">A definition.</param>
    /// <param name="more">What is added.</param>
    /// <exception cref="ProblemException">The text is no definition.</exception>
    public static string Add(string text, IReadOnlyList<Expectation> more)
    {
        var known = DefinitionReader.Parse(text, "definition").Expectations;
        var names = known.SelectMany(rule => rule.Typed()).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return Put(text, "expectations", Write([.. known, .. more.Where(rule => !names.Contains(NameOf(rule)))]));
    }

    /// <summary>Expectations as people write them: a line each, without what is left at its default.</summary>
    public static string Write(IReadOnlyList<Expectation> expectations)
    {
        var lines = expectations.Select(rule =>
        {
            var node = JsonSerializer.SerializeToNode(rule, Json.Compact)!.AsObject();
            string[] idle =
            [
                .. node.Where(key => key.Value is JsonValue value && value.TryGetValue(out bool said) && !said).Select(key => key.Key),
            ];
            Array.ForEach(idle, key => node.Remove(key));
            if (node.Remove("type", out var type))
            {
                node.Insert(0, "type", type);
            }

            return $"    {node.ToJsonString(Json.Compact)}";
        });
        return expectations.Count == 0 ? "[]" : $"[\n{string.Join(",\n", lines)}\n  ]";
    }

    private static string NameOf(Expectation rule) => $"{rule.Type}\n{string.Join('\n', rule.Named())}";

    /// <summary>Writes a value in place of that of a key of the root, or as its first one.</summary>
    private static string Put(string text, string key, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        var open = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(key);
            reader.Read();
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isIt)
            {
                return Between(bytes, from, (int)reader.BytesConsumed, value);
            }
        }

        return Between(bytes, open, open, $"\n  \"{key}\": {value},");
    }

    private static string Between(byte[] bytes, int from, int to, string value) =>
        Encoding.UTF8.GetString(bytes.AsSpan(0, from)) + value + Encoding.UTF8.GetString(bytes.AsSpan(to));
}
