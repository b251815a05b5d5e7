using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines.OpenLineage;

/// <summary>
/// A run event of OpenLineage (openlineage.io, specification 2-0-2): that a run has begun or ended, what it read and what it made.
/// Facets are documents of their own, by name.
/// </summary>
public sealed record RunEvent(
    string EventType,
    DateTimeOffset EventTime,
    LineageRun Run,
    LineageJob Job,
    IReadOnlyList<LineageDataset> Inputs,
    IReadOnlyList<LineageDataset> Outputs
)
{
    private const string Specification = "https://openlineage.io/spec/";

    /// <summary>Says who made the event.</summary>
    public string Producer { get; } = MadeBy;

    /// <summary>Says what the event follows.</summary>
    [JsonPropertyName("schemaURL")]
    public string SchemaUrl { get; } = $"{Specification}2-0-2/OpenLineage.json#/$defs/RunEvent";

    private static readonly string Version = typeof(RunEvent).Assembly.GetName().Version!.ToString(3);

    private static readonly string MadeBy = $"urn:mlopsfunctions:{Version}";

    /// <summary>The event of a record that is about to replace another one; null where the run neither begins nor ends.</summary>
    /// <param name="before">The record that was known; null: none, the run begins.</param>
    /// <param name="run">The record that follows it.</param>
    /// <param name="scope">The namespace of jobs and data sets.</param>
    public static RunEvent? Of(RunRecord? before, RunRecord run, string scope)
    {
        if (before is not null && (run.Ended is null || before.Ended is not null))
        {
            return null;
        }

        var type = run.Ended is null ? "START" : EndOf(run.Status);
        return new(
            type,
            run.Ended ?? run.Started,
            new(IdOf(run.Run), Facets(run, type)),
            new(scope, $"{run.Model}.train"),
            InputsOf(run, scope),
            run.Version is { } number
                ? [new(scope, $"models/{run.Model}", VersionFacet(number.ToString(CultureInfo.InvariantCulture)))]
                : []
        );
    }

    /// <summary>The UUID of a run: the same run always has the same.</summary>
    internal static Guid IdOf(string run)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(run)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // RFC 9562, version 8: made by a rule of our own.
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static string EndOf(RunStatus status) =>
        status switch
        {
            RunStatus.Refused or RunStatus.Failed => "FAIL",
            RunStatus.Cancelled => "ABORT",
            _ => "COMPLETE",
        };

    private static List<LineageDataset> InputsOf(RunRecord run, string scope) =>
        (run.File, run.Dataset) switch
        {
            ({ } file, var data) =>
            [
                new(scope, $"{StorageNames.IncomingContainer}/{file}", data is null ? null : VersionFacet(data.Digest)),
            ],
            (null, { } data) => [new(scope, $"datasets/{run.Model}", VersionFacet(data.Digest))],
            _ => [],
        };

    private static Dictionary<string, object> VersionFacet(string version) =>
        new() { ["version"] = new DatasetVersionFacet(MadeBy, Facet("1-0-1/DatasetVersionDatasetFacet"), version) };

    /// <summary>An error is told by its title alone: the rest may quote cells of the data.</summary>
    private static Dictionary<string, object> Facets(RunRecord run, string type)
    {
        var facets = new Dictionary<string, object>
        {
            ["processing_engine"] = new EngineFacet(MadeBy, Facet("1-1-1/ProcessingEngineRunFacet"), Version, "MLOpsFunctions"),
            ["mlops_run"] = new RunFacet(
                MadeBy,
                $"{Specification}2-0-2/OpenLineage.json#/$defs/RunFacet",
                run.Run,
                run.Trigger,
                run.Status,
                run.Trainer,
                run.ModelDigest,
                run.Deployed,
                run.Trace,
                run.Environment ?? RunEnvironment.Current
            ),
        };
        if (type == "FAIL")
        {
            facets["errorMessage"] = new ErrorFacet(
                MadeBy,
                Facet("1-0-1/ErrorMessageRunFacet"),
                run.Problem?.Title ?? "The run failed",
                "C#"
            );
        }

        return facets;
    }

    private static string Facet(string name) => $"{Specification}facets/{name}.json#/$defs/{name.Split('/')[1]}";

    private sealed record DatasetVersionFacet(
        [property: JsonPropertyName("_producer")] string MadeBy,
        [property: JsonPropertyName("_schemaURL")] string SchemaUrl,
        string DatasetVersion
    );

    private sealed record EngineFacet(
        [property: JsonPropertyName("_producer")] string MadeBy,
        [property: JsonPropertyName("_schemaURL")] string SchemaUrl,
        string Version,
        string Name
    );

    private sealed record ErrorFacet(
        [property: JsonPropertyName("_producer")] string MadeBy,
        [property: JsonPropertyName("_schemaURL")] string SchemaUrl,
        string Message,
        string ProgrammingLanguage
    );

    private sealed record RunFacet(
        [property: JsonPropertyName("_producer")] string MadeBy,
        [property: JsonPropertyName("_schemaURL")] string SchemaUrl,
        string Run,
        RunTrigger Trigger,
        RunStatus Status,
        string? Trainer,
        string? ModelDigest,
        bool Deployed,
        string? Trace,
        RunEnvironment Environment
    );
}

/// <summary>The run of an event.</summary>
/// <param name="RunId">Its UUID.</param>
/// <param name="Facets">What is known of it, by facet.</param>
public sealed record LineageRun(Guid RunId, IReadOnlyDictionary<string, object> Facets);

/// <summary>What the run is a run of.</summary>
/// <param name="Namespace">Where names are unique.</param>
public sealed record LineageJob(string Namespace, string Name);

/// <summary>What a run reads or makes.</summary>
/// <param name="Namespace">Where names are unique.</param>
/// <param name="Facets">What is known of it, by facet; null: nothing.</param>
public sealed record LineageDataset(string Namespace, string Name, IReadOnlyDictionary<string, object>? Facets);
