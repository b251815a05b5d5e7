using System.Globalization;
using System.Security.Cryptography;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notifications;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.Sources;

/// <summary>
/// Pulls what is new of a model's source and drops it, as a person would. What was read is noted after it was dropped: after a
/// crash it is pulled under the same name again, which starts nothing new.
/// </summary>
/// <param name="services">The parts of the product.</param>
/// <param name="starter">Starts the runs.</param>
public sealed class SourcePull(PipelineServices services, PipelineStarter starter)
{
    private const string Partition = "sources";

    /// <summary>Most files of a container that one pull takes; the next one goes on.</summary>
    private const int MostFiles = 1_000;

    /// <summary>The containers and tables that are the product's own.</summary>
    private static readonly string[] Own =
    [
        .. StorageNames.DropContainers,
        StorageNames.DefinitionsContainer,
        StorageNames.ArtifactsContainer,
        StorageNames.QuarantineContainer,
        StorageNames.UploadsContainer,
        StorageNames.PredictionsContainer,
        StorageNames.AnchorsContainer,
    ];

    private readonly HttpSource _http = new(
        address => services.Settings.AllowPrivateSources || PublicAddress.IsPublic(address),
        services.Settings.AllowPrivateSources,
        services.Time
    );

    /// <summary>Pulls what is new, for one occurrence of its schedule.</summary>
    /// <returns>The runs that it started.</returns>
    /// <exception cref="ProblemException">The source cannot be read.</exception>
    public async Task<IReadOnlyList<string>> PullAsync(
        string model,
        SourceDefinition source,
        DateTimeOffset occurrence,
        string by,
        CancellationToken cancellation = default
    )
    {
        ModelNames.Check(model);
        if (source.Blob is { } blob)
        {
            return await PullFilesAsync(model, blob, by, cancellation);
        }

        var name = source.Url ?? $"{source.Sql!.Kind.JsonName()} {source.Sql.ConnectionFrom} {source.Sql.Query} {source.Sql.Watermark}";
        var key = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        var row = await services.Tables.FindAsync(StorageNames.TimersTable, Partition, model, cancellation);
        var state = row?.Read<SourceState>() is { } known && known.Source == key ? known : new(key);
        await using var file = TemporaryFile.Create();
        var next = source.Url is { } url
            ? await FetchAsync(new Uri(url), state, file, cancellation)
            : await QueryAsync(source.Sql!, state, file, cancellation);
        if (next is null)
        {
            return [];
        }

        file.Position = 0;
        next = next with { Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)) };
        var run =
            next.Sha256 == state.Sha256 && next.Watermark is null
                ? null
                : await DropAsync(model, NameOf(source, occurrence), file, by, cancellation);
        await services.Tables.WriteAsync(
            StorageNames.TimersTable,
            Partition,
            [row is null ? TableWrite.Insert(model, Json.Write(next)) : TableWrite.Replace(model, Json.Write(next), row.ETag)],
            cancellation
        );
        return run is null ? [] : [run];
    }

    private async Task<SourceState?> FetchAsync(Uri address, SourceState state, Stream file, CancellationToken cancellation)
    {
        var (isNew, etag) = await _http.ReadAsync(address, state.ETag, file, services.Settings.Limits.MaxFileBytes, cancellation);
        return isNew ? state with { ETag = etag } : null;
    }

    private async Task<SourceState?> QueryAsync(SqlSource sql, SourceState state, Stream file, CancellationToken cancellation)
    {
        if (
            services.Settings.ReadSql is not { } read
            || services.Settings.Notifications.Variable(sql.ConnectionFrom) is not { Length: > 0 } connection
        )
        {
            throw new ProblemException(
                new(
                    "The database is not known",
                    "no connection string",
                    $"one in the environment variable {sql.ConnectionFrom}",
                    "source.sql.connectionFrom",
                    "set the variable where the product runs"
                )
            );
        }

        var rows = await read(sql, connection, state.Watermark, file, services.Settings.Limits.MaxFileBytes, cancellation);
        return rows.Rows == 0 ? null : state with { Watermark = rows.Watermark };
    }

    private async Task<IReadOnlyList<string>> PullFilesAsync(string model, BlobSource source, string by, CancellationToken cancellation)
    {
        if (Own.Contains(source.Container))
        {
            throw new ProblemException(
                new(
                    "The container is the product's own",
                    source.Container,
                    "a container that others write",
                    "source.blob.container",
                    "name another container"
                )
            );
        }

        var (runs, partition) = (new List<string>(), $"{Partition}/{model}");
        var files = await services
            .Blobs.ListAsync(source.Container, source.Prefix ?? "", cancellation)
            .OrderBy(file => file.Modified)
            .ThenBy(file => file.Name, StringComparer.Ordinal)
            .ToListAsync(cancellation);
        foreach (var file in files)
        {
            var key = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{source.Container}/{file.Name}")));
            var row = await services.Tables.FindAsync(StorageNames.TimersTable, partition, key, cancellation);
            if (row?.Value == file.ETag || runs.Count == MostFiles)
            {
                continue;
            }

            await using var content = await services.Blobs.OpenReadAsync(source.Container, file.Name, cancellation);
            if (content is null || content.Info.ETag != file.ETag)
            {
                continue; // It has just been changed: the next pull takes it.
            }

            var version = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{key} {file.ETag}")))[..8];
            if (await DropAsync(model, $"source-{version}-{file.Name.Split('/')[^1]}", content.Content, by, cancellation) is { } run)
            {
                runs.Add(run);
            }

            await services.Tables.WriteAsync(
                StorageNames.TimersTable,
                partition,
                [row is null ? TableWrite.Insert(key, file.ETag) : TableWrite.Replace(key, file.ETag, row.ETag)],
                cancellation
            );
        }

        return runs;
    }

    private async Task<string?> DropAsync(string model, string file, Stream content, string by, CancellationToken cancellation)
    {
        if (content.CanSeek)
        {
            content.Position = 0;
        }

        var name = $"{model}/{file}";
        BlobNames.CheckFile(file);
        await services.Blobs.WriteAsync(StorageNames.IncomingContainer, name, content, WriteCondition.WhenAbsent, cancellation);
        return await starter.DropAsync(name, by, cancellation);
    }

    /// <summary>Named after the time that was due, so that a repeated pull writes the same file.</summary>
    private static string NameOf(SourceDefinition source, DateTimeOffset occurrence)
    {
        var at = occurrence.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        var last = source.Url is { } url ? Uri.UnescapeDataString(new Uri(url).Segments[^1]).Trim('/') : "rows.csv";
        return
            last.Length is > 0 and <= 100
            && last.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '-' or '_')
            && last[^1] != '.'
            ? $"source-{at}-{last}"
            : $"source-{at}";
    }
}
