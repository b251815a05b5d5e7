using MLOpsFunctions.Data;
using MLOpsFunctions.Local.Commands;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Registry;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>From dropped files to what serves, in one process on real stores.</summary>
public sealed class PipelineTests : PipelineFixture
{
    [Fact]
    public async Task A_first_good_file_serves_with_its_bad_rows_explained()
    {
        await DefineAsync(Fast + "}");
        var run = await DropAsync("a.csv", RentalSample.Csv(1200, seed: 1, flaws: true));

        Assert.Equal((RunStatus.Deployed, (double?)null), (run.Status, run.Waited));
        Assert.Equal(1, (await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
        Assert.Equal((1200, 1191, 9), (run.Dataset!.RowsRead, run.Dataset.RowsKept, run.Dataset.RowsQuarantined));
        var receipt = await ReceiptAsync("a.csv");
        Assert.Equal((ReceiptStatus.Accepted, run.Run, run.Dataset.Digest), (receipt.Status, receipt.Run, receipt.Dataset));
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
        Assert.Equal(1, (await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
    }

    [Theory]
    [InlineData("""{ "label": "y", "columns": { "w": { "role": "weight" } } }""", 0, "column 'w'")]
    [InlineData("""{ "label": "y", "columns": { "w": { "role": "weight" }, "x": { "role": "ignore" } } }""", 1, "'k'")]
    public async Task What_cannot_be_learned_from_is_refused_by_the_columns_name(string definition, int weight, string name)
    {
        await DefineAsync(definition);
        var run = await DropAsync(
            "a.csv",
            "x,k,w,y\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row % 7},5,{weight},{(row * 37) % 101}\n"))
        );

        Assert.Equal(RunStatus.Refused, run.Status);
        Assert.Contains(name, run.Problem!.ToString());
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(300, false)]
    public async Task Whoever_is_judged_by_few_rows_is_told_how_little_that_says(int rows, bool isTold)
    {
        await DefineAsync("""{ "label": "y", "training": { "candidates": ["linear"], "budget": { "trials": 1 } } }""");
        var run = await DropAsync(
            "a.csv",
            "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row * 7 % 23},{(row * 21 % 69) + (row * 37 % 11)}\n"))
        );

        Assert.True(run.Version is not null, run.Message);
        Assert.Equal(isTold, run.Notes.Sentences().Any(note => note.StartsWith("The gates judge by ")));
    }

    [Fact]
    public async Task The_same_bytes_twice_make_one_version()
    {
        await DefineAsync(Fast + "}");
        var csv = RentalSample.Csv(800, seed: 1);
        var first = await DropAsync("a.csv", csv);
        var again = await DropAsync("a.csv", csv);
        var renamed = await DropAsync("b.csv", csv);

        Assert.Equal(
            [(RunStatus.Duplicate, first.Run), (RunStatus.Duplicate, first.Run)],
            [(again.Status, again.DuplicateOf), (renamed.Status, renamed.DuplicateOf)]
        );
        Assert.Equal(1, await Workspace.Services.Registry.VersionsAsync("m").CountAsync());
        Assert.Equal(1, await Workspace.Services.Datasets.ListAsync("m").CountAsync());
    }

    [Fact]
    public async Task The_same_bytes_again_mend_whatever_was_damaged_of_their_data_set()
    {
        await DefineAsync(Fast + "}");
        var csv = RentalSample.Csv(800, seed: 1);
        await DropAsync("a.csv", csv);
        var entry = await Workspace.Services.Datasets.ListAsync("m").FirstAsync();
        var dataset = await Workspace.Services.Datasets.DescribeAsync("m", entry.Dataset, entry.Definition);
        foreach (var digest in new[] { entry.Dataset, entry.Manifest, entry.Definition, dataset.Profile })
        {
            await Workspace.Services.Blobs.WriteAsync(
                StorageNames.ArtifactsContainer,
                $"{digest[..2]}/{digest}",
                new MemoryStream([1, 2, 3])
            );
        }

        Assert.Equal(RunStatus.Duplicate, (await DropAsync("a.csv", csv)).Status);

        foreach (var digest in new[] { entry.Dataset, entry.Manifest, entry.Definition, dataset.Profile })
        {
            Assert.NotEmpty(await Workspace.Services.Artifacts.ReadBytesAsync(digest));
        }
    }

