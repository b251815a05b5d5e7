using System.Text.Json;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Finds an object that has a member twice. It is ambiguous which of the two is meant.</summary>
internal static class DuplicateParts
{
    /// <summary>The refusal of the first one, in the document's order; null where there is none.</summary>
    public static Problem? Find(JsonElement value, string path = "$") =>
        value.ValueKind switch
        {
            JsonValueKind.Object => InObject(value, path),
            JsonValueKind.Array => value
                .EnumerateArray()
                .Select((item, i) => Find(item, FormattableString.Invariant($"{path}[{i}]")))
                .FirstOrDefault(problem => problem is not null),
            _ => null,
        };

    private static Problem? InObject(JsonElement value, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in value.EnumerateObject())
        {
            var name = Name(part);
            if (name is not null && !seen.Add(name))
            {
                return new(
                    "The body has a part twice",
                    $"'{BlobNames.Printable(name)}' twice",
                    "each part once",
                    $"body, {path}",
                    "leave one of them out"
                );
            }

            if (Find(part.Value, $"{path}.{BlobNames.Printable(name ?? "")}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>A part's name; null where it is no Unicode.</summary>
    public static string? Name(JsonProperty part)
    {
        try
        {
            return part.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
