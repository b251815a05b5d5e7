using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Notes;

/// <summary>Writes a note as its sentence, for readers outside the product.</summary>
internal sealed class SentenceConverter : JsonConverter<Note>
{
    /// <inheritdoc/>
    public override Note Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        NoteConverter.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Note value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Sentence());
}
