using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Api;

/// <summary>
/// A request of the Open Inference Protocol, version 2. Parts unknown to it are passed over, as the protocol's clients expect.
/// </summary>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="ModelName">The model, again; it has to be the route's.</param>
/// <param name="ModelVersion">The version, again; it has to be the one that answers.</param>
/// <param name="Inputs">A tensor a column, of shape [rows] or [rows, 1]; or one of shape [rows, columns] with all of them.</param>
/// <param name="Outputs">The outputs asked for; all where none are named.</param>
/// <param name="Parameters">
/// <c>content_type</c>: how the inputs are encoded; <c>binary_data_output</c>: whether outputs come in binary.
/// </param>
public sealed record InferRequest(
    string? Id = null,
    [property: JsonPropertyName("model_name")] string? ModelName = null,
    [property: JsonPropertyName("model_version")] string? ModelVersion = null,
    IReadOnlyList<InferTensor?>? Inputs = null,
    IReadOnlyList<InferOutput?>? Outputs = null,
    IReadOnlyDictionary<string, JsonElement>? Parameters = null
)
{
    /// <summary>Nothing said.</summary>
    public InferRequest()
        : this(null, null, null, null, null, null) { }
}

/// <summary>An output asked for by name.</summary>
/// <param name="Parameters"><c>binary_data</c>: whether it comes in binary.</param>
public sealed record InferOutput(string? Name = null, IReadOnlyDictionary<string, JsonElement>? Parameters = null);

/// <summary>A tensor.</summary>
/// <param name="Name">The column.</param>
/// <param name="Shape">Its extent by dimension; -1 in metadata: any.</param>
/// <param name="Datatype">The protocol's name of its elements' type.</param>
/// <param name="Data">
/// Its elements, flat or nested by dimension; absent in metadata and where they follow in binary. Null is a missing cell.
/// </param>
/// <param name="Parameters">
/// Of an input: <c>content_type</c> and <c>binary_data_size</c>. Of an output: <c>classes</c>, the names of the classes in order, as JSON
/// text, and <c>binary_data_size</c>.
/// </param>
public sealed record InferTensor(
    string? Name = null,
    IReadOnlyList<long>? Shape = null,
    string? Datatype = null,
    JsonElement? Data = null,
    IReadOnlyDictionary<string, JsonElement>? Parameters = null
);

/// <summary>An answer of the protocol.</summary>
/// <param name="ModelVersion">The version that answered.</param>
/// <param name="Id">The request's id.</param>
/// <param name="Parameters">
/// What a caller should know of the answers: <c>notes</c> and <c>missing</c>, as JSON texts; null where there is nothing.
/// </param>
/// <param name="Outputs">A tensor an output.</param>
public sealed record InferResponse(
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("model_version")] string ModelVersion,
    string? Id,
    IReadOnlyDictionary<string, JsonElement>? Parameters,
    IReadOnlyList<InferTensor> Outputs
);

/// <summary>What the protocol tells of a model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Versions">Versions that can be asked.</param>
/// <param name="Platform">What runs it.</param>
/// <param name="Inputs">The columns.</param>
public sealed record InferMetadata(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<InferTensor> Inputs,
    IReadOnlyList<InferTensor> Outputs
);

/// <summary>What the protocol tells of the server.</summary>
/// <param name="Name">The product.</param>
/// <param name="Extensions">The protocol's extensions that it speaks.</param>
public sealed record InferServer(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>That the process is alive.</summary>
/// <param name="Live">True.</param>
public sealed record ServerLive(bool Live);

/// <summary>Whether the server can be asked.</summary>
/// <param name="Ready">Whether it can: storage answers, and so does each model that serves.</param>
/// <param name="Models">The models that serve and cannot answer; null where there are none.</param>
public sealed record ServerReady(bool Ready, IReadOnlyList<string>? Models = null);

/// <summary>Whether a model can be asked.</summary>
/// <param name="Name">The model.</param>
/// <param name="Ready">Whether it can.</param>
public sealed record InferReady(string Name, bool Ready);
