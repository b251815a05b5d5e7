using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MLOpsFunctions.Api.Mlflow;

/// <summary>The parameters of a request: in the query of a GET, in the JSON body of a POST. Unknown ones are passed over.</summary>
internal sealed class MlflowRequest
{
    private readonly Dictionary<string, string[]> _parameters;

    private MlflowRequest(Dictionary<string, string[]> parameters) => _parameters = parameters;

    /// <summary>Reads them.</summary>
    /// <exception cref="MlflowException">The body is not a JSON object.</exception>
    public static async Task<MlflowRequest> ReadAsync(HttpContext context, int bound)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return new(context.Request.Query.ToDictionary(part => part.Key, part => part.Value.OfType<string>().ToArray()));
        }

        var bytes = await RequestBody.ReadBytesAsync(context, bound);
        if (bytes.Length == 0)
        {
            return new([]);
        }

        using var body = RequestBody.Parse(bytes);
        return body.RootElement.ValueKind == JsonValueKind.Object
            ? new(body.RootElement.EnumerateObject().ToDictionary(part => part.Name, part => Texts(part.Value)))
            : throw MlflowException.Invalid("The body is not a JSON object.");
    }

    /// <summary>A text; null where it is missing or empty, which protobuf does not tell apart.</summary>
    public string? Find(string name) => _parameters.GetValueOrDefault(name) is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>A text that has to be there.</summary>
    /// <exception cref="MlflowException">It is missing.</exception>
    public string Get(string name) => Find(name) ?? throw MlflowException.Invalid($"Missing value for required parameter '{name}'.");

    /// <summary>Every text of a list.</summary>
    public IReadOnlyList<string> List(string name) => _parameters.GetValueOrDefault(name) ?? [];

    /// <summary>How many entries of a page are asked for.</summary>
    /// <exception cref="MlflowException">It is no number within the bounds.</exception>
    public int MaxResults(int fallback, int most) =>
        Find("max_results") is not { } text ? fallback
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most ? count
        : throw MlflowException.Invalid(FormattableString.Invariant($"'max_results' is '{text}'; expected 1 to {most}."));

    private static string[] Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.String => [RequestBody.Text(value, "body")],
            JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Texts)],
            _ => [value.GetRawText()],
        };
}
