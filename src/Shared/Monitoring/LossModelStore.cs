using System.Globalization;
using MLOpsFunctions.Models;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Monitoring;

/// <summary>Keeps the model of a version's errors, once it has been learned.</summary>
/// <param name="tables">Where its figures are kept.</param>
/// <param name="artifacts">Where it is kept.</param>
/// <param name="kinds">The kinds of models that can be read.</param>
internal sealed class LossModelStore(ITableStore tables, ArtifactStore artifacts, ModelKinds kinds)
{
    /// <summary>The model of a version's errors; null where none was learned, or none could be.</summary>
    public async Task<LossModel?> FindAsync(string model, int version, CancellationToken cancellation) =>
        await FindRowAsync(model, version, cancellation) is { Artifact: { } digest } kept
            ? new(TrainedModel.Read(await artifacts.ReadBytesAsync(digest, cancellation), kinds), kept.Ratio, kept.Spread, kept.Uncertainty)
            : null;

    /// <summary>Whether somebody has tried to learn it.</summary>
    public async Task<bool> IsTriedAsync(string model, int version, CancellationToken cancellation) =>
        await FindRowAsync(model, version, cancellation) is not null;

    /// <summary>Keeps it; null: it could not be learned.</summary>
    public async Task SaveAsync(string model, int version, LossModel? losses, CancellationToken cancellation)
    {
        var kept = losses is null
            ? new(null, 0, 0, 0)
            : new Kept(await artifacts.WriteAsync(losses.Errors.Write, cancellation), losses.Ratio, losses.Spread, losses.Uncertainty);
        await tables.WriteAsync(StorageNames.DriftTable, model, [TableWrite.Upsert(Key(version), Json.Write(kept))], cancellation);
    }

    private async Task<Kept?> FindRowAsync(string model, int version, CancellationToken cancellation) =>
        (await tables.FindAsync(StorageNames.DriftTable, model, Key(version), cancellation))?.Read<Kept>();

    private static string Key(int version) => $"losses/{version.ToString("D10", CultureInfo.InvariantCulture)}";

    private sealed record Kept(string? Artifact, double Ratio, double Spread, double Uncertainty);
}
