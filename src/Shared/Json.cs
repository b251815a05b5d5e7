using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLOpsFunctions;

/// <summary>
/// The settings for every JSON document of the product: camel case, enumerations by name; keys that are unknown or
/// there twice are refused.
/// </summary>
public static class Json
{
    /// <summary>Compact; for stored documents and wire payloads. Equal values give equal bytes.</summary>
    public static readonly JsonSerializerOptions Compact = Create(indented: false);

    /// <summary>Indented; for files that people read.</summary>
    public static readonly JsonSerializerOptions Indented = Create(indented: true);

    /// <summary>Settings for answers that are written in parts; they escape as <see cref="Compact"/> does.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = Compact.Encoder };

    /// <summary>Serialises compactly.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Compact);

    /// <summary>Reads a document written by <see cref="Write{T}"/>.</summary>
    /// <exception cref="JsonException">The text is not such a document.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Compact) ?? throw new JsonException($"The document is null; expected {typeof(T).Name}.");

    private static JsonSerializerOptions Create(bool indented) =>
        new()
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            // Metrics of a degenerate set are not finite; they are stored as "NaN" or "Infinity" and read back exactly.
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            MaxDepth = 64,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
}
