using System.Globalization;
using System.Runtime.CompilerServices;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Registry;

/// <summary>The versions of every model: immutable, numbered without gaps, one a run at most, with their cards and aliases.</summary>
/// <param name="tables">Where versions are kept.</param>
/// <param name="artifacts">Where models, definitions and cards are kept, by digest.</param>
/// <param name="time">The clock.</param>
public sealed class ModelRegistry(ITableStore tables, ArtifactStore artifacts, TimeProvider time)
{
    /// <summary>The product's version, recorded with every model.</summary>
    private static readonly string Code = typeof(ModelRegistry).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// Makes a model an immutable version with the next free number. Registering a run again gives the version that it made the first time,
    /// whatever else is said.
    /// </summary>
    public async Task<ModelVersion> RegisterAsync(ModelRegistration registration, CancellationToken cancellation = default)
    {
        var (model, run) = (ModelNames.Check(registration.Record.Model), registration.Record.Run);
        if (await FindByRunAsync(model, run, cancellation) is { } earlier)
        {
            return earlier;
        }

        // Artifacts and the catalogue come first: until the version exists nothing points to them, so a crash between
        // leaves only unused bytes.
        var draft = new ModelVersion(
            registration,
            await artifacts.WriteJsonAsync(registration.Definition, cancellation),
            await artifacts.WriteJsonAsync(new ModelCard(registration), cancellation),
            Code,
            time.GetUtcNow()
        );
        await tables.WriteAsync(StorageNames.CatalogTable, CatalogPartition, [TableWrite.Upsert(model, "{}")], cancellation);
        if (registration.Record.PrivacyKey is { } print)
        {
            var use = Json.Write(new PrivacyKeyUse(model, print));
            await tables.WriteAsync(StorageNames.CatalogTable, KeyPartition, [TableWrite.Upsert(KeyRow, use)], cancellation);
        }

        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var head = await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Head, cancellation);
            var number = head is null ? 1 : int.Parse(head.Value, CultureInfo.InvariantCulture) + 1;
            var version = draft with { Number = number };
            var text = number.ToString(CultureInfo.InvariantCulture);
            IReadOnlyList<TableWrite> writes =
            [
                head is null ? TableWrite.Insert(RegistryKeys.Head, text) : TableWrite.Replace(RegistryKeys.Head, text, head.ETag),
                TableWrite.Insert(RegistryKeys.Version(number), Json.Write(version)),
                TableWrite.Insert(RegistryKeys.Run(run), text),
            ];
            if (await tables.WriteAsync(StorageNames.ModelsTable, model, writes, cancellation) is not null)
            {
                return version;
            }

            if (await FindByRunAsync(model, run, cancellation) is { } same)
            {
                return same;
            }
        }
    }

    /// <summary>A version, or null where there is none of this number.</summary>
    public async Task<ModelVersion?> FindAsync(string model, int number, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Version(number), cancellation) is { } row
            ? row.Read<ModelVersion>()
            : null;

    /// <summary>The version that a run made, or null where it made none.</summary>
    public async Task<ModelVersion?> FindByRunAsync(string model, string run, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Run(run), cancellation) is { } row
            ? await FindAsync(model, int.Parse(row.Value, CultureInfo.InvariantCulture), cancellation)
            : null;

    /// <summary>The version that a number, <c>champion</c> or <c>challenger</c> names; null where there is none.</summary>
    public async Task<ModelVersion?> ResolveAsync(string model, string reference, CancellationToken cancellation = default)
    {
        int? number = reference switch
        {
            "champion" => (await AliasesAsync(model, cancellation)).Champion,
            "challenger" => (await AliasesAsync(model, cancellation)).Challenger,
            _ => int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null,
        };
        return number is { } found ? await FindAsync(model, found, cancellation) : null;
    }

    /// <summary>Which versions the aliases name.</summary>
    public async Task<ModelAliases> AliasesAsync(string model, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Aliases, cancellation) is { } row
            ? row.Read<ModelAliases>()
            : new(null, null);

    /// <summary>The model's versions, oldest first.</summary>
    public async IAsyncEnumerable<ModelVersion> VersionsAsync(
        string model,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (
            var row in tables.QueryAsync(
                StorageNames.ModelsTable,
                model,
                RegistryKeys.Version(0),
                RegistryKeys.Version(int.MaxValue),
                cancellation
            )
        )
        {
            yield return row.Read<ModelVersion>();
        }
    }

    /// <summary>How many versions the model has: the number of its newest one.</summary>
    public async Task<int> CountAsync(string model, CancellationToken cancellation = default) =>
        await tables.FindAsync(StorageNames.ModelsTable, model, RegistryKeys.Head, cancellation) is { } head
            ? int.Parse(head.Value, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>The newest versions, newest first; reads no more than these.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="before">Only versions with a lower number than this; null: all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<ModelVersion>> NewestAsync(
        string model,
        int count,
        int? before = null,
        CancellationToken cancellation = default
    )
    {
        var end = Math.Min(before ?? int.MaxValue, await CountAsync(model, cancellation) + 1);
        var (from, to) = (RegistryKeys.Version(Math.Max(end - count, 0)), RegistryKeys.Version(end));
        var rows = await tables.QueryAsync(StorageNames.ModelsTable, model, from, to, cancellation).ToListAsync(cancellation);
        return [.. rows.AsEnumerable().Reverse().Select(row => row.Read<ModelVersion>())];
    }

    /// <summary>The models with at least one version, in ordinal order.</summary>
    /// <param name="cancellation">Ends the list.</param>
    /// <param name="after">The model behind which the list begins; null: with the first.</param>
    public async IAsyncEnumerable<string> ModelsAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default,
        string? after = null
    )
    {
        await foreach (var row in tables.QueryAsync(StorageNames.CatalogTable, CatalogPartition, after, cancellation: cancellation))
        {
            if (row.Row != after && await FindAsync(row.Row, 1, cancellation) is not null)
            {
                yield return row.Row;
            }
        }
    }

    /// <summary>
    /// The newest use of a privacy key, by any model; null where none was used. Older tables do not keep it in one
    /// place and are searched.
    /// </summary>
    public async Task<PrivacyKeyUse?> PrivacyKeyUseAsync(CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(StorageNames.CatalogTable, KeyPartition, KeyRow, cancellation) is { } row)
        {
            return row.Read<PrivacyKeyUse>();
        }

        ModelVersion? newest = null;
        await foreach (var model in ModelsAsync(cancellation))
        {
            await foreach (var version in VersionsAsync(model, cancellation))
            {
                newest = version.PrivacyKey is not null && !(newest?.Created > version.Created) ? version : newest;
            }
        }

        return newest is null ? null : new(newest.Model, newest.PrivacyKey!);
    }

    /// <summary>The version's card.</summary>
    /// <exception cref="InvalidDataException">The card's artifact is missing or damaged.</exception>
    public Task<ModelCard> CardAsync(ModelVersion version, CancellationToken cancellation = default) =>
        version.ReadPartAsync("model card", artifacts.ReadJsonAsync<ModelCard>(version.Card, cancellation));

    private const string CatalogPartition = "models",
        KeyPartition = "privacy-key",
        KeyRow = "newest";
}
