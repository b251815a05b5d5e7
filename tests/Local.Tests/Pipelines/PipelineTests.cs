using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Data;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>From dropped files to what serves, in one process on real stores.</summary>
public sealed class PipelineTests : IAsyncLifetime, IDisposable
{
    private const string Fast = """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } }""";
    private readonly TemporaryFolder _folder = new();
    private Workspace _workspace = null!;

    public async Task InitializeAsync()
    {
        _workspace = Workspace.Open(_folder.Path, TimeProvider.System, NullLoggerFactory.Instance);
        await _workspace.Engine.StartAsync();
    }

    public async Task DisposeAsync() => await _workspace.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_good_file_serves_with_its_bad_rows_explained()
    {
        await DefineAsync(Fast + "}");
        var run = await DropAsync("a.csv", RentalSample.Csv(1200, seed: 1, flaws: true));

        Assert.Equal(RunStatus.Deployed, run.Status);
        Assert.Equal(1, (await _workspace.Services.Deployments.GetAsync("m")).LiveVersion);
        Assert.Equal((1200, 1191, 9), (run.Dataset!.RowsRead, run.Dataset.RowsKept, run.Dataset.RowsQuarantined));
        var receipt = await ReceiptAsync("a.csv");
        Assert.Equal(("accepted", run.Run, run.Dataset.Digest), (receipt.Status, receipt.Run, receipt.Dataset));
        Assert.Contains(receipt.Examples, row => row is { Line: 99, Column: "temperature", Reason: "not a number" });
    }

