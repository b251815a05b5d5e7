using System.Text;
using System.Text.Json;

namespace MLOpsFunctions.Data.Reading.Formats;

/// <summary>The names and values of one JSON object. It is filled again and again.</summary>
internal sealed class JsonRow
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly List<Cell> _cells = [];
    private byte[] _bytes = new byte[1 << 12];
    private int _length;

    /// <summary>How many members the object has.</summary>
    public int Count => _cells.Count;

    /// <summary>The name of a member, as UTF-8.</summary>
    public ReadOnlySpan<byte> Name(int cell) => _bytes.AsSpan(_cells[cell].Name, _cells[cell].Value - _cells[cell].Name);

    /// <summary>The value of a member as text, as UTF-8; empty where it is null or nested.</summary>
    public ReadOnlySpan<byte> Value(int cell) => _bytes.AsSpan(_cells[cell].Value, _cells[cell].Length);

    /// <summary>What a member is.</summary>
    public JsonTokenType Kind(int cell) => _cells[cell].Kind;

    /// <summary>Whether a member is a list or an object.</summary>
    public bool IsNested(int cell) => Kind(cell) is JsonTokenType.StartArray or JsonTokenType.StartObject;

    /// <summary>
    /// Reads an object. Why it cannot be read, or null. NaN and Infinity without quotes, which some programs write, are
    /// read as these words.
    /// </summary>
    public string? Read(ReadOnlySpan<byte> record)
    {
        try
        {
            return TryRead(record) ? null
                : QuoteWords(record) is { } mended && TryRead(mended) ? null
                : RowFaults.NotJson;
        }
        catch (InvalidOperationException)
        {
            return RowFaults.NotUtf8; // A text holds bytes that are none, or half of a surrogate pair.
        }
    }

    private bool TryRead(ReadOnlySpan<byte> record)
    {
        _cells.Clear();
        _length = 0;
        var reader = new Utf8JsonReader(record, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                AddMember(ref reader);
            }

            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void AddMember(ref Utf8JsonReader reader)
    {
        var name = _length;
        AddText(ref reader);
        var value = _length;
        reader.Read();
        var kind = reader.TokenType;
        switch (kind)
        {
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                reader.Skip();
                break;
            case JsonTokenType.String:
                AddText(ref reader);
                break;
            case not JsonTokenType.Null:
                Add(reader.ValueSpan);
                break;
        }

        _cells.Add(new(name, value, _length - value, kind));
    }

    private void AddText(ref Utf8JsonReader reader)
    {
        Reserve(reader.ValueSpan.Length);
        _length += reader.CopyString(_bytes.AsSpan(_length));
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
        }
    }

    /// <summary>The object with NaN and Infinity in quotes; null where it has none.</summary>
    private static byte[]? QuoteWords(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("NaN"u8) < 0 && record.IndexOf("Infinity"u8) < 0)
        {
            return null;
        }

        var (mended, quoted) = (new StringBuilder(), false);
        var text = Encoding.Latin1.GetString(record); // A byte each: nothing but these words is looked at.
        for (var i = 0; i < text.Length; i++)
        {
            var word = quoted
                ? null
                : Array.Find(["-Infinity", "Infinity", "NaN"], word => string.CompareOrdinal(text, i, word, 0, word.Length) == 0);
            mended.Append(word is null ? text[i].ToString() : $"\"{word}\"");
            if (quoted && text[i] == '\\' && i + 1 < text.Length)
            {
                mended.Append(text[++i]);
                continue;
            }

            quoted ^= text[i] == '"';
            i += (word?.Length ?? 1) - 1;
        }

        return Encoding.Latin1.GetBytes(mended.ToString());
    }

    private readonly record struct Cell(int Name, int Value, int Length, JsonTokenType Kind);
}
