using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Pipelines;

/// <summary>What a model predicts is a person's decision: a guess is not served, and what is served does not change by itself.</summary>
public sealed class TargetTests : PipelineFixture
{
    private const string Small = """ "training": { "candidates": ["linear"], "budget": { "trials": 2 } } """;

    [Theory]
    [InlineData("price", false)]
    [InlineData("y", true)]
    [InlineData("Target", true)]
    public async Task A_label_that_was_guessed_by_its_place_is_held_back_and_one_that_was_found_by_its_name_is_not(
        string name,
        bool deployed
    )
    {
        var run = await DropAsync("a.csv", Csv(name));

        Assert.Equal(deployed ? RunStatus.Deployed : RunStatus.HeldBack, run.Status);
        Assert.Equal((name, deployed ? LabelSource.Name : LabelSource.LastColumn), (run.Inferred!.Label, run.Inferred.LabelFrom));
        Assert.Equal(deployed ? null : name, run.LabelToConfirm);
        Assert.Equal(!deployed, run.Message!.Contains($"Nobody has confirmed the label '{name}'"));
        Assert.Equal("incoming/m/a.csv.receipt.json", run.Receipt);
    }

    [Fact]
    public async Task The_guess_stays_one_for_later_files_and_retrains_until_it_is_confirmed()
    {
        await DropAsync("a.csv", Csv("price"));
        var later = await DropAsync("b.csv", Csv("price", rows: 210));
        var again = await RetrainAsync("again", label: null);
        var other = await RetrainAsync("other", label: "x");
        var confirmed = await RetrainAsync("confirmed", label: "price");
        var next = await DropAsync("c.csv", Csv("price", rows: 220));

        Assert.Equal(
            [RunStatus.HeldBack, RunStatus.HeldBack, RunStatus.Refused, RunStatus.Deployed],
            [later.Status, again.Status, other.Status, confirmed.Status]
        );
        Assert.Equal(LabelSource.Declared, next.Inferred!.LabelFrom);
        Assert.DoesNotContain("confirmed", next.Message);
        Assert.Null((await Workspace.Services.Definitions.FindAsync("m"))!.GuessedLabel);
    }

    [Theory]
    [InlineData("""{ "label": "price" }""")]
    [InlineData("""{ "inferred": true, "label": "price" }""")]
    [InlineData("""{ "inferred": false, "guessedLabel": "x", "label": "price" }""")]
    public async Task Whoever_writes_the_definition_confirms_the_label(string definition)
    {
        await DropAsync("a.csv", Csv("price"));
        await DefineAsync(definition);

        Assert.Equal(RunStatus.Deployed, (await RetrainAsync("key", label: null)).Status);
    }

    [Fact]
    public async Task A_definition_that_names_no_label_leaves_it_a_guess()
    {
        await DefineAsync($$"""{ "task": "regression", {{Small}} }""");
        var guessed = await DropAsync("a.csv", Csv("price"));
        var confirmed = await RetrainAsync("key", label: "price");

        Assert.Equal([RunStatus.HeldBack, RunStatus.Deployed], [guessed.Status, confirmed.Status]);
    }

    [Theory]
    [InlineData("""{ "label": "x",""", "label 'x'")]
    [InlineData("""{ "label": "price", "task": "multiclass",""", "task multiclass")]
    [InlineData("""{ "task": "clustering",""", "no label")]
    public async Task Another_target_than_that_of_what_serves_is_refused_with_what_to_type(string definition, string found)
    {
        await DefineAsync($$"""{ "label": "price", {{Small}} }""");
        await DropAsync("a.csv", Csv("price"));
        await DefineAsync($"{definition} {Small} }}");
        var run = await DropAsync("b.csv", Csv("price", isRounded: true));

        Assert.Equal(RunStatus.Refused, run.Status);
        Assert.Contains(found, run.Problem!.Found);
        Assert.Equal("label 'price', task regression", run.Problem.Expected);
        Assert.Contains("--new-target", run.Problem.Try);
        Assert.Equal(1, (await Workspace.Services.Deployments.GetAsync("m")).LiveVersion);
    }

