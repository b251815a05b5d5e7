using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOpsFunctions.Api;

/// <summary>A request of the Open Inference Protocol, version 2. Parts unknown to it are refused.</summary>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="Inputs">A tensor a column, of shape [rows] or [rows, 1].</param>
/// <param name="Outputs">The outputs asked for; all where none are named.</param>
/// <param name="Parameters">Not used.</param>
public sealed record InferRequest(
    string? Id = null, IReadOnlyList<InferTensor>? Inputs = null, IReadOnlyList<InferOutput>? Outputs = null, IReadOnlyDictionary<string, JsonElement>? Parameters = null)
{
    /// <summary>Nothing said.</summary>
    public InferRequest() : this(null, null, null, null) { }
}

/// <summary>An output asked for by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Not used.</param>
public sealed record InferOutput(string Name, IReadOnlyDictionary<string, JsonElement>? Parameters = null);

/// <summary>A tensor.</summary>
/// <param name="Name">The column.</param>
/// <param name="Shape">Its extent by dimension; -1 in metadata: any.</param>
/// <param name="Datatype">The protocol's name of its elements' type.</param>
/// <param name="Data">Its elements, flat or nested by dimension; absent in metadata. Null is a missing cell.</param>
/// <param name="Parameters">Not used.</param>
public sealed record InferTensor(
    string Name, IReadOnlyList<long> Shape, string Datatype, JsonElement? Data = null, IReadOnlyDictionary<string, JsonElement>? Parameters = null);

/// <summary>An answer of the protocol.</summary>
/// <param name="ModelName">The model.</param>
/// <param name="ModelVersion">The version that answered.</param>
/// <param name="Id">The request's id.</param>
/// <param name="Outputs">A tensor an output.</param>
public sealed record InferResponse(
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("model_version")] string ModelVersion,
    string? Id,
    IReadOnlyList<InferTensor> Outputs);

/// <summary>What the protocol tells of a model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Versions">Versions that can be asked.</param>
/// <param name="Platform">What runs it.</param>
/// <param name="Inputs">The columns.</param>
/// <param name="Outputs">The outputs.</param>
public sealed record InferMetadata(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<InferTensor> Inputs, IReadOnlyList<InferTensor> Outputs);

/// <summary>What the protocol tells of the server.</summary>
/// <param name="Name">The product.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">None.</param>
public sealed record InferServer(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Whether a model can be asked.</summary>
/// <param name="Name">The model.</param>
/// <param name="Ready">Whether it can.</param>
public sealed record InferReady(string Name, bool Ready);
