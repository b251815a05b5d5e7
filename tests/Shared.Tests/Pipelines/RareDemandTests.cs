using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Contracts;
using MLOpsFunctions.Experiments;
using MLOpsFunctions.Hosting;
using MLOpsFunctions.Models;
using MLOpsFunctions.Pipelines.Activities;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Shared.Tests.Pipelines;

/// <summary>Of what is sold on few days, answers add up to what is sold.</summary>
public sealed class RareDemandTests
{
    private const int Items = 12;
    private const int Days = 300;

    [Theory]
    [InlineData("blend")]
    [InlineData("gbdt")]
    [InlineData("linear")]
    public async Task Answers_add_up_to_what_is_sold(string trainer)
    {
        var data = await PrepareAsync("""{ "task": "forecast", "label": "sold", "forecast": { "horizon": 14 } }""", share: 0.15);
        var model = new FinalFit(TrainerSet.BuiltIn)
            .Fit(data, data.ForFinal(TrainerSet.BuiltIn.Find(trainer).Encoding), trainer, new(), null, default)
            .Model;

        var answers = model.Predict(data.TestRowsFor(model)).Values;

        Assert.Equal("rmsse", data.Metric);
        Assert.All(data.Gates, gate => Assert.Equal("rmsse", gate.Metric));
        Assert.Equal("poisson", data.ContextOf(1, default).Objective);
        Assert.InRange(answers.Sum() / data.TestLabels.Sum(), 0.75, 1.3);
        Assert.All(answers, answer => Assert.InRange(answer, 0, 8));
        Assert.Contains(data.Notes, note => note.Code == "rare-demand");
    }

    [Theory]
    [InlineData(0.8, """{ "task": "forecast", "label": "sold" }""", "mase", "absolute", false)]
    [InlineData(0.15, """{ "task": "forecast", "label": "sold", "training": { "metric": "mae" } }""", "mae", "absolute", true)]
    [InlineData(0.15, """{ "task": "forecast", "label": "sold", "training": { "objective": "tweedie" } }""", "rmsse", "tweedie", true)]
    [InlineData(0.15, """{ "task": "forecast", "label": "sold", "training": { "objective": "absolute" } }""", "mase", "absolute", true)]
    public async Task What_a_definition_says_goes_first(double share, string definition, string metric, string objective, bool isRare)
    {
        var data = await PrepareAsync(definition, share);

        Assert.Equal((metric, objective), (data.Metric, data.ContextOf(1, default).Objective));
        Assert.Equal(isRare, data.Notes.Any(note => note.Code == "rare-demand"));
    }

    [Fact]
    public async Task The_baseline_is_a_value_of_the_past_in_whole_numbers()
    {
        var data = await PrepareAsync("""{ "task": "forecast", "label": "sold", "forecast": { "horizon": 14 } }""", share: 0.15);
        var trainer = TrainerSet.BuiltIn.Find(BuiltInTrainers.Baseline);

        var model = new FinalFit(TrainerSet.BuiltIn).Fit(data, data.ForFinal(trainer.Encoding), trainer.Name, new(), null, default).Model;

        Assert.All(model.Predict(data.TestRowsFor(model)).Values, answer => Assert.Equal(Math.Round(answer), answer, 1e-4));
    }

    private static async Task<PreparedData> PrepareAsync(string definition, double share)
    {
        var (random, csv) = (new Random(5), new StringBuilder("day,item,sold\n"));
        for (var day = 0; day < Days; day++)
        {
            for (var item = 0; item < Items; item++)
            {
                var sold = random.NextDouble() < share ? 1 + random.Next(1 + (item / 2)) : 0;
                csv.Append(FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddDays(day):yyyy-MM-dd},i{item},{sold}\n"));
            }
        }

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
        var written = await blobs.WriteAsync(
            StorageNames.IncomingContainer,
            "m/a.csv",
            new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()))
        );
        var outcome = await new IngestActivity(services).IngestAsync(new("run", "m", "m/a.csv", written!.ETag, "test"), default);
        return await new PreparedDataCache(services).PrepareAsync(new("run", "m", outcome.Dataset!.Digest, outcome.Definition!), default);
    }
}
