using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Notes;

/// <summary>
/// Stores a note as <c>{"code": ..., "args": {...}}</c>, and a sentence that is kept as it is as a plain text. Earlier
/// versions stored plain texts only.
/// </summary>
internal sealed class NoteConverter : JsonConverter<Note>
{
    /// <inheritdoc/>
    public override Note Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>Reads either form.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    internal static Note Read(ref Utf8JsonReader reader)
    {
        var stored = JsonElement.ParseValue(ref reader);
        if (stored.ValueKind == JsonValueKind.String)
        {
            return Note.OfText(stored.GetString()!);
        }

        if (
            stored.ValueKind != JsonValueKind.Object
            || !stored.TryGetProperty("code", out var code)
            || code.ValueKind != JsonValueKind.String
            || !stored.TryGetProperty("args", out var arguments)
            || arguments.ValueKind != JsonValueKind.Object
        )
        {
            throw new JsonException("A note is a text, or a code with args.");
        }

        return new(
            code.GetString()!,
            [.. arguments.EnumerateObject().Select(argument => (argument.Name, (object?)ValueOf(argument.Value)))]
        );
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Note value, JsonSerializerOptions options)
    {
        if (value.Code == Note.TextCode)
        {
            writer.WriteStringValue(value.Text(Note.TextCode));
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("code", value.Code);
        writer.WriteStartObject("args");
        foreach (var (name, argument) in value.Arguments)
        {
            writer.WritePropertyName(name);
            Write(writer, argument);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, object argument)
    {
        switch (argument)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteStartArray();
                Array.ForEach((object[])argument, item => Write(writer, item));
                writer.WriteEndArray();
                break;
        }
    }

    private static object ValueOf(JsonElement value, bool isItem = false) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Array when !isItem => (object[])[.. value.EnumerateArray().Select(item => ValueOf(item, isItem: true))],
            _ => throw new JsonException("An argument of a note is a text, a number, true or false, or a list of these."),
        };
}