    [Fact]
    public async Task A_new_target_begins_a_lineage_of_its_own_and_the_old_one_can_come_back()
    {
        await DefineAsync($$"""{ "label": "price", {{Small}} }""");
        await DropAsync("a.csv", Csv("price"));
        await DefineAsync($$"""{ "label": "x", {{Small}} }""");
        var changed = await DropAsync("a.csv", Csv("price"), newTarget: true);
        var version = (await Workspace.Services.Registry.FindAsync("m", 2))!;
        var back = await Workspace.Services.Deployments.RollbackAsync("m", new("key", "ada", "the old one was right"));
        var old = await RetrainAsync("old", label: null);
        var later = await DropAsync("b.csv", Csv("price", rows: 300));
        var again = await RetrainAsync("again", label: "x", newTarget: true);

        Assert.Equal(RunStatus.Deployed, changed.Status);
        Assert.Null(version.Parent);
        Assert.Null((await Workspace.Services.Registry.CardAsync(version)).Comparison);
        Assert.Equal((null, 1), (back.Refusal, back.State.LiveVersion));
        Assert.Equal("price", (await Workspace.Services.Definitions.FindAsync("m"))!.Label);
        Assert.Equal(["price", "price"], await LabelsAsync(old, later));

        // The target is not in the way; that ada rolled the same model back is.
        Assert.Equal((RunStatus.HeldBack, "x"), (again.Status, (await LabelsAsync(again)).Single()));
    }

    [Fact]
    public async Task A_new_target_that_is_held_back_leaves_the_definition_of_what_serves_in_force()
    {
        await DefineAsync($$"""{ "label": "price", {{Small}} }""");
        await DropAsync("a.csv", Csv("price"));
        var draft = await DraftAsync("""{ "label": "z", "gates": [{ "metric": "rmse", "max": 1e-9 }], """);
        var held = await DropAsync("a.csv", Csv("price"), newTarget: true, definition: draft);

        var retrained = await RetrainAsync("plain", label: null);
        var named = await RetrainAsync("named", label: "price");
        var dropped = await DropAsync("b.csv", Csv("price", rows: 300));
        var newer = await RetrainAsync("newer", label: "z", newTarget: true);

        Assert.Equal(RunStatus.HeldBack, held.Status);
        Assert.Equal(["z", "price", "price", "price", "z"], await LabelsAsync(held, retrained, named, dropped, newer));
        Assert.Equal("price", (await Workspace.Services.Definitions.FindAsync("m"))!.Label);
    }

    [Fact]
    public async Task The_definition_follows_the_version_that_serves_and_a_third_one_that_somebody_wrote_stays()
    {
        await DefineAsync($$"""{ "label": "price", {{Small}} }""");
        await DropAsync("a.csv", Csv("price"));
        await DropAsync("a.csv", Csv("price"), newTarget: true, definition: await DraftAsync("""{ "label": "x", """));
        var deployed = await Workspace.Services.Definitions.FindAsync("m");
        await Workspace.Services.Deployments.RollbackAsync("m", new("back", "ada", "the old one was right"));
        var back = await Workspace.Services.Definitions.FindAsync("m");
        await DefineAsync($$"""{ "label": "z", {{Small}} }""");
        await Workspace.Services.Deployments.RestoreAsync("m", 2, new("forth", "ada", "the new one was right"));
        var written = await Workspace.Services.Definitions.FindAsync("m");

        Assert.Equal(("x", "price", "z"), (deployed!.Label, back!.Label, written!.Label));
    }

