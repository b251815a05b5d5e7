using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Deployment;
using MLOpsFunctions.Monitoring;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Serving;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Training again from predictions whose truth is known, without a dropped file.</summary>
public sealed class FeedbackRetrainTests : PipelineFixture
{
    private const string Wanted = """
        {
          "label": "y", "task": "regression",
          "columns": { "x": { "role": "feature" }, "who": { "pii": "hash" }, "when": { "role": "time", "type": "time" } },
          "split": { "kind": "time" },
          "drift": { "share": 0.1 },
          "training": { "candidates": ["linear"], "budget": { "trials": 2 } },
          "retrain": { "minRows": 100, "cooldown": "1s", "fromFeedback": {} }
        }
        """;

    [Fact]
    public async Task Drift_retrains_from_labelled_predictions_and_the_same_feedback_never_counts_twice()
    {
        await DefineAsync(Wanted);
        var first = await DropAsync("a.csv", Csv(400, day: 1, shift: 0));
        var ids = await PredictAsync(150, shift: 50);
        await TellAsync(ids, shift: 50);
        await TellAsync(ids, shift: 50);

        var outcome = await CheckAsync(Csv(300, day: 60, shift: 50));
        var run = (await Workspace.Services.Runs.FindAsync(outcome.Run!))!;

        Assert.Equal((true, 550L), (outcome.Retrain, run.Dataset!.RowsKept));
        Assert.Contains(run.Notes.Sentences(), note => note.StartsWith("150 predictions whose truth is known"));
        var (dataset, frame) = await DatasetAsync(run);
        Assert.Equal((first.Dataset!.Digest, 150, 150L), (dataset.Feedback!.Base, dataset.Feedback.Rows, dataset.Feedback.Known));
        Assert.Equal(550, ((NumberColumn)frame.Find("y")!).Values.Length);

        // Once learned, the same feedback is a reason for nothing, and gives the same data set again.
        var again = await CheckAsync(Csv(301, day: 60, shift: 50));
        Assert.False(again.Retrain);
        var retrained = await RetrainAsync("again");
        Assert.Equal(run.Dataset.Digest, retrained.Dataset!.Digest);
        Assert.Equal(run.Dataset.Digest, (await Workspace.Services.Registry.FindAsync("m", retrained.Version!.Value))!.Dataset);
    }

    [Fact]
    public async Task Inputs_are_learned_as_they_were_scored_and_private_cells_stay_hashed()
    {
        await DefineAsync(Wanted);
        await DropAsync("a.csv", Csv(400, day: 1, shift: 0));
        await TellAsync(await PredictAsync(120, shift: 5), shift: 5);

        var (dataset, frame) = await DatasetAsync(await RetrainAsync("one"));

        var who = (TextColumn)frame.Find("who")!;
        Assert.DoesNotContain(who.Levels, level => level.StartsWith("person", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 4).Select(i => who[i]), Enumerable.Range(400, 4).Select(i => who[i]));
        Assert.Equal([5d, 6, 7], ((NumberColumn)frame.Find("x")!).Values[400..403]);
        Assert.Equal([15d, 17, 19], ((NumberColumn)frame.Find("y")!).Values[400..403]);
        var batches = await Workspace.Services.Artifacts.ReadJsonAsync<List<FeedbackBatchRows>>(dataset.Feedback!.Batches);
        Assert.Equal(120, batches.Sum(batch => batch.Rows.Count));
        Assert.All(batches, batch => Assert.StartsWith("m/", batch.Blob));
    }

    [Fact]
    public async Task A_retrain_from_feedback_is_rebuilt_bit_by_bit_whatever_was_said_since()
    {
        await DefineAsync(Wanted);
        await DropAsync("a.csv", Csv(400, day: 1, shift: 0));
        await TellAsync(await PredictAsync(120, shift: 5), shift: 5);
        var run = await RetrainAsync("one");
        await TellAsync(await PredictAsync(50, shift: 9), shift: 9);

        var rebuild = await ReproduceAsync(run.Run);

        Assert.Equal((RunStatus.Reproduced, run.ModelDigest), (rebuild.Status, rebuild.ModelDigest));
    }

