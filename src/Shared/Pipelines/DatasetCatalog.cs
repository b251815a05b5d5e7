using System.Globalization;
using System.Text.Json.Serialization;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// A model's data sets, numbered in order of arrival. One file under one definition makes one data set version,
/// however often it is dropped. The first run claims it; a later claim returns the first run.
/// </summary>
/// <param name="tables">Where the rows are kept.</param>
/// <param name="artifacts">Where data sets and their descriptions are kept.</param>
public sealed class DatasetCatalog(ITableStore tables, ArtifactStore artifacts)
{
    /// <summary>The entry of these bytes under this definition; null where no run has claimed it.</summary>
    public async Task<(DatasetEntry Entry, string ETag)?> FindSourceAsync(
        string model,
        string sha256,
        string definition,
        CancellationToken cancellation = default
    ) =>
        await tables.FindAsync(StorageNames.DatasetsTable, model, SourceKey(sha256, definition), cancellation) is { } row
            ? (row.Read<DatasetEntry>(), row.ETag)
            : null;

    /// <summary>
    /// Claims a data set for a run under the next number, or takes over a claim whose run failed, number and all.
    /// Returns the entry that counts: the run's own, or that of a run that was faster.
    /// </summary>
    /// <param name="draft">The entry; its number is given here.</param>
    /// <param name="failed">A failed run's entry of the same source with its ETag, or null.</param>
    /// <param name="cancellation">Stops before the claim.</param>
    /// <param name="after">The number of the data set that has to be the newest, because the draft was made of it; null: any.</param>
    /// <exception cref="StaleDatasetException">A newer one has come since.</exception>
    public async Task<DatasetEntry> ClaimAsync(
        DatasetEntry draft,
        (DatasetEntry Entry, string ETag)? failed,
        CancellationToken cancellation = default,
        int? after = null
    )
    {
        while (true)
        {
            var newest = (await NewestAsync(draft.Model, cancellation))?.Number ?? 0;
            if (failed is null && after is not null && after != newest)
            {
                throw new StaleDatasetException();
            }

            var entry = draft with { Number = failed?.Entry.Number ?? newest + 1 };
            var (source, number, json) = (SourceKey(entry.Sha256, entry.Definition), NumberKey(entry.Number), Json.Write(entry));
            TableWrite[] writes = failed is { } standingClaim
                ? [TableWrite.Replace(source, json, standingClaim.ETag), TableWrite.Upsert(number, json)]
                : [TableWrite.Insert(source, json), TableWrite.Insert(number, json)];
            if (await tables.WriteAsync(StorageNames.DatasetsTable, entry.Model, writes, cancellation) is not null)
            {
                return entry;
            }

            var standing = await FindSourceAsync(entry.Model, entry.Sha256, entry.Definition, cancellation);
            if (standing is { } found && found.ETag != failed?.ETag)
            {
                return found.Entry;
            }
        }
    }

    /// <summary>Notes that a data set's rows were removed. Whoever drops the file again takes the entry over.</summary>
    internal async Task<bool> MarkRemovedAsync(DatasetEntry entry, DateTimeOffset at, CancellationToken cancellation = default)
    {
        if (
            await FindSourceAsync(entry.Model, entry.Sha256, entry.Definition, cancellation) is not { } standing
            || standing.Entry.Run != entry.Run
        )
        {
            return false;
        }

        var json = Json.Write(entry with { RowsRemoved = at });
        TableWrite[] writes =
        [
            TableWrite.Replace(SourceKey(entry.Sha256, entry.Definition), json, standing.ETag),
            TableWrite.Upsert(NumberKey(entry.Number), json),
        ];
        return await tables.WriteAsync(StorageNames.DatasetsTable, entry.Model, writes, cancellation) is not null;
    }

    /// <summary>The data set that a run has claimed, or null where it has claimed none.</summary>
    public async Task<DatasetEntry?> FindRunAsync(string model, string run, CancellationToken cancellation = default) =>
        await ListAsync(model, cancellation).FirstOrDefaultAsync(entry => entry.Run == run, cancellation);

    /// <summary>The model's newest data set, or null where it has none.</summary>
    public async Task<DatasetEntry?> NewestAsync(string model, CancellationToken cancellation = default)
    {
        // Keys count down, so that the newest is the first of the range.
        await foreach (var row in tables.QueryAsync(StorageNames.DatasetsTable, model, "number/", "number0", cancellation))
        {
            return row.Read<DatasetEntry>();
        }

        return null;
    }

