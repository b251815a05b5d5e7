using System.Text.Json;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Api;

/// <summary>Parameters of the Open Inference Protocol: texts, numbers and booleans by name, some of which have a meaning here.</summary>
internal static class InferParameters
{
    public const string BinaryDataSize = "binary_data_size";

    private const string BinaryData = "binary_data";
    private const string BinaryDataOutput = "binary_data_output";
    private const string ContentTypeName = "content_type";

    /// <summary>Whether an output comes in binary: as it says itself, else as the request says of all.</summary>
    public static bool IsBinary(InferOutput? output, InferRequest request) =>
        Flag(output?.Parameters, BinaryData, "outputs") ?? Flag(request.Parameters, BinaryDataOutput, "parameters") ?? false;

    /// <summary>How many bytes of a tensor follow the document; null: its data are in the document.</summary>
    public static long? BytesOf(InferTensor tensor, string where) =>
        Find(tensor.Parameters, BinaryDataSize) is not { } size ? null
        : size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var bytes) && bytes >= 0 ? bytes
        : throw Unusable(BinaryDataSize, size, "a number of bytes", where);

    /// <summary>How elements are encoded, by MLServer's name of it; null: nothing is said.</summary>
    public static string? ContentType(IReadOnlyDictionary<string, JsonElement>? parameters, string where) =>
        Find(parameters, ContentTypeName) is not { } type ? null
        : type.ValueKind == JsonValueKind.String ? RequestBody.Text(type, where)
        : throw Unusable(ContentTypeName, type, "a text", where);

    /// <summary>Refuses what would change an answer and is not spoken here.</summary>
    /// <exception cref="ProblemException">An output asks for such.</exception>
    public static void CheckOutput(InferOutput output)
    {
        if (output.Parameters?.Keys.FirstOrDefault(name => name is "classification" or "shared_memory_region") is { } name)
        {
            throw new ProblemException(
                new(
                    "The outputs ask for an extension that is not spoken",
                    $"parameter '{name}' of output '{BlobNames.Printable(output.Name ?? "")}'",
                    "binary_data, or no parameters",
                    "body, $.outputs",
                    name == "classification"
                        ? "ask for 'probabilities', whose parameter 'classes' names the classes in order"
                        : "take the output in the answer's body"
                )
            );
        }
    }

    /// <summary>Texts as a parameter, which cannot hold a list: JSON within a text.</summary>
    public static JsonElement Texts(IEnumerable<string> texts) =>
        JsonSerializer.SerializeToElement(JsonSerializer.Serialize(texts, Json.Compact), Json.Compact);

    private static bool? Flag(IReadOnlyDictionary<string, JsonElement>? parameters, string name, string part) =>
        Find(parameters, name) is not { } flag ? null
        : flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean()
        : throw Unusable(name, flag, "true or false", $"body, $.{part}");

    private static JsonElement? Find(IReadOnlyDictionary<string, JsonElement>? parameters, string name) =>
        parameters is not null && parameters.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static ProblemException Unusable(string name, JsonElement value, string expected, string where) =>
        new(new($"The parameter '{name}' is not usable", BodyValidator.Name(value.ValueKind), expected, where));
}