    [Theory]
    [InlineData("""{ "maxRows": 30 }""", 30)]
    [InlineData("null", 0)]
    public async Task Only_as_much_feedback_is_learned_as_the_definition_wants_the_newest(string wanted, int rows)
    {
        await DefineAsync(Wanted.Replace("\"fromFeedback\": {}", $"\"fromFeedback\": {wanted}"));
        await DropAsync("a.csv", Csv(400, day: 1, shift: 0));
        await TellAsync(await PredictAsync(120, shift: 5), shift: 5);

        var (dataset, frame) = await DatasetAsync(await RetrainAsync("one"));

        Assert.Equal((rows, 400 + rows), (dataset.Feedback?.Rows ?? 0, frame.RowCount));
        Assert.Equal(rows == 0 ? 399 : 5 + 119, ((NumberColumn)frame.Find("x")!).Values[^1]);
    }

    [Fact]
    public async Task Rows_of_a_version_that_was_asked_for_by_number_are_no_traffic_and_not_learned()
    {
        await DefineAsync(Wanted);
        await DropAsync("a.csv", Csv(400, day: 1, shift: 0));
        await TellAsync(await PredictAsync(120, shift: 5, ServingRole.Requested), shift: 5);

        Assert.Equal(400, (await RetrainAsync("one")).Dataset!.RowsKept);
    }

    [Fact]
    public async Task What_serves_is_estimated_without_any_actual_value_once_its_errors_are_learned()
    {
        await DefineAsync(Wanted);
        await DropAsync("a.csv", Csv(700, day: 1, shift: 0, noise: 5));
        await PredictAsync(200, shift: 0);
        Assert.Empty((await Workspace.Services.Performance.ReadAsync("m")).Estimates);

        await CheckAsync(Csv(300, day: 60, shift: 0, noise: 5));
        var estimate = Assert.Single((await Workspace.Services.Performance.ReadAsync("m")).Estimates);

        // Thirteen kinds of noise, 0 to 12, each as often: their mean distance from the mean is 42/13.
        Assert.Equal((EstimateSource.Dle, 200L), (estimate.Source, estimate.Predictions));
        Assert.InRange(42 / 13d, estimate.Metrics["mae"].Low, estimate.Metrics["mae"].High);
    }

    private static string Csv(int rows, int day, int shift, int noise = 0)
    {
        var text = new StringBuilder("when,who,x,y\n");
        for (var row = 0; row < rows; row++)
        {
            var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day).AddHours(row);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{at:yyyy-MM-dd HH:mm},person{row % 7},{row + shift},{(2 * (row + shift)) + 5 + (noise * row % 13)}\n"
            );
        }

        return text.ToString();
    }

    private async Task<IReadOnlyList<string>> PredictAsync(int rows, int shift, ServingRole role = ServingRole.Champion)
    {
        var routed = (await Workspace.Router.FindAsync("m"))!;
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Csv(rows, day: 30, shift)));
        var read = FrameReader.ReadCsv(file, routed.Served.Schema, "rows");
        var ids = Workspace.Predictions.Append(routed.Served.Predict(read.Frame), role, routed.Slot);
        await Workspace.Predictions.FlushAsync();
        return ids;
    }

    private async Task TellAsync(IReadOnlyList<string> ids, int shift)
    {
        for (var row = 0; row < ids.Count; row++)
        {
            Assert.Equal(FeedbackOutcome.Kept, await Workspace.Feedback.RecordAsync("m", ids[row], $"{(2 * (row + shift)) + 5}"));
        }
    }

    private async Task<RunRecord> RetrainAsync(string key)
    {
        var run = await Workspace.Starter.RetrainAsync("m", key, RunTrigger.Retrain, "ada", "to see");
        await Workspace.Engine.WaitAsync(run);
        return (await Workspace.Services.Runs.FindAsync(run))!;
    }

    private async Task<(DatasetVersion Dataset, DataFrame Frame)> DatasetAsync(RunRecord run)
    {
        var version = (await Workspace.Services.Registry.FindAsync("m", run.Version!.Value))!;
        return (
            await Workspace.Services.Datasets.DescribeAsync("m", version.Dataset, version.Definition),
            await Workspace.Services.Artifacts.ReadAsync(version.Dataset, FrameFile.Read)
        );
    }
}
