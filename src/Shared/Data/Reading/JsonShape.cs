using System.Text.Json;
using MLOpsFunctions.Data.Reading.Formats;

namespace MLOpsFunctions.Data.Reading;

/// <summary>Tells JSON from a table by the first bytes of a text.</summary>
internal static class JsonShape
{
    public const string Document = "json";

    /// <summary>A document on each line.</summary>
    public const string Lines = "jsonl";

    /// <summary>
    /// The shape, or null where the text is not JSON. A table may begin with <c>{</c> or <c>[</c> as well, but not go on as JSON does.
    /// </summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || text[0] is not ((byte)'{' or (byte)'['))
        {
            return null;
        }

        var isObject = text[0] == '{';
        // A first object that ends where its line ends, or runs beyond what is seen without a line break, is one of many.
        var isLines =
            isObject
            && (JsonRecords.ObjectEnd(text) is >= 0 and var end ? text[end..].Trim(" \t\r\n"u8).Length > 0 : !text.Contains((byte)'\n'));
        return !IsJson(text) ? null
            : isLines ? Lines
            : Document;
    }

    /// <summary>
    /// Whether the text begins with an object that has a named member or with a list of lists, or all that is seen of it is JSON.
    /// </summary>
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var tokens = 0;
        var options = new JsonReaderOptions { AllowMultipleValues = true, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(options));
        try
        {
            while (reader.Read())
            {
                tokens++;
                if (
                    (tokens <= 3 && reader.TokenType == JsonTokenType.PropertyName)
                    || (tokens == 2 && text[0] == '[' && reader.TokenType == JsonTokenType.StartArray)
                )
                {
                    return true;
                }
            }

            return tokens > 1;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
