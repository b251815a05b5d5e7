using System.Collections.Concurrent;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Serving;

/// <summary>Loads versions, each once, and keeps the few that were used last.</summary>
/// <param name="registry">The versions.</param>
/// <param name="artifacts">Their bytes.</param>
/// <param name="kinds">The kinds of models that this host can load.</param>
/// <param name="privacyKey">Key of the hashes that replace private cells; the one that the training data were hashed with.</param>
/// <param name="capacity">Versions kept; at least 1. A version in use is never taken away, only forgotten.</param>
public sealed class Scorer(ModelRegistry registry, ArtifactStore artifacts, ModelKinds kinds, byte[] privacyKey, int capacity = 16)
{
    private readonly ConcurrentDictionary<(string Model, int Number), Entry> _entries = new();
    private long _uses;

    /// <summary>The version, loaded and verified; null where there is none of this number.</summary>
    /// <exception cref="InvalidDataException">Its bytes are missing, or not those that were registered.</exception>
    /// <exception cref="InvalidModelException">Its bytes are not a model.</exception>
    /// <exception cref="ProblemException">It was made with another privacy key.</exception>
    public async Task<ServedModel?> LoadAsync(string model, int number, CancellationToken cancellation = default)
    {
        var entry = _entries.GetOrAdd((model, number), static _ => new());
        entry.Used = Interlocked.Increment(ref _uses);
        try
        {
            // One loads and the others wait for it; a caller that gives up does not take the load away from them.
            var loading = entry.Loading ?? entry.Start(() => ReadAsync(model, number));
            if (await loading.WaitAsync(cancellation) is { } served)
            {
                Forget();
                return served;
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _entries.TryRemove(new((model, number), entry));
            throw;
        }

        _entries.TryRemove(new((model, number), entry));
        return null;
    }

    /// <summary>
    /// Loads a version anew, past the cache, and lets it score a row in which everything is missing: what deployment
    /// asks before a version may serve. Null where it can, else what is wrong.
    /// </summary>
    public async Task<string?> ProbeAsync(ModelVersion version, CancellationToken cancellation)
    {
        try
        {
            var served = await ReadAsync(version, cancellation);
            var predictions = served.Model.Predict(FrameBuilder.Missing(served.Inputs, rows: 1));
            return predictions is { RowCount: 1, IsFinite: true } ? null : "it does not give a finite answer for a row of missing values.";
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidModelException or ProblemException)
        {
            return fault.Message;
        }
    }

    private async Task<ServedModel?> ReadAsync(string model, int number) =>
        await registry.FindAsync(model, number) is { } version ? await ReadAsync(version, CancellationToken.None) : null;

    private async Task<ServedModel> ReadAsync(ModelVersion version, CancellationToken cancellation)
    {
        PrivacyKeys.Check(version, privacyKey);
        var trained = TrainedModel.Read(
            await version.ReadPartAsync("model", artifacts.ReadBytesAsync(version.Artifact, cancellation)),
            kinds
        );
        var card = await registry.CardAsync(version, cancellation);
        var definition = await version.ReadPartAsync(
            "definition",
            artifacts.ReadJsonAsync<ModelDefinition>(version.Definition, cancellation)
        );
        var privateColumns = definition
            .Columns.Where(column => column.Value.Protection() is not null)
            .ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal);
        return new(version, trained, card.Data.Columns, privateColumns, privacyKey)
        {
            Ingest = definition.Ingest,
            Kept = definition
                .Columns.Where(column => column.Value.Pii == PiiHandling.Keep)
                .Select(column => column.Key)
                .ToHashSet(StringComparer.Ordinal),
            Serving = definition.Serving,
        };
    }

    private void Forget()
    {
        while (_entries.Count > capacity)
        {
            var oldest = _entries.MinBy(entry => entry.Value.Used);
            _entries.TryRemove(oldest);
        }
    }

    private sealed class Entry
    {
        private readonly Lock _gate = new();

        public long Used { get; set; }

        public Task<ServedModel?>? Loading { get; private set; }

        public Task<ServedModel?> Start(Func<Task<ServedModel?>> load)
        {
            lock (_gate)
            {
                return Loading ??= load();
            }
        }
    }
}
