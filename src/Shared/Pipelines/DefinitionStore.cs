using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>The definitions: the file that people edit, <c>definitions/{model}.json</c>, and the completed ones that runs used, as artifacts.</summary>
/// <param name="blobs">Where the files are kept.</param>
/// <param name="artifacts">Where completed definitions are kept.</param>
public sealed class DefinitionStore(IBlobStore blobs, ArtifactStore artifacts)
{
    /// <summary>The definition that the team has written, or null where there is none.</summary>
    /// <exception cref="ProblemException">It is not a valid definition.</exception>
    public async Task<ModelDefinition?> FindAsync(string model, CancellationToken cancellation = default)
    {
        await using var read = await blobs.OpenReadAsync(StorageNames.DefinitionsContainer, Name(model), cancellation);
        return read is null ? null : await DefinitionReader.ParseAsync(read.Content, $"{StorageNames.DefinitionsContainer}/{Name(model)}", cancellation);
    }

    /// <summary>Writes the team's definition, over whatever was there.</summary>
    public Task SaveAsync(string model, string json, CancellationToken cancellation = default) =>
        blobs.WriteAsync(StorageNames.DefinitionsContainer, Name(model), new MemoryStream(Encoding.UTF8.GetBytes(json)), cancellation: cancellation);

    /// <summary>Writes an inferred definition back where the team has none yet.</summary>
    public Task SaveInferredAsync(string model, ModelDefinition definition, CancellationToken cancellation = default) =>
        blobs.WriteAsync(
            StorageNames.DefinitionsContainer, Name(model),
            new MemoryStream(Encoding.UTF8.GetBytes(DefinitionWriter.Write(definition))), WriteCondition.WhenAbsent, cancellation);

    /// <summary>Keeps a completed definition; returns its digest.</summary>
    public Task<string> KeepAsync(ModelDefinition completed, CancellationToken cancellation = default) => artifacts.WriteJsonAsync(completed, cancellation);

    /// <summary>A completed definition.</summary>
    public Task<ModelDefinition> ReadAsync(string digest, CancellationToken cancellation = default) =>
        artifacts.ReadJsonAsync<ModelDefinition>(digest, cancellation);

    private static string Name(string model) => $"{model}.json";
}