    [Fact]
    public async Task A_rollback_brings_the_text_of_the_definition_back_with_its_comments()
    {
        var text = $$"""{ "label": "price", /* in euro */ {{Small}} }""";
        await DefineAsync(text);
        await DropAsync("a.csv", Csv("price"));
        await DefineAsync($$"""{ "label": "x", /* in metres */ {{Small}} }""");
        await DropAsync("a.csv", Csv("price"), newTarget: true);
        await Workspace.Services.Deployments.RollbackAsync("m", new("back", "ada", "the old one was right"));
        var back = await Workspace.Services.Definitions.FindTextAsync("m");
        await Workspace.Services.Deployments.RestoreAsync("m", 2, new("forth", "ada", "the new one was right"));

        Assert.Equal(text, back);
        Assert.Contains("/* in metres */", await Workspace.Services.Definitions.FindTextAsync("m"));
    }

    [Fact]
    public async Task What_a_hand_written_definition_asks_for_is_refused_with_the_command_that_goes_on()
    {
        await DefineAsync($$"""{ "label": "price", {{Small}} }""");
        await DropAsync("a.csv", Csv("price"));
        await DefineAsync($$"""{ "label": "x", {{Small}} }""");
        var run = await DropAsync("b.csv", Csv("price"));

        Assert.Contains("mlops run FILE --model m --label price --task regression goes on with what serves", run.Problem!.Try);
    }

    private Task<string> DraftAsync(string start) =>
        Workspace.Services.Definitions.KeepAsync(Definitions.DefinitionReader.Parse($"{start} {Small} }}", "draft"));

    private async Task<IReadOnlyList<string>> LabelsAsync(params RunRecord[] runs)
    {
        var labels = new List<string>();
        foreach (var run in runs)
        {
            var version = await Workspace.Services.Registry.FindByRunAsync("m", run.Run);
            labels.Add((await Workspace.Services.Registry.CardAsync(version!)).Label!);
        }

        return labels;
    }

    [Fact]
    public async Task A_version_that_is_held_back_is_not_said_to_have_learned_all_rows()
    {
        var run = await DropAsync("a.csv", Csv("price"));

        Assert.DoesNotContain(run.Notes.Sentences(), note => note.Contains("has learned all"));
    }

    [Fact]
    public async Task A_retraining_for_a_task_takes_data_of_that_task()
    {
        await DefineAsync($$"""{ "label": "price", "task": "multiclass", {{Small}} }""");
        await DropAsync("a.csv", Csv("price", isRounded: true));
        await DefineAsync($$"""{ "label": "price", "task": "regression", {{Small}} }""");
        await DropAsync("b.csv", Csv("price", isRounded: true), newTarget: true);

        var multiclass = await RetrainAsync("classes", label: null, newTarget: true, ModelTask.Multiclass);
        var binary = await RetrainAsync("two", label: null, newTarget: true, ModelTask.Binary);

        Assert.Contains("accuracy", multiclass.Metrics!.Keys);
        Assert.Equal((RunStatus.Refused, "binary"), (binary.Status, binary.Problem!.Found));
        Assert.Contains("mlops run FILE --model m --task binary", binary.Problem.Try);
    }

    private async Task<RunRecord> RetrainAsync(string key, string? label, bool newTarget = false, ModelTask? task = null)
    {
        var run = await Workspace.Starter.RetrainAsync("m", key, RunTrigger.Retrain, "test", null, label, task, newTarget);
        await Workspace.Engine.WaitAsync(run);
        return (await Workspace.Services.Runs.FindAsync(run))!;
    }

    private static string Csv(string label, int rows = 200, bool isRounded = false) =>
        $"z,x,{label}\n"
        + string.Concat(
            Enumerable
                .Range(0, rows)
                .Select(row =>
                {
                    var (z, x) = (row * 53 % 97, row * 37 % 101);
                    var price = (2.5 * x) - z + (row % 7 / 10.0);
                    return FormattableString.Invariant($"{z},{x + (z / 100.0)},{(isRounded ? row % 3 : price)}\n");
                })
        );
}
