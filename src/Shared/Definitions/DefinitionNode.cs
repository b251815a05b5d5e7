using System.Text.Json;

namespace MLOpsFunctions.Definitions;

/// <summary>One value of a definition's JSON, with the place it stands at: what errors point to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Its JSON path, e.g. <c>$.split.test</c>.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Text">A text's characters, or a number as written; otherwise empty.</param>
internal sealed record DefinitionNode(JsonValueKind Kind, string Path, int Line, string Text = "")
{
    /// <summary>An object's members, in the file's order.</summary>
    public List<(string Name, DefinitionNode Value)> Members { get; } = [];

    public List<DefinitionNode> Items { get; } = [];

    /// <summary>Every node below and including this one.</summary>
    public IEnumerable<DefinitionNode> All() =>
        Members.Select(member => member.Value).Concat(Items).SelectMany(child => child.All()).Prepend(this);

    /// <summary>Reads a document with comments and trailing commas.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested deeper than <see cref="DefinitionLimits.Depth"/>.</exception>
    /// <exception cref="InvalidOperationException">A text holds half a surrogate pair.</exception>
    public static DefinitionNode Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                MaxDepth = DefinitionLimits.Depth,
            }
        );
        var lines = new LineCounter(json);
        reader.Read();
        var root = ReadValue(ref reader, ref lines, "$");
        reader.Read();
        return root;
    }

    /// <summary>The path of a member, quoted where its name is not a plain word.</summary>
    public static string Member(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? $"{path}.{name}" : $"{path}['{name}']";

    private static DefinitionNode ReadValue(ref Utf8JsonReader reader, ref LineCounter lines, string path)
    {
        var line = lines.LineOf(reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, ref lines, new(JsonValueKind.Object, path, line)),
            JsonTokenType.StartArray => ReadList(ref reader, ref lines, new(JsonValueKind.Array, path, line)),
            JsonTokenType.String => new(JsonValueKind.String, path, line, reader.GetString()!),
            JsonTokenType.Number => new(JsonValueKind.Number, path, line, System.Text.Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True => new(JsonValueKind.True, path, line),
            JsonTokenType.False => new(JsonValueKind.False, path, line),
            _ => new(JsonValueKind.Null, path, line),
        };
    }

    private static DefinitionNode ReadObject(ref Utf8JsonReader reader, ref LineCounter lines, DefinitionNode node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            node.Members.Add((name, ReadValue(ref reader, ref lines, Member(node.Path, name))));
        }

        return node;
    }

    private static DefinitionNode ReadList(ref Utf8JsonReader reader, ref LineCounter lines, DefinitionNode node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            node.Items.Add(ReadValue(ref reader, ref lines, $"{node.Path}[{node.Items.Count}]"));
        }

        return node;
    }

    /// <summary>Turns ascending byte offsets into line numbers in one pass.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _line = 1;
        private int _offset;

        public int LineOf(long offset)
        {
            _line += _json[_offset..(int)offset].Count((byte)'\n');
            _offset = (int)offset;
            return _line;
        }
    }
}
