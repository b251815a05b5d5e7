using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Definitions;

/// <summary>A length of time, written as a number and a unit: <c>30s</c>, <c>15m</c>, <c>6h</c>, <c>4d</c>.</summary>
/// <param name="Value">The length, zero or more.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct Duration(TimeSpan Value)
{
    /// <summary>Most days: ten years.</summary>
    internal const int MaxDays = 3_660;

    /// <summary>Reads a duration; false where the text is none.</summary>
    public static bool TryParse(string? text, out Duration duration)
    {
        duration = default;
        if (
            text is not { Length: >= 2 and <= 16 }
            || !double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return false;
        }

        var seconds = text[^1] switch
        {
            's' => 1d,
            'm' => 60d,
            'h' => 3_600d,
            'd' => 86_400d,
            _ => double.NaN,
        };
        if (!(number * seconds <= 86_400d * MaxDays))
        {
            return false;
        }

        duration = new(TimeSpan.FromSeconds(number * seconds));
        return true;
    }

    /// <summary>The shortest exact writing.</summary>
    public override string ToString() =>
        Value.TotalSeconds switch
        {
            var s when s % 86_400 == 0 && s > 0 => Write(s / 86_400, 'd'),
            var s when s % 3_600 == 0 && s > 0 => Write(s / 3_600, 'h'),
            var s when s % 60 == 0 && s > 0 => Write(s / 60, 'm'),
            var s => Write(s, 's'),
        };

    private static string Write(double number, char unit) => number.ToString("0.#######", CultureInfo.InvariantCulture) + unit;

    private sealed class Converter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var duration)
                ? duration
                : throw new JsonException("Expected a duration such as \"30s\", \"15m\", \"6h\" or \"4d\".");

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