    [Fact]
    public async Task A_worse_file_is_held_back_and_the_champion_stays()
    {
        await DefineAsync(Fast + "}");
        await DropAsync("good.csv", RentalSample.Csv(1500, seed: 1));
        var worse = await DropAsync("worse.csv", RentalSample.Csv(1500, seed: 1, noise: 150));

        Assert.Equal((RunStatus.HeldBack, false, (int?)2), (worse.Status, worse.Deployed, worse.Version));
        Assert.StartsWith("Held back: rmse ", worse.Verdict!.Sentence);
        Assert.Equal(1, (await _workspace.Services.Deployments.GetAsync("m")).LiveVersion);
    }

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
            csv.Append(FormattableString.Invariant($"{middle + random.NextDouble():0.000},{middle - random.NextDouble():0.000},{random.NextDouble():0.000}\n"));
        }

        var run = await DropAsync("a.csv", csv.ToString());

        Assert.Equal((RunStatus.Deployed, trainer), (run.Status, run.Trainer));
        Assert.InRange(run.Metrics![metric], 0.4, 1);
        Assert.Equal(task == "anomaly", run.Notes.Any(note => note.Contains("No row is labelled")));
    }

    [Fact]
    public async Task A_row_is_called_an_anomaly_as_often_as_declared_and_the_card_says_from_which_score_on()
    {
        await DefineAsync("""{ "task": "anomaly", "label": "odd", "training": { "contamination": 0.1 } }""");
        var (random, csv) = (new Random(3), new StringBuilder("x,y,odd\n"));
        for (var row = 0; row < 800; row++)
        {
            var far = row % 20 == 0 ? 9 : 0;
            csv.Append(FormattableString.Invariant($"{far + random.NextDouble():0.000},{far - random.NextDouble():0.000},{(far > 0 ? "yes" : "no")}\n"));
        }

        var run = await DropAsync("a.csv", csv.ToString());
        var served = (await _workspace.Router.FindAsync("m"))!;
        var answers = (await _workspace.Services.Registry.CardAsync(served.Version)).Answers;
        var near = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
        var predictions = served.Answer(new([new Data.NumberColumn("x", [.. near, 9.5]), new Data.NumberColumn("y", [.. near.Select(value => -value), 8.5])], 201)).Predictions;

        Assert.Equal((RunStatus.Deployed, true), (run.Status, run.Metrics!.ContainsKey("auc")));
        Assert.Contains("as 10% of the training rows are: the share declared as contamination is 10%", Assert.Single(answers));
        Assert.Contains(answers[0], run.Notes);
        Assert.True(predictions.IsAnomaly(200));
        Assert.InRange(Enumerable.Range(0, 200).Count(row => predictions.IsAnomaly(row) == true), 0, 40);
    }

    [Fact]
    public async Task Without_labels_nothing_is_called_auc()
    {
        await DefineAsync("""{ "task": "anomaly", "gates": [{ "metric": "auc", "min": 0.9 }] }""");

        var run = await DropAsync("a.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row * 37 % 101},{row * 53 % 97}\n")));

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
            csv.Append(FormattableString.Invariant($"{(isFirst ? 20_000 : 90_000) + (7 * random.NextDouble()):0.000},{(isFirst ? "Oslo" : "Rome")},{(isFirst ? "2024-03-05" : "2024-09-05")},was ever so glad to be back among friends {Word(row)}\n"));
        }

        static string Word(int row) => string.Concat(row.ToString("000", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));
        var run = await DropAsync("a.csv", csv.ToString());
        var card = await _workspace.Services.Registry.CardAsync((await _workspace.Services.Registry.FindAsync("m", run.Version!.Value))!);

        Assert.Contains(run.Notes, note => note.StartsWith("2 clusters"));
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
            csv.Append(FormattableString.Invariant($"{random.NextDouble():0.000},{random.NextDouble():0.000},{random.NextDouble():0.000}\n"));
        }

        var run = await DropAsync("a.csv", csv.ToString());

        Assert.Equal(RunStatus.HeldBack, run.Status);
        Assert.Contains("no groups", run.Verdict!.Sentence);
    }

    [Fact]
    public async Task A_forecast_serves_and_a_newer_one_that_is_as_good_follows_it()
    {
        await DefineAsync("""{ "task": "forecast", "label": "sales", "training": { "budget": { "trials": 4 } } }""");
        var first = await DropAsync("a.csv", Sales(days: 330));

        Assert.Equal(RunStatus.Deployed, first.Status);
        Assert.Contains(first.Notes, note => note.Contains("3 series are forecast up to 14 steps ahead; seasons of 7 steps"));
        Assert.Contains(first.Notes, note => note.Contains("is to hold 80% of the truths"));

        // As good on more rows is good enough: the newer version knows what happened since.
        var second = await DropAsync("b.csv", Sales(days: 344));
        Assert.True(second.Deployed, second.Message);

        // What the model does not take, because nobody knows it ahead, cannot drift away from it.
        Assert.Contains(second.Notes, note => note.StartsWith("Not known ahead, and so not learned from: 'visitors'"));
        var rows = string.Concat(Enumerable.Range(350, 100).SelectMany(at => "ABC", (at, shop) => FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddDays(at):yyyy-MM-dd},{shop}\n")));
        Assert.False((await CheckAsync("day,shop\n" + rows)).Drifted);

        var served = (await _workspace.Router.FindAsync("m"))!;
        Assert.Equal(["day", "shop"], served.Inputs.Select(column => column.Name));
        var day = new DateTime(2024, 1, 1).AddDays(345).Ticks;
        var answer = served.Answer(new([new TimeColumn("day", [day, day]), new TextColumn("shop", [0, 1], ["A", "C"])], 2)).Predictions;
        Assert.All(Enumerable.Range(0, 2), row => Assert.InRange(answer.Values[row] / Mean(2 * row, 345), 0.8, 1.25));
        Assert.All(Enumerable.Range(0, 2), row => Assert.InRange(answer.Values[row], answer.Lows![row], answer.Highs![row]));

        static double Mean(int shop, int at) => 100 * (shop + 1) * (1 + (at * 0.002)) * (1 + (0.5 * Math.Sin(2 * Math.PI * (at % 7) / 7)));
        static string Sales(int days)
        {
            var (random, csv) = (new Random(3), new StringBuilder("day,shop,visitors,sales\n"));
            for (var at = 0; at < days; at++)
            {
                for (var shop = 0; shop < 3; shop++)
                {
                    csv.Append(FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddDays(at):yyyy-MM-dd},{"ABC"[shop]},{random.Next(500)},{Mean(shop, at) * (0.8 + (0.4 * random.NextDouble())):0.00}\n"));
                }
            }

            return csv.ToString();
        }
    }

    [Theory]
    [InlineData("""{ "label": "y", "columns": { "w": { "role": "weight" } } }""", 0, "column 'w'")]
    [InlineData("""{ "label": "y", "columns": { "w": { "role": "weight" }, "x": { "role": "ignore" } } }""", 1, "'k'")]
    public async Task What_cannot_be_learned_from_is_refused_by_the_columns_name(string definition, int weight, string name)
    {
        await DefineAsync(definition);
        var run = await DropAsync("a.csv", "x,k,w,y\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row % 7},5,{weight},{(row * 37) % 101}\n")));

        Assert.Equal(RunStatus.Refused, run.Status);
        Assert.Contains(name, run.Problem!.ToString());
    }

    [Fact]
    public async Task The_same_bytes_twice_make_one_version()
    {
        await DefineAsync(Fast + "}");
        var csv = RentalSample.Csv(800, seed: 1);
        var first = await DropAsync("a.csv", csv);
        var again = await DropAsync("a.csv", csv);
        var renamed = await DropAsync("b.csv", csv);

        Assert.Equal([(RunStatus.Duplicate, first.Run), (RunStatus.Duplicate, first.Run)], [(again.Status, again.DuplicateOf), (renamed.Status, renamed.DuplicateOf)]);
        Assert.Equal(1, await _workspace.Services.Registry.VersionsAsync("m").CountAsync());
        Assert.Equal(1, await _workspace.Services.Datasets.ListAsync("m").CountAsync());
    }

    [Fact]
    public async Task A_refused_file_leaves_everything_as_it_was_and_may_come_again_mended()
    {
        await DefineAsync(Fast + "}");
        await DropAsync("good.csv", RentalSample.Csv(800, seed: 1));
        var refused = await DropAsync("bad.csv", "a,b\n1,2\n");

        Assert.Equal(RunStatus.Refused, refused.Status);
        Assert.Contains("'rentals' is not in the file", refused.Problem!.Title);
        Assert.Equal("refused", (await ReceiptAsync("bad.csv")).Status);
        Assert.Equal(1, (await _workspace.Services.Deployments.GetAsync("m")).LiveVersion);
        Assert.NotEqual(RunStatus.Refused, (await DropAsync("bad.csv", RentalSample.Csv(900, seed: 5))).Status);
    }

    [Theory]
    [InlineData(true, RunStatus.Deployed)]
    [InlineData(false, RunStatus.HeldBack)]
    public async Task A_person_decides_where_one_is_asked_for(bool approved, RunStatus expected)
    {
        await DefineAsync(Fast + """, "rollout": { "approval": true } }""");
        var waiting = await DropAsync("a.csv", RentalSample.Csv(800, seed: 1));
        Assert.Equal(RunStatus.AwaitingApproval, waiting.Status);
        Assert.Null((await _workspace.Services.Deployments.GetAsync("m")).LiveVersion);

        Assert.True(await _workspace.Engine.SignalAsync(waiting.Run, TrainFlow.ApprovalSignal, new Approval(approved, "ada", "because")));
        await _workspace.Engine.WaitAsync(waiting.Run);
        var ended = (await _workspace.Services.Runs.FindAsync(waiting.Run))!;

        Assert.Equal(expected, ended.Status);
        if (approved)
        {
            var entry = await _workspace.Services.Ledger.ReadAsync("m").FirstAsync();
            Assert.Equal(("ada", "because"), (entry.By, entry.Reason));
        }
        else
        {
            Assert.Contains("ada rejected it: because", ended.Message);
        }
    }

    [Fact]
    public async Task Training_again_on_the_same_rows_gives_the_same_model()
    {
        await DefineAsync(Fast + "}");
        var first = await DropAsync("a.csv", RentalSample.Csv(800, seed: 1));
        var run = await _workspace.Starter.RetrainAsync("m", "key", "retrain", "ada", "to see");
        Assert.Equal(run, await _workspace.Starter.RetrainAsync("m", "key", "retrain", "ada", "to see"));
        await _workspace.Engine.WaitAsync(run);
        var again = (await _workspace.Services.Runs.FindAsync(run))!;

        Assert.Equal(first.ModelDigest, again.ModelDigest);
        Assert.Equal("ada", again.By);
    }

    [Fact]
    public async Task A_search_that_was_ended_by_hand_after_a_warm_start_is_rebuilt_bit_by_bit_and_nothing_else_changes()
    {
        await DefineAsync("""{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 1000 } } }""");
        var first = await DropAsync("a.csv", RentalSample.Csv(700, seed: 1), whenStarted: run => _workspace.Services.Runs.EndSearchAsync(run));
        var second = await DropAsync("b.csv", RentalSample.Csv(1400, seed: 1), whenStarted: run => _workspace.Services.Runs.EndSearchAsync(run));

        Assert.All([first, second], run => Assert.InRange(run.Trials!.Value, 1, 999));
        Assert.Contains(second.Notes, note => note.Contains("ended by hand"));
        Assert.NotNull((await _workspace.Services.Registry.FindAsync("m", 2))!.WarmStart);

        // What serves, and with it what a new search would begin with, is another version by now.
        await _workspace.Services.Deployments.RollbackAsync("m", new("test", "ada", "to see"));
        foreach (var original in new[] { first, second })
        {
            var rebuild = await ReproduceAsync(original.Run);

            Assert.Equal((RunStatus.Reproduced, original.ModelDigest, original.Trials), (rebuild.Status, rebuild.ModelDigest, rebuild.Trials));
            Assert.Equal((original.Run, original.Version!.Value, original.ModelDigest), (rebuild.Reproduction!.Run, rebuild.Reproduction.Version, rebuild.Reproduction.Digest));
        }

        Assert.Equal(2, await _workspace.Services.Registry.VersionsAsync("m").CountAsync());
    }

    [Fact]
    public async Task A_run_by_the_clock_spends_its_own_budget_and_so_does_its_rebuild()
    {
        await DefineAsync("""{ "label": "rentals", "training": { "candidates": ["linear"], "budget": { "trials": 2 } }, "retrain": { "budget": { "trials": 6 } } }""");
        var dropped = await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var run = await _workspace.Starter.RetrainAsync("m", "midnight", "schedule", "clock", null);
        await _workspace.Engine.WaitAsync(run);

        Assert.Equal((2, 6), (dropped.Trials, (await _workspace.Services.Runs.FindAsync(run))!.Trials));
        Assert.Equal((RunStatus.Reproduced, 6), await ReproduceAsync(run) is var rebuild ? (rebuild.Status, rebuild.Trials!.Value) : default);
    }

    [Fact]
    public async Task A_rebuild_that_differs_says_so_and_one_of_nothing_is_refused()
    {
        await DefineAsync(Fast + "}");
        var run = await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var version = (await _workspace.Services.Registry.FindAsync("m", 1))!;
        await _workspace.Services.Tables.WriteAsync(StorageNames.ModelsTable, "m", [TableWrite.Upsert("version/0000000001", Json.Write(version with { Artifact = new('0', 64) }))]);
        Assert.Equal(new('0', 64), (await _workspace.Services.Registry.FindAsync("m", 1))!.Artifact);

        var rebuild = await ReproduceAsync(run.Run);

        Assert.Equal((RunStatus.Differs, run.ModelDigest), (rebuild.Status, rebuild.ModelDigest));
        Assert.StartsWith("Different", rebuild.Message);
        Assert.Equal(RunStatus.Refused, (await ReproduceAsync("no-such-run")).Status);
    }

    [Fact]
    public async Task What_is_no_better_than_the_simplest_guess_does_not_serve_whatever_its_gates_say()
    {
        await DefineAsync("""{ "label": "y", "task": "regression", "training": { "budget": { "trials": 4 } }, "gates": [ { "metric": "rmse", "max": 1000 } ] }""");
        var random = new Random(3);
        var run = await DropAsync("noise.csv", "x,y\n" + string.Join("\n", Enumerable.Range(0, 600).Select(_ => FormattableString.Invariant($"{random.NextDouble()},{random.NextDouble()}"))));

        Assert.Equal(RunStatus.HeldBack, run.Status);
        Assert.Contains("against the baseline's", run.Message);
    }

    [Fact]
    public async Task A_threshold_that_was_asked_for_is_learned_on_validation_rows_served_and_told()
    {
        const string Binary = """{ "label": "late", "training": { "candidates": ["gbdt"], "metric": "auc", "budget": { "trials": 2 }""";
        await DefineAsync(Binary + "} }");
        var plain = await DropAsync("plain.csv", Rare(4_000, seed: 1));
        await DefineAsync(Binary + """, "threshold": { "objective": "f1" } } }""");
        var run = await DropAsync("f1.csv", Rare(4_000, seed: 1));
        var version = (await _workspace.Services.Registry.FindAsync("m", run.Version!.Value))!;
        var model = await _workspace.Services.LoadModelAsync(version.Artifact);

        Assert.InRange(model.Rule!.Threshold!.Value, 0.05, 0.45);
        Assert.True(run.Metrics!["f1"] > plain.Metrics!["f1"] + 0.05, $"{run.Metrics["f1"]} against {plain.Metrics["f1"]}");
        Assert.Equal(plain.Metrics["auc"], run.Metrics["auc"], 1e-9);
        var told = Assert.Single(run.Notes, note => note.StartsWith("'yes' is answered from a probability of"));
        Assert.Contains(told, (await _workspace.Services.Registry.CardAsync(version)).Answers);
    }

    [Fact]
    public async Task Warmer_weeks_are_noticed()
    {
        await DefineAsync(Fast + """, "drift": { "share": 0.1 } }""");
        await DropAsync("a.csv", RentalSample.Csv(1500, seed: 1));

        Assert.True((await CheckAsync(RentalSample.Csv(600, seed: 2, warming: 15))).Drifted);
        Assert.False((await CheckAsync(RentalSample.Csv(1500, seed: 1))).Drifted);
    }

    [Fact]
    public async Task A_model_that_cannot_be_named_is_refused() => await Assert.ThrowsAsync<ProblemException>(async () =>
    {
        await _workspace.Services.Blobs.WriteAsync(StorageNames.IncomingContainer, "No Such Name/a.csv", new MemoryStream([1]));
        await _workspace.Starter.DropAsync("No Such Name/a.csv", "test");
    });

    [Fact]
    public async Task A_definition_is_inferred_and_written_back_where_there_is_none()
    {
        await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var inferred = (await _workspace.Services.Definitions.FindAsync("m"))!;

        Assert.True(inferred.Inferred);
        Assert.Equal("rentals", inferred.Label);
        Assert.Equal(MLOpsFunctions.Definitions.ColumnRole.Id, inferred.Columns["booking"].Role);
    }

    /// <summary>One row in ten or so is late, and hardly ever more probably than not.</summary>
    private static string Rare(int rows, int seed)
    {
        var random = new Random(seed);
        return "a,b,late\n" + string.Join("\n", Enumerable.Range(0, rows).Select(_ =>
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            return FormattableString.Invariant($"{a},{b},{(random.NextDouble() < (a > 0.8 ? 0.4 : 0.03) ? "yes" : "no")}");
        }));
    }

    private Task DefineAsync(string json) => _workspace.Services.Definitions.SaveAsync("m", json);

    private async Task<RunRecord> ReproduceAsync(string original)
    {
        var run = await _workspace.Starter.ReproduceAsync("m", original, "key", "test");
        await _workspace.Engine.WaitAsync(run);
        return (await _workspace.Services.Runs.FindAsync(run))!;
    }

    private async Task<RunRecord> DropAsync(string name, string csv, Func<string, Task>? whenStarted = null)
    {
        await _workspace.Services.Blobs.WriteAsync(StorageNames.IncomingContainer, $"m/{name}", new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        var run = (await _workspace.Starter.DropAsync($"m/{name}", "test"))!;
        await (whenStarted?.Invoke(run) ?? Task.CompletedTask);
        while (await _workspace.Services.Runs.FindAsync(run) is not ({ Ended: not null } or { Status: RunStatus.AwaitingApproval }))
        {
            Assert.NotEqual(FlowState.Failed, (await _workspace.Engine.FindAsync(run))!.State);
            await Task.Yield();
        }

        return (await _workspace.Services.Runs.FindAsync(run))!;
    }

    private async Task<DriftOutcome> CheckAsync(string csv)
    {
        var key = $"m/{csv.Length}.csv";
        await _workspace.Services.Blobs.WriteAsync(StorageNames.UploadsContainer, key, new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        var ended = await _workspace.Engine.WaitAsync(await _workspace.Starter.CheckDriftAsync("m", key, key, "test"));
        return Json.Read<DriftOutcome>(ended.Output!);
    }

    private async Task<Receipt> ReceiptAsync(string name)
    {
        await using var read = await _workspace.Services.Blobs.OpenReadAsync(StorageNames.IncomingContainer, $"m/{name}.receipt.json");
        return (await System.Text.Json.JsonSerializer.DeserializeAsync<Receipt>(read!.Content, Json.Compact))!;
    }
}