    [Fact]
    public async Task A_refused_file_leaves_everything_as_it_was_and_may_come_again_mended()
    {
        await DefineAsync(Fast + "}");
        await DropAsync("good.csv", RentalSample.Csv(800, seed: 1));
        var refused = await DropAsync("bad.csv", "a,b\n1,2\n");

        Assert.Equal(RunStatus.Refused, refused.Status);
        Assert.Contains("'rentals' is not in the file", refused.Problem!.Title);
        Assert.Equal(ReceiptStatus.Refused, (await ReceiptAsync("bad.csv")).Status);
        Assert.Equal(1, (await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
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
        Assert.Null((await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);

        var services = Workspace.Services;
        await new Approvals(services.Runs, Workspace.Engine, services.Deployments).AnswerAsync(waiting, new(approved, "ada", "because"));
        await Workspace.Engine.WaitAsync(waiting.Run);
        var ended = (await Workspace.Services.Runs.FindAsync(waiting.Run))!;

        Assert.Equal(expected, ended.Status);
        var report = RunReport.From(ended, DateTimeOffset.MaxValue);
        // What it worked and what it waited are told apart.
        Assert.Equal((ended.Ended!.Value - ended.Started).TotalSeconds, report.Seconds + ended.Waited!.Value, 0.001);
        var entry = await services.Ledger.ReadAsync("m").SingleAsync();
        Assert.Equal(
            (approved ? LedgerAction.Promoted : LedgerAction.Held, 1, "ada", "because"),
            (entry.Action, entry.To, entry.By, entry.Reason)
        );
        Assert.True((await services.Ledger.VerifyAsync("m")).Intact);
        if (!approved)
        {
            Assert.Contains("ada rejected it: because", ended.Message);
        }
    }

    [Fact]
    public async Task What_is_no_better_than_the_simplest_guess_does_not_serve_whatever_its_gates_say()
    {
        await DefineAsync(
            """{ "label": "y", "task": "regression", "training": { "budget": { "trials": 4 } }, "gates": [ { "metric": "rmse", "max": """
                + """1000 } ] }"""
        );
        var random = new Random(3);
        var run = await DropAsync(
            "noise.csv",
            "x,y\n"
                + string.Join(
                    "\n",
                    Enumerable.Range(0, 600).Select(_ => FormattableString.Invariant($"{random.NextDouble()},{random.NextDouble()}"))
                )
        );

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
        var version = (await Workspace.Services.Registry.FindAsync("m", run.Version!.Value))!;
        var model = await Workspace.Services.LoadModelAsync(version.Artifact);

        Assert.InRange(model.Rule!.Threshold!.Value, 0.05, 0.45);
        Assert.True(run.Metrics!["f1"] > plain.Metrics!["f1"] + 0.05, $"{run.Metrics["f1"]} against {plain.Metrics["f1"]}");
        Assert.Equal(plain.Metrics["auc"], run.Metrics["auc"], 1e-9);
        var told = Assert.Single(run.Notes.Sentences(), note => note.StartsWith("'yes' is answered from a probability of"));
        Assert.Contains(told, (await Workspace.Services.Registry.CardAsync(version)).Answers.Sentences());
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
    public async Task A_model_that_cannot_be_named_is_refused() =>
        await Assert.ThrowsAsync<ProblemException>(async () =>
        {
            await Workspace.Services.Blobs.WriteAsync(StorageNames.IncomingContainer, "No Such Name/a.csv", new MemoryStream([1]));
            await Workspace.Starter.DropAsync("No Such Name/a.csv", "test");
        });

    [Fact]
    public async Task A_definition_is_inferred_and_written_back_where_there_is_none()
    {
        await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var inferred = (await Workspace.Services.Definitions.FindAsync("m"))!;

        Assert.True(inferred.Inferred);
        Assert.Equal("rentals", inferred.Label);
        Assert.Equal(MLOpsFunctions.Definitions.ColumnRole.Id, inferred.Columns["booking"].Role);
    }

    [Fact]
    public async Task What_was_said_on_the_command_line_is_completed_by_what_the_file_shows_and_what_a_team_wrote_is_left_alone()
    {
        await DefineAsync("""{ "inferred": true, "task": "regression", "label": "rentals" }""");
        await DropAsync("a.csv", RentalSample.Csv(600, seed: 1));
        var completed = (await Workspace.Services.Definitions.FindAsync("m"))!;

        Assert.True(completed.Inferred);
        Assert.Equal(MLOpsFunctions.Definitions.ColumnRole.Id, completed.Columns["booking"].Role);

        await DefineAsync("""{ "task": "regression", "label": "rentals" }""");
        await DropAsync("b.csv", RentalSample.Csv(610, seed: 2));
        Assert.Empty((await Workspace.Services.Definitions.FindAsync("m"))!.Columns);
    }

    /// <summary>One row in ten or so is late, and hardly ever more probably than not.</summary>
    private static string Rare(int rows, int seed)
    {
        var random = new Random(seed);
        return "a,b,late\n"
            + string.Join(
                "\n",
                Enumerable
                    .Range(0, rows)
                    .Select(_ =>
                    {
                        var (a, b) = (random.NextDouble(), random.NextDouble());
                        return FormattableString.Invariant($"{a},{b},{(random.NextDouble() < (a > 0.8 ? 0.4 : 0.03) ? "yes" : "no")}");
                    })
            );
    }
}
