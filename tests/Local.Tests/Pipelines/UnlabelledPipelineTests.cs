using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>Groups and anomalies, from dropped files to what serves.</summary>
public sealed class UnlabelledPipelineTests : PipelineFixture
{
    [Theory]
    [InlineData("clustering", "silhouette", "kmeans")]
    [InlineData("anomaly", "separation", "iforest")]
    public async Task What_has_no_label_is_learned_measured_and_gated_too(string task, string metric, string trainer)
    {
        await DefineAsync($$"""{ "task": "{{task}}" }""");
        var (random, csv) = (new Random(3), new StringBuilder("x,y,z\n"));
        for (var row = 0; row < 600; row++)
        {
            var middle = row % 3 * 5;
            csv.Append(
                FormattableString.Invariant(
                    $"{middle + random.NextDouble():0.000},{middle - random.NextDouble():0.000},{random.NextDouble():0.000}\n"
                )
            );
        }

        var run = await DropAsync("a.csv", csv.ToString());

        Assert.Equal((RunStatus.Deployed, trainer), (run.Status, run.Trainer));
        Assert.InRange(run.Metrics![metric], 0.4, 1);
        Assert.Equal(task == "anomaly", run.Notes.Sentences().Any(note => note.Contains("No row is labelled")));
    }

    /// <summary>The second file has most rows where the first had fewest, a group more, and a group less.</summary>
    [Fact]
    public async Task Clusters_keep_their_numbers_from_version_to_version_and_a_rebuild_gives_them_again()
    {
        await DefineAsync("""{ "task": "clustering", "gates": [{ "metric": "silhouette", "min": 0.3 }] }""");
        var first = await DropAsync("a.csv", Blobs(400, 150, 50, 0));
        var groups = await ClustersAsync(first, [0, 1, 2]);
        var second = await DropAsync("b.csv", Blobs(0, 150, 400, 300));

        Assert.Equal((RunStatus.Deployed, RunStatus.Deployed), (first.Status, second.Status));
        Assert.Equal([0, 1, 2], groups);
        Assert.Equal((int[])[1, 2, 3], await ClustersAsync(second, [1, 2, 3]));
        Assert.Contains("Clusters keep the numbers of version 1, by the rows that they share. New: 3. Gone: 0.", second.Notes.Sentences());
        Assert.Equal((int[])[1, 2, 3], (await CardAsync(second)).Clusters.Select(cluster => cluster.Cluster));

        var rebuild = await Workspace.Starter.ReproduceAsync("m", second.Run, "again", "test");
        Assert.Equal(RunStatus.Reproduced, MLOpsFunctions.Json.Read<RunRecord>((await Workspace.Engine.WaitAsync(rebuild)).Output!).Status);
    }

    [Fact]
    public async Task A_named_number_of_clusters_is_found_and_tiny_ones_are_noted()
    {
        await DefineAsync("""{ "task": "clustering", "training": { "clusters": 3 }, "gates": [{ "metric": "silhouette", "min": 0.3 }] }""");
        var run = await DropAsync("a.csv", Blobs(500, 500, 6, 0));

        Assert.Equal(3, (await CardAsync(run)).Clusters.Count);
        Assert.Contains(run.Notes.Sentences(), note => note.StartsWith("Cluster 2 has less than 1% of the rows", StringComparison.Ordinal));
    }

    /// <summary>So many rows around each of four middles.</summary>
    private static string Blobs(params int[] rows)
    {
        var (random, csv) = (new Random(5), new StringBuilder("x,y\n"));
        foreach (var group in rows.SelectMany((count, group) => Enumerable.Repeat(group, count)).OrderBy(_ => random.Next()))
        {
            var (x, y) = Middle(group);
            csv.Append(FormattableString.Invariant($"{x + random.NextDouble():0.000},{y + random.NextDouble():0.000}\n"));
        }

        return csv.ToString();
    }

    private static (double X, double Y) Middle(int group) => (7 * group, group % 2 * 9);

    private async Task<int[]> ClustersAsync(RunRecord run, int[] groups)
    {
        var served = (await Workspace.Services.Scorer.LoadAsync("m", run.Version!.Value))!;
        DataColumn[] middles =
        [
            new NumberColumn("x", [.. groups.Select(group => Middle(group).X + 0.5)]),
            new NumberColumn("y", [.. groups.Select(group => Middle(group).Y + 0.5)]),
        ];
        return Array.ConvertAll(served.Predict(new(middles, groups.Length)).Predictions.Values, cluster => (int)cluster);
    }

    private async Task<ModelCard> CardAsync(RunRecord run) =>
        await Workspace.Services.Registry.CardAsync((await Workspace.Services.Registry.FindAsync("m", run.Version!.Value))!);

