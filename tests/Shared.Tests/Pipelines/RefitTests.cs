using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Features;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Learning;
using MLOpsFunctions.Models;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Pipelines.Activities;
using MLOpsFunctions.Storage;

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
        var services = Services(
            TrainerSet.BuiltIn with
            {
                Trainers = [TrainerSet.BuiltIn.Find(BuiltInTrainers.Baseline), spoilt ? new SpoiltByAllRows(linear) : linear],
            }
        );
        var job = await JobAsync(services);
        var cache = new PreparedDataCache(services);
        var (search, fitting) = (new SearchActivities(services, cache), new FittingActivities(services, cache));
        foreach (var number in (await search.ProposeAsync(new(job, 0, 2), default)).Numbers)
        {
            await search.TrainAsync(new(job, number), default);
        }

        var judged = await fitting.FitAsync(new(job, 2), default);
        var evaluation = await new EvaluationActivities(services, cache).EvaluateAsync(new(job, judged.Digest), default);
        var taken = await fitting.RefitAsync(new(job, judged, evaluation.Report), default);

        Assert.Equal("linear", judged.Trainer);
        Assert.Equal(spoilt, taken.Digest == judged.Digest);
        Assert.StartsWith(
            spoilt ? "The version is the judged model: " : $"The version has learned all {Rows} rows",
            Assert.Single(taken.Notes.Sentences())
        );
    }

    [Theory]
    [InlineData(400)]
    [InlineData(9_000)]
    public async Task A_forecast_that_serves_has_learned_of_the_test_rows_how_far_off_it_lately_was(int days)
    {
        var (random, csv) = (new Random(1), new StringBuilder("day,sales\n"));
        for (var day = 0; day < days; day++)
        {
            var swing = day < 0.8 * days ? 1 : 20;
            csv.Append(
                FormattableString.Invariant($"{new DateTime(2000, 1, 1).AddDays(day):yyyy-MM-dd},{200 + (swing * random.NextDouble())}\n")
            );
        }

        var services = Services(TrainerSet.BuiltIn with { Trainers = [TrainerSet.BuiltIn.Find(BuiltInTrainers.Baseline)] });
        var job = await JobAsync(services, """{ "task": "forecast", "label": "sales" }""", csv.ToString());
        var cache = new PreparedDataCache(services);
        var (search, fitting) = (new SearchActivities(services, cache), new FittingActivities(services, cache));
        await search.TrainAsync(new(job, Assert.Single((await search.ProposeAsync(new(job, 0, 1), default)).Numbers)), default);
        var judged = await fitting.FitAsync(new(job, 1), default);
        var taken = await fitting.RefitAsync(new(job, judged, null), default);

        var (before, after) = (
            Width(await services.LoadModelAsync(judged.Digest, default)),
            Width(await services.LoadModelAsync(taken.Digest, default))
        );

        // What has come lately is 20 wide; the units of the series tell even the judged one of it.
        Assert.InRange(after, 12, 40);
        Assert.InRange(before, 5, 40);

        double Width(TrainedModel model)
        {
            var rows = new DataFrame([new TimeColumn("day", [new DateTime(2000, 1, 1).AddDays(days).Ticks])], 1);
            var answer = model.Predict(rows);
            return answer.Highs![0] - answer.Lows![0];
        }
    }

    private static PipelineServices Services(TrainerSet trainers)
    {
        var time = new FakeTime(DateTimeOffset.UnixEpoch);
        var blobs = new InMemoryBlobStore(time);
        return new ProductServices(
            blobs,
            new InMemoryTableStore(),
            trainers,
            new() { PrivacyKey = new byte[32] },
            "0123abcd",
            time,
            NullLoggerFactory.Instance
        ).Pipeline;
    }

    private static async Task<TrainingJob> JobAsync(PipelineServices services)
    {
        var (random, csv) = (new Random(1), new StringBuilder("a,b,price\n"));
        for (var row = 0; row < Rows; row++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            csv.Append(FormattableString.Invariant($"{a},{b},{(3 * a) - b + (0.1 * random.NextDouble())}\n"));
        }

        return await JobAsync(services, """{ "label": "price" }""", csv.ToString());
    }

    private static async Task<TrainingJob> JobAsync(PipelineServices services, string definition, string csv)
    {
        await services.Definitions.SaveAsync("m", definition);
        var written = await services.Blobs.WriteAsync(
            StorageNames.IncomingContainer,
            "m/a.csv",
            new MemoryStream(Encoding.UTF8.GetBytes(csv))
        );
        var outcome = await new IngestActivity(services).IngestAsync(new("run", "m", "m/a.csv", written!.ETag, "test"), default);
        return new("run", "m", outcome.Dataset!.Digest, outcome.Definition!);
    }

    /// <summary>Learns the labels upside down as soon as it is given every row.</summary>
    private sealed class SpoiltByAllRows(ITrainer inner) : ITrainer
    {
        public string Name => inner.Name;

        public FeatureEncoding Encoding => inner.Encoding;

        public IReadOnlyList<ParameterRange> SearchSpace => inner.SearchSpace;

        public bool Supports(ModelTask task) => inner.Supports(task);

        public TrainingOutcome Train(
            TrainingSet training,
            TrainingSet? validation,
            TrainerParameters parameters,
            TrainingContext context
        ) =>
            inner.Train(
                training.Labels.Length == Rows ? training with { Labels = Array.ConvertAll(training.Labels, label => -label) } : training,
                validation,
                parameters,
                context
            );
    }
}
