using System.Text;
using System.Text.Json;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Files to predict, from the drop to the predictions beside them.</summary>
public sealed class ScorePipelineTests : PipelineFixture
{
    [Fact]
    public async Task A_dropped_file_gets_its_predictions_refused_rows_and_a_receipt()
    {
        var rows = await TrainAsync();

        var run = await ScoreAsync("a.csv", rows + "1,2\n");

        Assert.Equal((RunStatus.Scored, 1, RunTrigger.Score), (run.Status, run.Version, run.Trigger));
        Assert.Equal((301, 300, 1), (run.Scored!.Read, run.Scored.Scored, run.Scored.Refused));
        Assert.Equal(301, (await TextAsync("a.csv.predictions.csv"))!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\n302,,too few cells,", await TextAsync("a.csv.quarantine.csv"));
        using var receipt = JsonDocument.Parse((await TextAsync("a.csv.receipt.json"))!);
        Assert.Equal(
            ("scored", run.Run),
            (receipt.RootElement.GetProperty("status").GetString(), receipt.RootElement.GetProperty("run").GetString())
        );
        Assert.Single(await Workspace.Services.Registry.VersionsAsync("m").ToListAsync());
    }

    [Fact]
    public async Task One_version_of_a_file_has_one_run_and_the_next_replaces_its_output()
    {
        var rows = await TrainAsync();
        var first = await ScoreAsync("a.csv", rows + "1,2\n");
        Assert.Equal(first.Run, await Workspace.Starter.ScoreAsync("m/a.csv", "again"));

        var second = await ScoreAsync("a.csv", rows[..rows.TrimEnd().LastIndexOf('\n')] + "\n");

        Assert.NotEqual(first.Run, second.Run);
        Assert.Equal(300, (await TextAsync("a.csv.predictions.csv"))!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Null(await TextAsync("a.csv.quarantine.csv"));
    }

    /// <summary>Predictions of the bytes before would pass for those of the refused ones.</summary>
    [Fact]
    public async Task A_file_that_is_refused_leaves_a_receipt_and_no_predictions()
    {
        var rows = await TrainAsync();
        await ScoreAsync("a.csv", rows);

        var run = await ScoreAsync("a.csv", "nothing,else\n1,2\n");

        Assert.Equal((RunStatus.Refused, null), (run.Status, run.Scored));
        Assert.Null(await TextAsync("a.csv.predictions.csv"));
        Assert.Contains("\"refused\"", await TextAsync("a.csv.receipt.json"));
    }

    [Fact]
    public async Task A_model_that_does_not_serve_predicts_no_file()
    {
        var run = await ScoreAsync("a.csv", "x\n1\n");

        Assert.Equal((RunStatus.Refused, 404), (run.Status, run.Problem!.Status));
        Assert.Contains("\"refused\"", await TextAsync("a.csv.receipt.json"));
    }

    /// <summary>A step that ran before the process died runs again, and a version that was promoted meanwhile is not asked.</summary>
    [Fact]
    public async Task Scored_again_a_file_has_the_same_predictions()
    {
        var rows = await TrainAsync();
        await ScoreAsync("a.csv", rows);
        var before = await TextAsync("a.csv.predictions.csv");
        var file = (await Workspace.Services.Blobs.FindAsync(StorageNames.ScoreContainer, "m/a.csv"))!;
        var activity = PipelineCatalog.Bind(Workspace.Services).Single(binding => binding.Name == PipelineActivities.ScoreFile.Name);
        var plan = new ScorePlan(new("again", "m", "m/a.csv", file.ETag, "test"), 1);

        await activity.RunJsonAsync(Json.Write(plan), default);
        var replaced = Json.Read<ScoredFile>(
            await activity.RunJsonAsync(Json.Write(plan with { Command = plan.Command with { ETag = "old" } }), default)
        );

        Assert.Equal(before, await TextAsync("a.csv.predictions.csv"));
        Assert.Equal("The file was replaced or removed after it was dropped", replaced.Problem!.Title);
    }

    private async Task<string> TrainAsync()
    {
        await DefineAsync(Fast + "}");
        Assert.Equal(RunStatus.Deployed, (await DropAsync("train.csv", RentalSample.Csv(500, seed: 1))).Status);
        return RentalSample.Csv(300, seed: 2);
    }

    private async Task<RunRecord> ScoreAsync(string name, string csv)
    {
        await Workspace.Services.Blobs.WriteAsync(StorageNames.ScoreContainer, $"m/{name}", new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        var run = (await Workspace.Starter.ScoreAsync($"m/{name}", "test"))!;
        await Workspace.Engine.WaitAsync(run);
        return (await Workspace.Services.Runs.FindAsync(run))!;
    }

    private async Task<string?> TextAsync(string name)
    {
        await using var read = await Workspace.Services.Blobs.OpenReadAsync(StorageNames.ScoreContainer, $"m/{name}");
        return read is null ? null : await new StreamReader(read.Content).ReadToEndAsync();
    }
}