    [Fact]
    public async Task A_row_is_called_an_anomaly_as_often_as_declared_and_the_card_says_from_which_score_on()
    {
        await DefineAsync("""{ "task": "anomaly", "label": "odd", "training": { "contamination": 0.1 } }""");
        var (random, csv) = (new Random(3), new StringBuilder("x,y,odd\n"));
        for (var row = 0; row < 800; row++)
        {
            var far = row % 20 == 0 ? 9 : 0;
            csv.Append(
                FormattableString.Invariant(
                    $"{far + random.NextDouble():0.000},{far - random.NextDouble():0.000},{(far > 0 ? "yes" : "no")}\n"
                )
            );
        }

        var run = await DropAsync("a.csv", csv.ToString());
        var served = (await Workspace.Router.FindAsync("m"))!.Served;
        var answers = (await Workspace.Services.Registry.CardAsync(served.Version)).Answers.Sentences();
        var near = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
        var predictions = served
            .Predict(
                new([new Data.NumberColumn("x", [.. near, 9.5]), new Data.NumberColumn("y", [.. near.Select(value => -value), 8.5])], 201)
            )
            .Predictions;

        Assert.Equal((RunStatus.Deployed, true), (run.Status, run.Metrics!.ContainsKey("auc")));
        Assert.Contains("as 10% of the training rows are: the share declared as contamination is 10%", Assert.Single(answers));
        Assert.Contains(answers[0], run.Notes.Sentences());
        Assert.True(predictions.IsAnomaly(200));
        Assert.InRange(Enumerable.Range(0, 200).Count(row => predictions.IsAnomaly(row) == true), 0, 40);
    }

    [Fact]
    public async Task Without_labels_nothing_is_called_auc()
    {
        await DefineAsync("""{ "task": "anomaly", "gates": [{ "metric": "auc", "min": 0.9 }] }""");

        var run = await DropAsync(
            "a.csv",
            "x,y\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row * 37 % 101},{row * 53 % 97}\n"))
        );

        Assert.Equal((RunStatus.Refused, "separation"), (run.Status, run.Problem!.Expected));
    }

    [Fact]
    public async Task The_card_of_clusters_tells_their_sizes_and_centres_in_the_columns_own_units()
    {
        await DefineAsync("""{ "task": "clustering" }""");
        var (random, csv) = (new Random(3), new StringBuilder("income,city,seen,said\n"));
        for (var row = 0; row < 400; row++)
        {
            var isFirst = row % 4 > 0;
            csv.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(isFirst ? 20_000 : 90_000) + (7 * random.NextDouble()):0.000},{(isFirst ? "Oslo" : "Rome")},"
                        + $"{(isFirst ? "2024-03-05" : "2024-09-05")},was ever so glad to be back among friends {Word(row)}\n"
                )
            );
        }

        static string Word(int row) =>
            string.Concat(
                row.ToString("000", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0'))
            );
        var run = await DropAsync("a.csv", csv.ToString());
        var card = await Workspace.Services.Registry.CardAsync((await Workspace.Services.Registry.FindAsync("m", run.Version!.Value))!);

        Assert.Contains(run.Notes.Sentences(), note => note.StartsWith("2 clusters"));
        Assert.InRange(card.Clusters[0].Share, 0.7, 0.8);
        Assert.Equal((2, 1.0), (card.Clusters.Count, card.Clusters.Sum(cluster => cluster.Share)));
        var (large, small) = (card.Clusters[0].Centre, card.Clusters[1].Centre);
        Assert.InRange(double.Parse(large[0].At, System.Globalization.CultureInfo.InvariantCulture), 20_000, 20_007);
        Assert.InRange(double.Parse(small[0].At, System.Globalization.CultureInfo.InvariantCulture), 90_000, 90_007);
        Assert.Equal((("Oslo", (double?)1), ("Rome", (double?)1)), ((large[1].At, large[1].Share), (small[1].At, small[1].Share)));
        Assert.StartsWith("2024-03-05", large[2].At);
        Assert.StartsWith("2024-09-05", small[2].At);
        Assert.EndsWith(" characters", large[3].At);
        Assert.NotEmpty(card.Importances);
    }

    [Fact]
    public async Task Parts_of_what_has_no_groups_do_not_serve()
    {
        await DefineAsync("""{ "task": "clustering" }""");
        var (random, csv) = (new Random(4), new StringBuilder("x,y,z\n"));
        for (var row = 0; row < 600; row++)
        {
            csv.Append(
                FormattableString.Invariant($"{random.NextDouble():0.000},{random.NextDouble():0.000},{random.NextDouble():0.000}\n")
            );
        }

        var run = await DropAsync("a.csv", csv.ToString());

        Assert.Equal(RunStatus.HeldBack, run.Status);
        Assert.Contains("no groups", run.Verdict!.Sentence);
    }
}
