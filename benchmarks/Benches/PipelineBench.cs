using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Benchmarks.Data;
using MLOpsFunctions.Benchmarks.Running;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Local.Engine;
using MLOpsFunctions.Local.Stores;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Benchmarks.Benches;

/// <summary>
/// A whole run from the dropped file to the live slot, with the stores and the engine of one machine, and how much of
/// it is not training: as it is by default, and with the least training that a run can have, one boosted candidate that
/// is tried once and fitted once more.
/// </summary>
internal sealed class PipelineBench : Bench
{
    private const string Default = """{ "label": "label" }""";
    private const string Least = """{ "label": "label", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }""";

    public override string Name => "pipeline";

    public override string Measures =>
        "seconds of a whole run in which no training ran, 28 numbers a row; overheadShare is their ratio to training's";

    public override int Rows => 500_000;

    public override IReadOnlyList<Side> Sides { get; } =
    [
        new("default run", input => Scratch.With(folder => Run(input, folder, Default))) { Compared = false },
        new("least training", input => Scratch.With(folder => Run(input, folder, Least))) { Compared = false },
    ];

    public override string Prepare(int rows) => new SyntheticTable(rows).Csv();

    private static Measurement Run(SideInput input, string folder, string definition)
    {
        var clock = new TrainingClock();
        var figures = new Dictionary<string, double>();
        var whole = Measurement.Of(
            () => RunAsync(input.Input, folder, definition, clock, figures).GetAwaiter().GetResult(),
            run => $"{run.Dataset!.RowsKept} rows, {run.Status}"
        );
        var (training, other) = (clock.Elapsed.TotalSeconds, whole.Seconds - clock.Elapsed.TotalSeconds);
        (figures["trainingSeconds"], figures["overheadShare"]) = (training, other / training);
        return whole with { Seconds = other, Figures = figures };
    }

    private static async Task<RunRecord> RunAsync(
        string csv,
        string folder,
        string definition,
        TrainingClock clock,
        Dictionary<string, double> figures
    )
    {
        var blobs = new FileBlobStore(folder, TimeProvider.System);
        using var tables = new SqliteTableStore(Path.Combine(folder, "tables.db"));
        var settings = new PipelineSettings
        {
            PrivacyKey = new byte[32],
            CandidateThreads = 1,
            Threads = Environment.ProcessorCount,
        };
        var trainers = TrainerSet.BuiltIn with
        {
            Trainers = [.. BuiltInTrainers.BuiltIn.Select(trainer => new TimedTrainer(trainer, clock))],
        };
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
        var options = new EngineOptions { Database = Path.Combine(folder, "engine.db") };
        await using var engine = new DurableEngine(
            options,
            PipelineCatalog.Flows,
            PipelineCatalog.Bind(services),
            "bench",
            TimeProvider.System,
            NullLogger<DurableEngine>.Instance
        );
        await engine.StartAsync();
        await using (var content = File.OpenRead(csv))
        {
            await blobs.WriteAsync(StorageNames.IncomingContainer, "bench/data.csv", content);
        }

        var run = await new PipelineStarter(engine, blobs).DropAsync("bench/data.csv", "bench");
        var end = await engine.WaitAsync(run!);
        ReportActivities(engine.Reader.Events(run!), figures);
        return Json.Read<RunRecord>(end.Output ?? throw new InvalidOperationException(end.Error));
    }

    /// <summary>How long each activity took from its request to its answer, trainings included; the like summed up.</summary>
    private static void ReportActivities(IReadOnlyList<FlowEvent> history, Dictionary<string, double> figures)
    {
        foreach (var request in history.Where(entry => entry.Kind == FlowEventKind.ActivityScheduled))
        {
            var answer = history.First(entry => entry.Action == request.Action && entry.Kind == FlowEventKind.Completed);
            var key = $"{request.Name}Seconds";
            figures[key] = figures.GetValueOrDefault(key) + (answer.Time - request.Time).TotalSeconds;
        }
    }
}
