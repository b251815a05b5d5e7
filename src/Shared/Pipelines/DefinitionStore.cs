using System.Text;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// The definitions: the file that people edit, <c>definitions/{model}.json</c>, and the completed ones that runs used,
/// as artifacts.
/// </summary>
/// <param name="blobs">Where the files are kept.</param>
/// <param name="artifacts">Where completed definitions are kept.</param>
public sealed class DefinitionStore(IBlobStore blobs, ArtifactStore artifacts)
{
    /// <summary>The definition that users have written; null where there is none.</summary>
    /// <exception cref="ProblemException">It is not a valid definition.</exception>
    public async Task<ModelDefinition?> FindAsync(string model, CancellationToken cancellation = default) =>
        await FindTextAsync(model, cancellation) is { } text ? DefinitionReader.Parse(text, Where(Name(model))) : null;

    /// <summary>The models that users have written a definition of.</summary>
    public IAsyncEnumerable<string> ModelsAsync(CancellationToken cancellation = default) =>
        blobs
            .ListAsync(StorageNames.DefinitionsContainer, "", cancellation)
            .Where(blob => !blob.Name.Contains('/') && blob.Name.EndsWith(".json", StringComparison.Ordinal))
            .Select(blob => blob.Name[..^".json".Length])
            .Where(ModelNames.IsValid);

    /// <summary>The text of the definition that users have written, with its comments; null where there is none.</summary>
    /// <exception cref="ProblemException">It is not a valid definition.</exception>
    public Task<string?> FindTextAsync(string model, CancellationToken cancellation = default) => FindBlobAsync(Name(model), cancellation);

    /// <summary>Writes a definition in place of the one before; returns what undoes it.</summary>
    /// <exception cref="ProblemException">It is not a valid definition; nothing is written.</exception>
    public async Task<DefinitionChange> SaveAsync(string model, string json, CancellationToken cancellation = default)
    {
        DefinitionReader.Parse(json, Where(Name(model)));
        string? earlier = null;
        await using (var read = await blobs.OpenReadAsync(StorageNames.DefinitionsContainer, Name(model), cancellation))
        {
            if (read is { Info.Length: <= DefinitionLimits.Bytes })
            {
                earlier = await new StreamReader(read.Content).ReadToEndAsync(cancellation);
            }
        }

        var written = await blobs.WriteAsync(StorageNames.DefinitionsContainer, Name(model), Bytes(json), cancellation: cancellation);
        return new(model, earlier, written!.ETag);
    }

    /// <summary>Undoes a change, unless someone has written another definition since.</summary>
    public Task RevertAsync(DefinitionChange change, CancellationToken cancellation = default) =>
        change.Earlier is { } earlier
            ? blobs.WriteAsync(
                StorageNames.DefinitionsContainer,
                Name(change.Model),
                Bytes(earlier),
                WriteCondition.WhenMatches(change.ETag),
                cancellation
            )
            : blobs.DeleteAsync(StorageNames.DefinitionsContainer, Name(change.Model), change.ETag, cancellation);

    /// <summary>
    /// Writes an inferred definition back where users have written none, or only one that it completes, such as a
    /// label or a task from the command line.
    /// </summary>
    public async Task SaveInferredAsync(string model, ModelDefinition definition, CancellationToken cancellation = default)
    {
        var condition = WriteCondition.WhenAbsent;
        await using (var read = await blobs.OpenReadAsync(StorageNames.DefinitionsContainer, Name(model), cancellation))
        {
            if (read is not null)
            {
                var standing = await DefinitionReader.ParseAsync(read.Content, Where(Name(model)), cancellation);
                condition = standing is { Inferred: true, Columns.Count: 0 } ? WriteCondition.WhenMatches(read.Info.ETag) : condition;
            }
        }

        await blobs.WriteAsync(
            StorageNames.DefinitionsContainer,
            Name(model),
            Bytes(DefinitionWriter.Write(definition)),
            condition,
            cancellation
        );
    }

    /// <summary>
    /// Makes the definition follow the version that serves: where that has another target than the version before,
    /// its definition replaces the other. A definition with a third target stays, because somebody has changed it.
    /// </summary>
    public Func<LedgerEntry, CancellationToken, Task> Following(ModelRegistry registry) =>
        async (entry, cancellation) =>
        {
            if (
                entry.From is not { } from
                || await Target.OfVersionAsync(registry, entry.Model, from, cancellation) is not { } before
                || await Target.OfVersionAsync(registry, entry.Model, entry.To, cancellation) is not { } after
                || before == after
                || await FindReadableAsync(entry.Model, cancellation) is not { } standing
                || !before.Fits(standing)
                || await registry.FindAsync(entry.Model, entry.To, cancellation) is not { } version
            )
            {
                return;
            }

            var text =
                await FindKeptTextAsync(entry.Model, version.Definition, cancellation)
                ?? DefinitionWriter.Write(await ReadAsync(version.Definition, cancellation));
            await SaveAsync(entry.Model, text, cancellation);
        };

    private async Task<ModelDefinition?> FindReadableAsync(string model, CancellationToken cancellation)
    {
        try
        {
            return await FindAsync(model, cancellation);
        }
        catch (ProblemException)
        {
            return null; // What cannot be read is somebody's unfinished work.
        }
    }

    /// <summary>Keeps a completed definition; returns its digest.</summary>
    public Task<string> KeepAsync(ModelDefinition completed, CancellationToken cancellation = default) =>
        artifacts.WriteJsonAsync(completed, cancellation);

    /// <summary>Keeps the text that a completed definition came of, so that a rollback can bring its comments back too.</summary>
    /// <param name="model">The model.</param>
    /// <param name="completed">The digest of the completed definition.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public Task KeepTextAsync(string model, string completed, string text, CancellationToken cancellation = default) =>
        blobs.WriteAsync(StorageNames.DefinitionsContainer, KeptName(model, completed), Bytes(text), cancellation: cancellation);

    /// <summary>The text that a completed definition came of; null where none was kept, or it cannot be read any more.</summary>
    public async Task<string?> FindKeptTextAsync(string model, string completed, CancellationToken cancellation = default)
    {
        try
        {
            return await FindBlobAsync(KeptName(model, completed), cancellation);
        }
        catch (ProblemException)
        {
            return null; // The completed definition says the same.
        }
    }

    /// <summary>A completed definition.</summary>
    public Task<ModelDefinition> ReadAsync(string digest, CancellationToken cancellation = default) =>
        artifacts.ReadJsonAsync<ModelDefinition>(digest, cancellation);

    private async Task<string?> FindBlobAsync(string name, CancellationToken cancellation)
    {
        await using var read = await blobs.OpenReadAsync(StorageNames.DefinitionsContainer, name, cancellation);
        return read is null ? null : await DefinitionReader.ReadTextAsync(read.Content, Where(name), cancellation);
    }

    private static string Where(string name) => $"{StorageNames.DefinitionsContainer}/{name}";

    private static string KeptName(string model, string completed) => $"{model}/{completed}.json";

    private static string Name(string model) => $"{model}.json";

    private static MemoryStream Bytes(string json) => new(Encoding.UTF8.GetBytes(json));
}

/// <summary>A definition that was written over another.</summary>
/// <param name="Model">The model.</param>
/// <param name="Earlier">What was there; null: nothing.</param>
/// <param name="ETag">The version that was written.</param>
public sealed record DefinitionChange(string Model, string? Earlier, string ETag);
