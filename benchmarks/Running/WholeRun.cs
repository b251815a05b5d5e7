using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>A whole run in a workspace of its own, as a dropped file starts it.</summary>
internal static class WholeRun
{
    /// <summary>The model that would serve, whether its gates passed or not.</summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="definition">The definition, as JSON.</param>
    /// <param name="csv">The file.</param>
    /// <param name="trainers">The trainers that compete.</param>
    public static async Task<TrainedModel> TrainAsync(string folder, string definition, byte[] csv, TrainerSet trainers)
    {
        Directory.CreateDirectory(folder);
        var blobs = new FileBlobStore(folder, TimeProvider.System);
        using var tables = new SqliteTableStore(Path.Combine(folder, "tables.db"));
        var settings = new PipelineSettings { PrivacyKey = new byte[32], Threads = Environment.ProcessorCount };
        var services = new ProductServices(
            blobs,
            tables,
            trainers,
            settings,
            "0000beac",
            TimeProvider.System,
            NullLoggerFactory.Instance
        ).Pipeline;
        await services.Definitions.SaveAsync("bench", definition);
        await using var engine = new DurableEngine(
            new() { Database = Path.Combine(folder, "engine.db") },
            PipelineCatalog.Flows,
            PipelineCatalog.Bind(services),
            "bench",
            TimeProvider.System,
            NullLogger<DurableEngine>.Instance
        );
        await engine.StartAsync();
        await blobs.WriteAsync(StorageNames.IncomingContainer, "bench/data.csv", new MemoryStream(csv));
        var run = await new PipelineStarter(engine, blobs).DropAsync("bench/data.csv", "bench");
        var end = await engine.WaitAsync(run!);
        var record = Json.Read<RunRecord>(end.Output ?? throw new InvalidOperationException(end.Error));
        var version = await services.Registry.FindAsync(
            "bench",
            record.Version ?? throw new InvalidOperationException(record.Message),
            default
        );
        return await services.LoadModelAsync(version!.Artifact, default);
    }
}
