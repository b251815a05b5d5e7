using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>What serves has learned the rows that it was judged without, and every figure stays that of the model that had not.</summary>
public sealed class RefitTests : PipelineFixture
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_only_the_newest_rows_tell_is_known_to_what_serves_unless_the_judged_model_is_to(bool refit)
    {
        await DefineAsync(refit);
        var (run, version) = await DropAsync("a.csv", rows: 500);
        Assert.True(run.Deployed, run.Message);
        var serving = await AskAsync("extra");
        var judged = await Workspace.Services.LoadModelAsync(version.Evaluated ?? version.Artifact);

        Assert.Equal(refit, version.Evaluated is not null);
        Assert.Equal(run.ModelDigest, version.Artifact);
        Assert.Equal(refit, serving > 600);
        Assert.True(judged.Predict(Ask("extra")).Values[0] < 500);
        Assert.True(version.Metrics["rmse"].Value > 50);
        Assert.Equal(refit, run.Notes.Sentences().Any(note => note.StartsWith("The version has learned all 500 rows")));
        Assert.Equal(
            refit,
            ModelCardMarkdown
                .Write(version, await Workspace.Services.Registry.CardAsync(version))
                .Contains($"| Judged as | {version.Evaluated}")
        );
    }

    [Fact]
    public async Task A_later_version_is_compared_with_the_champion_as_it_was_judged_which_has_not_learned_the_rows_of_the_comparison()
    {
        await DefineAsync(refit: true);
        var (_, first) = await DropAsync("a.csv", rows: 500);
        var (_, second) = await DropAsync("b.csv", rows: 510);

        var champion = (await Workspace.Services.Registry.CardAsync(second)).Comparison!.Other["rmse"];
        Assert.InRange(champion, first.Metrics["rmse"].Value * 0.8, first.Metrics["rmse"].Value * 1.2);
    }

    [Fact]
    public async Task A_champion_that_cannot_be_read_as_it_was_judged_is_compared_as_it_serves_and_never_passed_over()
    {
        await DefineAsync(refit: true);
        var (_, first) = await DropAsync("a.csv", rows: 500);
        await Workspace.Services.Blobs.WriteAsync(
            StorageNames.ArtifactsContainer,
            $"{first.Evaluated![..2]}/{first.Evaluated}",
            new MemoryStream([1, 2, 3])
        );
        var (run, second) = await DropAsync("b.csv", rows: 510);

        var champion = (await Workspace.Services.Registry.CardAsync(second)).Comparison!.Other["rmse"];
        Assert.True(champion < first.Metrics["rmse"].Value * 0.5);
        Assert.Contains(
            run.Notes.Sentences(),
            note => note.StartsWith("Version 1 cannot be read as it was judged, and was compared as it serves")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_way_a_version_is_rebuilt_bit_by_bit(bool refit)
    {
        await DefineAsync(refit);
        var (run, version) = await DropAsync("a.csv", rows: 500);
        var rebuilt = await ReproduceAsync(run.Run);

        Assert.Equal((RunStatus.Reproduced, version.Artifact), (rebuilt.Status, rebuilt.ModelDigest));
    }

    private Task DefineAsync(bool refit) =>
        DefineAsync(
            $$"""
            {
              "label": "price", "columns": { "day": { "role": "time" } }, "split": { "kind": "time", "test": 0.2 },
              "gates": [{ "metric": "rmse", "max": 1000 }],
              "training": { "candidates": ["linear"], "budget": { "trials": 2 }, "refit": {{(refit ? "true" : "false")}} }
            }
            """
        );

    /// <summary>Of the last fifth, the test rows, every third has something that no row before had, and costs 300 more.</summary>
    private async Task<(RunRecord Run, ModelVersion Version)> DropAsync(string file, int rows)
    {
        var (random, csv, day) = (new Random(5), new StringBuilder("day,size,kind,price\n"), new DateOnly(2024, 1, 1));
        for (var row = 0; row < rows; row++)
        {
            var (size, isExtra) = (random.NextDouble() * 10, row >= 400 && row % 3 == 0);
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{day.AddDays(row):yyyy-MM-dd},{size:0.000},{(isExtra ? "extra" : "plain")},"
                    + $"{100 + (60 * size) + (isExtra ? 300 : 0) + random.NextDouble():0.000}\n"
            );
        }

        var run = await DropAsync(file, csv.ToString());
        Assert.True(run.Version is not null, run.Message);
        return (run, (await Workspace.Services.Registry.FindByRunAsync("m", run.Run))!);
    }

    private async Task<double> AskAsync(string kind) =>
        (await Workspace.Router.FindAsync("m"))!.Served.Predict(Ask(kind)).Predictions.Values[0];

    private static DataFrame Ask(string kind) =>
        new(
            [new TimeColumn("day", [new DateTime(2025, 6, 1).Ticks]), new NumberColumn("size", [5.0]), new TextColumn("kind", [0], [kind])],
            1
        );
}
