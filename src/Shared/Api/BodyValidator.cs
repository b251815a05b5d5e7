using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>
/// Finds where a JSON body differs from the document that a handler reads, and says so in the contract's words: the
/// serialiser would name the types that the code reads it into.
/// </summary>
internal static class BodyValidator
{
    /// <summary>The first difference in the body's order; null where none is found.</summary>
    /// <param name="body">The body, well-formed.</param>
    /// <param name="expected">What it is read into.</param>
    /// <param name="options">How: whether parts that are unknown are passed over.</param>
    public static Problem? Difference(JsonElement body, Type expected, JsonSerializerOptions options) =>
        Difference(body, options.GetTypeInfo(expected), "$");

    private static Problem? Difference(JsonElement value, JsonTypeInfo expected, string path) =>
        (expected.Kind, value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => null,
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => OfMembers(value, expected, path),
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) => OfItems(value, expected.Options.GetTypeInfo(expected.ElementType!), path),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => null,
            (JsonTypeInfoKind.None, JsonValueKind.String) when expected.Type == typeof(string) && !IsUnicode(value) =>
                RequestBody.HalfCharacter($"body, {path}"),
            (JsonTypeInfoKind.None, JsonValueKind.Number)
                when IsWhole(expected.Type) && !(expected.Type == typeof(long) ? value.TryGetInt64(out _) : value.TryGetInt32(out _)) =>
                new("A part of the body is not a whole number", BlobNames.Printable(value.GetRawText()), "a whole number", $"body, {path}"),
            (JsonTypeInfoKind.None, var found) when Takes(expected.Type, found) => null,
            _ => new("A part of the body is of the wrong type", Name(value.ValueKind), Name(expected), $"body, {path}"),
        };

    private static Problem? OfMembers(JsonElement value, JsonTypeInfo expected, string path)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (DuplicateParts.Name(member) is not { } name)
            {
                return RequestBody.HalfCharacter($"body, {path}, the name of a part");
            }

            if (expected.Properties.FirstOrDefault(property => property.Name == name) is not { } known)
            {
                if (expected.Options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip)
                {
                    continue;
                }

                var names = expected.Properties.Select(property => property.Name).ToList();
                return new(
                    "The body has a part that means nothing",
                    $"'{BlobNames.Printable(name)}'",
                    string.Join(", ", names),
                    $"body, {path}",
                    DidYouMean.Sentence(name, names)
                );
            }

            if (Difference(member.Value, expected.Options.GetTypeInfo(known.PropertyType), $"{path}.{known.Name}") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static Problem? OfItems(JsonElement value, JsonTypeInfo expected, string path) =>
        value
            .EnumerateArray()
            .Select((item, i) => Difference(item, expected, FormattableString.Invariant($"{path}[{i}]")))
            .FirstOrDefault(difference => difference is not null);

    private static bool IsUnicode(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Takes(Type type, JsonValueKind found) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var text when text == typeof(string) => found == JsonValueKind.String,
            var flag when flag == typeof(bool) => found is JsonValueKind.True or JsonValueKind.False,
            var any when any == typeof(JsonElement) => true,
            _ => found == JsonValueKind.Number,
        };

    private static string Name(JsonTypeInfo expected) =>
        expected.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => Name(JsonValueKind.Object),
            JsonTypeInfoKind.Enumerable => Name(JsonValueKind.Array),
            _ when Takes(expected.Type, JsonValueKind.String) => Name(JsonValueKind.String),
            _ when Takes(expected.Type, JsonValueKind.True) => "true or false",
            _ => IsWhole(expected.Type) ? "a whole number" : Name(JsonValueKind.Number),
        };

    private static bool IsWhole(Type type) => type == typeof(long) || type == typeof(int) || type == typeof(int?);

    /// <summary>A kind of value as people call it.</summary>
    public static string Name(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
}
