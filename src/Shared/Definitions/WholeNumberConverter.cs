using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Definitions;

/// <summary>Reads whole numbers as JSON Schema has them: 20, 20.0 and 2e1 are the same one.</summary>
internal sealed class WholeNumberConverter : JsonConverter<int>
{
    /// <summary>The number; null where the text is not a whole number of 32 bits.</summary>
    public static int? Parse(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number == Math.Floor(number)
        && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : null;

    /// <inheritdoc/>
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && Parse(Encoding.UTF8.GetString(reader.ValueSpan)) is { } number
            ? number
            : throw new JsonException("Expected a whole number.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
