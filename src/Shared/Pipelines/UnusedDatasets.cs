using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Finds and removes rows that nothing uses: those of runs that came to nothing. Equal rows are one artifact, whatever model
/// they belong to, so all models are asked. Nothing is removed while a run is under way, since it may be about to store the
/// same rows.
/// </summary>
/// <param name="services">The parts of the product.</param>
internal sealed class UnusedDatasets(PipelineServices services)
{
    /// <summary>A model's data sets whose runs ended before a time and whose rows nothing uses.</summary>
    public async IAsyncEnumerable<DatasetEntry> FindAsync(
        string model,
        DateTimeOffset before,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var newest = new HashSet<(string? Label, ModelTask Task)>();
        await foreach (var entry in services.Datasets.ListAsync(model, cancellation))
        {
            if (entry.RowsRemoved is not null)
            {
                continue;
            }

            var dataset = await services.Datasets.DescribeAsync(entry, cancellation);
            var isNewest = entry.IsDropped && newest.Add((dataset.Label, dataset.Task));
            if (!isNewest && await HasEndedBadlyAsync(entry.Run, before, cancellation) && !await IsUsedAsync(entry, cancellation))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Removes a data set's rows, unless something has begun to use them.</summary>
    public async Task<bool> RemoveAsync(DatasetEntry entry, CancellationToken cancellation) =>
        !await services.Runs.ListAsync(cancellation: cancellation).AnyAsync(run => run.Status == RunStatus.Running, cancellation)
        && !await IsUsedAsync(entry, cancellation)
        && await services.Datasets.MarkRemovedAsync(entry, services.Time.GetUtcNow(), cancellation)
        && await services.Artifacts.DeleteAsync(entry.Dataset, cancellation);

    private async Task<bool> HasEndedBadlyAsync(string run, DateTimeOffset before, CancellationToken cancellation) =>
        await services.Runs.FindAsync(run, cancellation) is { Status: RunStatus.Failed or RunStatus.Refused or RunStatus.Cancelled } ended
        && ended.Ended < before;

    /// <summary>Whether a version has learned the rows, or another data set is of them or was put together from them.</summary>
    private async Task<bool> IsUsedAsync(DatasetEntry entry, CancellationToken cancellation)
    {
        var models = services.Runs.ListAsync(cancellation: cancellation).Select(run => run.Model).Distinct();
        await foreach (var model in models.WithCancellation(cancellation))
        {
            if (
                await services
                    .Registry.VersionsAsync(model, cancellation)
                    .AnyAsync(version => version.Dataset == entry.Dataset, cancellation)
                || await services
                    .Datasets.ListAsync(model, cancellation)
                    .Where(other => (other.Model, other.Number) != (entry.Model, entry.Number))
                    .AnyAsync(async (other, stop) => await IsOfAsync(other, entry.Dataset, stop), cancellation)
            )
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsOfAsync(DatasetEntry other, string rows, CancellationToken cancellation) =>
        (other.Dataset == rows && other.RowsRemoved is null)
        || await services.Datasets.DescribeAsync(other, cancellation) is { } dataset
            && (dataset.Parts?.Base == rows || dataset.Parts?.File == rows || dataset.Feedback?.Base == rows);
}
