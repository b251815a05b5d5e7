using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;

namespace MLOpsFunctions.Pipelines.Activities;

/// <summary>What earlier data of a model mean for a file that was dropped.</summary>
internal sealed class EarlierData(PipelineServices services)
{
    /// <summary>
    /// The data set that the file's rows are added to: the newest one that is dropped, of the same label and task; null where
    /// there is none. A run that is repeated adds to the same one.
    /// </summary>
    public async Task<GrowingDataset?> FindBaseAsync(IngestCommand command, ModelDefinition definition, CancellationToken cancellation)
    {
        var own = await NumberOfAsync(command, cancellation);
        var newest = (await services.Datasets.NewestAsync(command.Model, cancellation))?.Number ?? 0;
        var entries = services.Datasets.ListAsync(command.Model, cancellation).Where(entry => entry.IsDropped && entry.Number < own);
        await foreach (var entry in entries)
        {
            var version = await services.Datasets.DescribeAsync(entry, cancellation);
            if (
                (definition.Label is null || definition.Label == version.Label)
                && (definition.Task is null || definition.Task == version.Task)
            )
            {
                return new(
                    version,
                    await services.Definitions.ReadAsync(entry.Definition, cancellation),
                    await services.Artifacts.ReadAsync(entry.Dataset, FrameFile.Read, cancellation)
                )
                {
                    Newest = newest,
                };
            }
        }

        return null;
    }

    /// <summary>The columns of the data that the serving version learned from: a newer file is read as they were.</summary>
    public async Task<IReadOnlyList<ColumnSchema>> ServingColumnsAsync(string model, CancellationToken cancellation)
    {
        var live = (await services.Deployments.GetAsync(model, cancellation)).LiveVersion;
        return live is { } number && await services.Registry.FindAsync(model, number, cancellation) is { } version
            ? (await services.Registry.CardAsync(version, cancellation)).Data.Columns
            : [];
    }

    /// <summary>
    /// The profile that expectations compare the file with: of the data that the serving version learned from, else of the
    /// newest data set before this run. Null where there is none, or no expectation compares.
    /// </summary>
    public async Task<DataProfile?> FindReferenceAsync(IngestCommand command, ModelDefinition? definition, CancellationToken cancellation)
    {
        if (definition?.Expectations.Any(expectation => expectation.Type == ExpectationTypes.Divergence) != true)
        {
            return null;
        }

        var live = (await services.Deployments.GetAsync(command.Model, cancellation)).LiveVersion;
        var learned = live is { } number ? (await services.Registry.FindAsync(command.Model, number, cancellation))?.Dataset : null;
        var own = await NumberOfAsync(command, cancellation);
        var earlier = services.Datasets.ListAsync(command.Model, cancellation).Where(entry => entry.Number < own);
        var reference =
            await earlier.FirstOrDefaultAsync(entry => entry.Dataset == learned, cancellation)
            ?? await earlier.FirstOrDefaultAsync(entry => entry.IsDropped, cancellation);
        return reference is null
            ? null
            : await services.Datasets.ProfileAsync(await services.Datasets.DescribeAsync(reference, cancellation), cancellation);
    }

    /// <summary>The number of the data set that an interrupted run had made; above all others where it made none.</summary>
    private async Task<int> NumberOfAsync(IngestCommand command, CancellationToken cancellation) =>
        (await services.Datasets.FindRunAsync(command.Model, command.Run, cancellation))?.Number ?? int.MaxValue;
}
