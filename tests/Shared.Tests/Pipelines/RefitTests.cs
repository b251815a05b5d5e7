using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.Activities;
using MLOpsFunctions.Storage;
using MLOpsFunctions.Training;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>A model that was learned anew is taken only where it answers no worse than the judged one.</summary>
public sealed class RefitTests
{
    private const int Rows = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_got_worse_by_more_rows_is_not_taken_and_a_note_says_so(bool spoilt)
    {
        var linear = TrainerSet.BuiltIn.Find("linear");
        var services = Services(TrainerSet.BuiltIn with { Trainers = [TrainerSet.BuiltIn.Find(Trainers.Baseline), spoilt ? new SpoiltByAllRows(linear) : linear] });
        var job = await JobAsync(services);
        var bench = new TrainingBench(services);
        var (search, fitting) = (new SearchActivities(services, bench), new FittingActivities(services, bench));
        foreach (var number in (await search.ProposeAsync(new(job, 0, 2), default)).Numbers)
        {
            await search.TrainAsync(new(job, number), default);
        }

        var judged = await fitting.FitAsync(new(job, 2), default);
        var evaluation = await new EvaluationActivities(services, bench).EvaluateAsync(new(job, judged.Digest), default);
        var taken = await fitting.RefitAsync(new(job, judged, evaluation.Report), default);

        Assert.Equal("linear", judged.Trainer);
        Assert.Equal(spoilt, taken.Digest == judged.Digest);
        Assert.StartsWith(spoilt ? "The version is the judged model: " : $"The version has learned all {Rows} rows", Assert.Single(taken.Notes));
    }

    private static PipelineServices Services(TrainerSet trainers)
    {
        var time = new FakeTime(DateTimeOffset.UnixEpoch);
        var blobs = new InMemoryBlobStore(time);
        return new(blobs, new InMemoryTableStore(), trainers, new() { PrivacyKey = new byte[32] }, new(blobs, time, "0123abcd", NullLogger.Instance), time);
    }

    private static async Task<TrainingJob> JobAsync(PipelineServices services)
    {
        var (random, csv) = (new Random(1), new StringBuilder("a,b,price\n"));
        for (var row = 0; row < Rows; row++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            csv.Append(FormattableString.Invariant($"{a},{b},{(3 * a) - b + (0.1 * random.NextDouble())}\n"));
        }

        await services.Definitions.SaveAsync("m", """{ "label": "price" }""");
        var written = await services.Blobs.WriteAsync(StorageNames.IncomingContainer, "m/a.csv", new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString())));
        var outcome = await new IngestActivity(services).IngestAsync(new("run", "m", "m/a.csv", written!.ETag, "test"), default);
        return new("run", "m", outcome.Dataset!.Digest, outcome.Definition!);
    }

    /// <summary>Learns the labels upside down as soon as it is given every row.</summary>
    private sealed class SpoiltByAllRows(ITrainer inner) : ITrainer
    {
        public string Name => inner.Name;

        public FeatureEncoding Encoding => inner.Encoding;

        public IReadOnlyList<ParameterRange> Space => inner.Space;

        public bool Supports(ModelTask task) => inner.Supports(task);

        public TrainingOutcome Train(TrainingSet training, TrainingSet? validation, TrainerParameters parameters, TrainingContext context) => inner.Train(
            training.Labels.Length == Rows ? training with { Labels = Array.ConvertAll(training.Labels, label => -label) } : training, validation, parameters, context);
    }
}