    /// <summary>The model's data sets, newest first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="before">Only data sets with a lower number than this; null: all.</param>
    public async IAsyncEnumerable<DatasetEntry> ListAsync(
        string model,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default,
        long? before = null
    )
    {
        var from = before is > 0 and <= int.MaxValue ? NumberKey((int)before - 1) : "number/";
        await foreach (var row in tables.QueryAsync(StorageNames.DatasetsTable, model, from, "number0", cancellation))
        {
            yield return row.Read<DatasetEntry>();
        }
    }

    /// <summary>What the columns of a data set look like.</summary>
    public Task<DataProfile> ProfileAsync(DatasetVersion dataset, CancellationToken cancellation = default) =>
        artifacts.ReadJsonAsync<DataProfile>(dataset.Profile, cancellation);

    /// <summary>What was accepted of the file, verified against the entry's digest.</summary>
    public Task<DatasetVersion> DescribeAsync(DatasetEntry entry, CancellationToken cancellation = default) =>
        artifacts.ReadJsonAsync<DatasetVersion>(entry.Manifest, cancellation);

    /// <summary>
    /// What was accepted of the file that made these rows under this definition: the same rows may serve several targets.
    /// </summary>
    /// <exception cref="InvalidDataException">The model has no such data set.</exception>
    public async Task<DatasetVersion> DescribeAsync(
        string model,
        string dataset,
        string definition,
        CancellationToken cancellation = default
    )
    {
        DatasetEntry? other = null;
        await foreach (var entry in ListAsync(model, cancellation).Where(entry => entry.Dataset == dataset))
        {
            if (entry.Definition == definition)
            {
                return await DescribeAsync(entry, cancellation);
            }

            other ??= entry;
        }

        return other is null
            ? throw new InvalidDataException($"Model {model} has no data set {dataset}.")
            : await DescribeAsync(other, cancellation);
    }

    /// <summary>
    /// The newest data set of a dropped file to train on; null where there is none. One of the wanted label and task
    /// where they are named, and one of the target that serves where no new target is asked for: a model may have data
    /// sets of other targets too.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="label">The label that was named; null: none was.</param>
    /// <param name="task">The task that was named; null: none was.</param>
    /// <param name="serving">What the version that serves predicts; null: nothing serves, or another target is wanted.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal async Task<DatasetEntry?> ToTrainOnAsync(
        string model,
        string? label,
        ModelTask? task,
        Target? serving,
        CancellationToken cancellation
    )
    {
        DatasetEntry? newest = null,
            named = null;
        await foreach (var entry in ListAsync(model, cancellation).Where(entry => entry.IsDropped))
        {
            newest ??= entry;
            if (label is null && task is null && serving is null)
            {
                break;
            }

            var dataset = await DescribeAsync(entry, cancellation);
            if ((label is not null && dataset.Label != label) || (task is not null && dataset.Task != task))
            {
                continue;
            }

            named ??= label is null && task is null ? null : entry;
            if (serving is null || serving == new Target(dataset.Label, dataset.Task))
            {
                return entry;
            }
        }

        return named ?? newest;
    }

    private static string SourceKey(string sha256, string definition) => $"source/{sha256}.{definition}";

    private static string NumberKey(int number) => $"number/{(int.MaxValue - number).ToString("D10", CultureInfo.InvariantCulture)}";
}

/// <summary>Another file's data set was claimed while this one was put together from the one before.</summary>
public sealed class StaleDatasetException : Exception;

/// <summary>One claimed data set.</summary>
/// <param name="Model">The model.</param>
/// <param name="Number">1, 2, 3, ... in order of arrival.</param>
/// <param name="Sha256">SHA-256 of the file's bytes.</param>
/// <param name="Definition">Digest of the completed definition it was read under.</param>
/// <param name="Dataset">Digest of the rows' artifact.</param>
/// <param name="Manifest">Digest of the <see cref="DatasetVersion"/> as JSON.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="FromFeedback">Whether it has labelled predictions beside a dropped file's rows; null: it has not.</param>
/// <param name="RowsRemoved">When its rows were removed, because nothing used them; null: they are there.</param>
public sealed record DatasetEntry(
    string Model,
    int Number,
    string Sha256,
    string Definition,
    string Dataset,
    string Manifest,
    string Run,
    bool? FromFeedback = null,
    DateTimeOffset? RowsRemoved = null
)
{
    /// <summary>Whether it is what was accepted of a dropped file, and nothing else, and its rows are there.</summary>
    [JsonIgnore]
    public bool IsDropped => FromFeedback != true && RowsRemoved is null;
}
