using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Experiments.Search;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines.Activities;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>Prepares a file for training, as a run does.</summary>
internal static class PreparedCsv
{
    public static async Task<PreparedData> OfAsync(string definition, string csv)
    {
        var time = new FakeTime(DateTimeOffset.UnixEpoch);
        var blobs = new InMemoryBlobStore(time);
        var services = new ProductServices(
            blobs,
            new InMemoryTableStore(),
            TrainerSet.BuiltIn,
            new() { PrivacyKey = new byte[32] },
            "0123abcd",
            time,
            NullLoggerFactory.Instance
        ).Pipeline;
        await services.Definitions.SaveAsync("m", definition);
        var written = await blobs.WriteAsync(StorageNames.IncomingContainer, "m/a.csv", new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        var outcome = await new IngestActivity(services).IngestAsync(new("run", "m", "m/a.csv", written!.ETag, "test"), default);
        return await new PreparedDataCache(services).PrepareAsync(new("run", "m", outcome.Dataset!.Digest, outcome.Definition!), default);
    }

    /// <summary>A trainer's defaults, tried on the rows.</summary>
    public static Trial Measure(this PreparedData data, string name, TrainerParameters? parameters = null, int threads = 1)
    {
        var trainer = TrainerSet.BuiltIn.Find(name);
        return data.Measure(trainer, new(0, name, parameters ?? []), parameters ?? [], data.ContextOf(threads, default));
    }
}
