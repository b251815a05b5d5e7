using System.Text.Json;
using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>
/// The command line as programs and people rely on it: exit statuses, one JSON document, and words where words are
/// wanted.
/// </summary>
public sealed class CommandLineTests(CommandLineTests.Rentals rentals) : IClassFixture<CommandLineTests.Rentals>
{
    private readonly CommandLine _mlops = rentals.Mlops;

    [Fact]
    public void A_run_that_deploys_tells_all_of_it_in_one_document()
    {
        var run = rentals.First.Document;

        Assert.Equal(0, rentals.First.Status);
        Assert.Equal(
            ("rentals", 1, true),
            (run.GetProperty("model").GetString(), run.GetProperty("version").GetInt32(), run.GetProperty("deployed").GetBoolean())
        );
        Assert.True(run.GetProperty("verdict").GetProperty("blessed").GetBoolean());
        Assert.All(
            run.GetProperty("verdict").GetProperty("gates").EnumerateArray(),
            gate => Assert.All(["name", "passed", "sentence"], name => Assert.True(gate.TryGetProperty(name, out _), name))
        );
        Assert.InRange(run.GetProperty("metrics").GetProperty("r2").GetDouble(), 0.8, 1);
        var data = run.GetProperty("dataset");
        Assert.Equal(900, data.GetProperty("rowsRead").GetInt32());
        Assert.Equal(900, data.GetProperty("rowsKept").GetInt32() + data.GetProperty("rowsQuarantined").GetInt32());
        Assert.True(run.GetProperty("seconds").GetDouble() > 0);
        Assert.Contains("train", rentals.First.Error); // Progress goes to standard error.
    }

    [Fact]
    public void A_worse_file_is_held_back_in_a_sentence()
    {
        var run = rentals.Worse.Document;

        Assert.Equal(3, rentals.Worse.Status);
        Assert.False(run.GetProperty("deployed").GetBoolean());
        Assert.Contains("at least 0.8 required", run.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("runs", "runs")]
    [InlineData("models", "models")]
    [InlineData("versions rentals", "versions")]
    [InlineData("lineage rentals", "nodes")]
    [InlineData("lineage rentals/2", "nodes")]
    [InlineData("lineage rentals --at 2999-01-01", "live")]
    [InlineData("card rentals@champion", "metrics|evaluation")]
    [InlineData("ledger rentals", "entries")]
    public async Task What_a_person_can_look_at_a_program_can_read(string line, string property)
    {
        var (json, text) = (await _mlops.AskAsync([.. line.Split(' '), "--json"]), await _mlops.AskAsync(line.Split(' ')));

        Assert.Equal((0, 0), (json.Status, text.Status));
        Assert.Contains(property.Split('|'), name => json.Document.TryGetProperty(name, out _));
        Assert.NotEqual('{', text.Out.TrimStart()[0]);
        Assert.DoesNotContain('│', text.Out); // A pipe gets plain text.
    }

    [Fact]
    public async Task Every_row_of_a_file_is_predicted_in_order_by_the_version_that_serves()
    {
        var answer = (await _mlops.AskAsync("predict", "rentals", "--file", rentals.Folder["rentals.csv"], "--json")).Document;
        var predictions = answer.GetProperty("predictions").EnumerateArray().ToList();

        var aside = answer.GetProperty("setAside").EnumerateArray().ToList();

        Assert.Equal(
            ("rentals", 1, 900),
            (answer.GetProperty("model").GetString(), answer.GetProperty("version").GetInt32(), predictions.Count + aside.Count)
        );
        Assert.All(aside, row => Assert.Equal("too many cells", row.GetProperty("reason").GetString()));
        Assert.Equal(Enumerable.Range(2, 900), predictions.Concat(aside).Select(row => row.GetProperty("line").GetInt32()).Order());
        Assert.Equal(
            predictions.Select(row => row.GetProperty("line").GetInt32()).Order(),
            predictions.Select(row => row.GetProperty("line").GetInt32())
        );
        Assert.All(predictions, row => Assert.Equal(JsonValueKind.Number, row.GetProperty("prediction").ValueKind));
        Assert.Equal(predictions.Count, predictions.Select(row => row.GetProperty("id").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("--label", "rentels")]
    [InlineData("--label", "")]
    [InlineData("--definition", "other-label.json")]
    public async Task A_definition_that_leads_to_a_refusal_is_taken_back(string option, string value)
    {
        await File.WriteAllTextAsync(rentals.Folder["other-label.json"], """{ "label": "nobody" }""");
        var file = Path.Combine(rentals.Folder.Path, "workspace", "definitions", "rentals.json");
        var before = await File.ReadAllTextAsync(file);
        var answer = await _mlops.AskAsync(
            "run",
            rentals.Folder["worse.csv"],
            "--model",
            "rentals",
            option,
            value.EndsWith(".json") ? rentals.Folder[value] : value
        );

        Assert.Equal(2, answer.Status);
        Assert.Equal(before, await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("run", "nowhere.csv", "--model", "rentals")]
    [InlineData("run", "rentals.csv", "--model", "../rentals")]
    [InlineData("run", "header.csv", "--model", "other")]
    [InlineData("run", "rentals.csv", "--model", "other", "--label", "rentels")]
    [InlineData("run", "rentals.csv", "--model", "other", "--definition", "wrong.json")]
    [InlineData("predict", "nobody", "--file", "rentals.csv")]
    [InlineData("card", "rentals/99")]
    [InlineData("lineage", "rentals", "--at", "1999-12-31")]
    [InlineData("retrain", "nobody")]
    [InlineData("rollback", "rentals")]
    [InlineData("approve", "no-such-run")]
    public async Task What_is_refused_is_refused_in_one_document_that_says_what_was_found(params string[] words)
    {
        var answer = await _mlops.AskAsync([
            .. words.Select(word => word.EndsWith(".csv") || word.EndsWith(".json") ? rentals.Folder[word] : word),
            "--json",
        ]);

        Assert.Equal(2, answer.Status);
        Assert.NotEqual("", answer.Document.GetProperty("problem").GetProperty("title").GetString());
        Assert.DoesNotContain("   at ", answer.Error); // No stack trace.
    }

    [Theory]
    [InlineData("runn")]
    [InlineData("serve", "--history-retention-days", "0")]
    [InlineData("serve", "--history-retention-days", "x")]
    [InlineData("run")]
    [InlineData("lineage", "rentals", "--at", "yesterday")]
    [InlineData("run", "rentals.csv", "--model", "rentals", "--task", "guessing")]
    public async Task A_wrong_command_line_is_answered_with_where_help_is(params string[] words)
    {
        var answer = await _mlops.AskAsync(words);

        Assert.Equal((2, ""), (answer.Status, answer.Out));
        Assert.Contains("--help", answer.Error);
        Assert.Contains(
            "--help",
            (await _mlops.AskAsync([.. words, "--json"])).Document.GetProperty("problem").GetProperty("try").GetString()
        );
    }

    [Fact]
    public async Task A_workspace_that_cannot_be_opened_is_named()
    {
        var answer = await new CommandLine(rentals.Folder["rentals.csv"]).AskAsync("models", "--json");

        Assert.Equal(
            (2, rentals.Folder["rentals.csv"]),
            (answer.Status, answer.Document.GetProperty("problem").GetProperty("where").GetString())
        );
    }

    [Theory]
    [InlineData("rollback", "rentals", "--by", "Ada\u001b[2J")]
    [InlineData("rollback", "rentals", "--reason", "a\nb")]
    [InlineData("retrain", "rentals", "--by", "\u202eadA")]
    [InlineData("approve", "rentals-1", "--reason", "\u2067")]
    [InlineData("reject", "rentals-1", "--by", " ")]
    public async Task A_name_or_a_reason_that_would_show_something_else_is_refused(params string[] arguments)
    {
        var answer = await _mlops.AskAsync(arguments);

        Assert.Equal(2, answer.Status);
        Assert.Contains($"'{arguments[2][2..]}' is not usable", answer.Error);
        Assert.DoesNotContain(answer.Error, c => char.IsControl(c) && c != '\n');
    }

    /// <summary>What strangers named is shown, and drives no terminal: in what is told, in the document, and in a refusal.</summary>
    [Theory]
    [InlineData("--json")]
    [InlineData()]
    public async Task Names_of_a_file_and_its_columns_drive_no_terminal(params string[] options)
    {
        using var folder = new TemporaryFolder();
        var mlops = new CommandLine(folder["workspace"]);
        var file = folder["a\u001b[31m.csv"];
        await File.WriteAllTextAsync(
            file,
            $"\u001b[2Jx,\u202ey\n{string.Concat(Enumerable.Range(0, 60).Select(row => $"{row},{row % 7}\n"))}"
        );

        var run = await mlops.AskAsync(["run", file, "--model", "m", "--task", "regression", .. options]);
        var refused = await mlops.AskAsync(["run", file, "--model", "m", "--label", "z\u001b", .. options]);

        Assert.Equal(2, refused.Status);
        Assert.All(
            new[] { run.Out, run.Error, refused.Out, refused.Error },
            text => Assert.DoesNotContain(text, c => c is '\u001b' or '\u202e')
        );
        Assert.Contains("\\u001b", refused.Error);
    }

    [Fact]
    public async Task A_file_that_was_run_before_is_told_as_what_serves_today()
    {
        using var folder = new TemporaryFolder();
        var mlops = new CommandLine(folder["workspace"]);
        await File.WriteAllTextAsync(
            folder["definition.json"],
            """{ "label": "y", "training": { "candidates": ["linear"], "budget": { "trials": 1 } }, "gates": """
                + """[{ "metric": "r2", "min": 0.5 }] }"""
        );
        await File.WriteAllTextAsync(folder["first.csv"], Line(rows: 300, noise: 0.4));
        await File.WriteAllTextAsync(folder["second.csv"], Line(rows: 400, noise: 0.1));
        var first = await mlops.AskAsync("run", folder["first.csv"], "--model", "m", "--definition", folder["definition.json"], "--json");
        var second = await mlops.AskAsync("run", folder["second.csv"], "--model", "m");
        var served = await mlops.AskAsync("run", folder["second.csv"], "--model", "m", "--json");
        await mlops.AskAsync("rollback", "m");
        var rolledBack = await mlops.AskAsync("run", folder["second.csv"], "--model", "m", "--json");

        Assert.Contains("The budget of 1 is raised to 2 trials", first.Out);
        Assert.Contains("Version 1 was compared as it was judged", second.Out);
        Assert.DoesNotContain("was compared as it was judged", first.Out);
        Assert.Equal(0, (await mlops.AskAsync("rollback", "m", "--to", "2", "--by", "Ada", "--reason", "it was right")).Status);
        var ledger = (await mlops.AskAsync("ledger", "m")).Out;
        Assert.All(
            ["rolled back to version 1, in place of version 2", "brought back version 2, in place of version 1, by Ada", "it was right"],
            part => Assert.Contains(part, ledger)
        );
        Assert.Equal(2, (await mlops.AskAsync("rollback", "m", "--to", "2")).Status);
        Assert.Equal((0, true), (served.Status, served.Document.GetProperty("deployed").GetBoolean()));
        Assert.Equal((3, false), (rolledBack.Status, rolledBack.Document.GetProperty("deployed").GetBoolean()));
        Assert.Contains("version 1 serves now", rolledBack.Document.GetProperty("message").GetString());
        Assert.Equal(served.Document.GetProperty("run").GetString(), rolledBack.Document.GetProperty("duplicateOf").GetString());
    }

    [Fact]
    public async Task A_metric_that_has_no_value_is_left_out_with_a_note_and_no_document_says_nan()
    {
        using var folder = new TemporaryFolder();
        var mlops = new CommandLine(folder["workspace"]);
        await File.WriteAllTextAsync(
            folder["split.json"],
            """{ "label": "y", "task": "regression", "split": { "column": "part" }, "training": { "candidates": """
                + """["linear"], "budget": { "trials": 1 } }, "gates": [{ "metric": "rmse", "max": 100, "vsBaseline": """
                + """{ "maxRelative": 100 } }] }"""
        );
        await File.WriteAllTextAsync(
            folder["a.csv"],
            "x,part,y\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 400)
                        .Select(row => row % 4 == 0 ? "50,test,5\n" : FormattableString.Invariant($"{row % 97},train,{row % 97 / 10.0}\n"))
                )
        );

        var run = await mlops.AskAsync("run", folder["a.csv"], "--model", "m", "--definition", folder["split.json"], "--json");

        Assert.False(run.Document.GetProperty("metrics").TryGetProperty("r2", out _));
        Assert.Contains(
            "r2 could not be measured on the 100 test rows, and is left out.",
            run.Document.GetProperty("notes").EnumerateArray().Select(note => note.GetString())
        );
        foreach (var verb in (string[])["runs", "versions m", "card m/1", "lineage m/1"])
        {
            var shown = await mlops.AskAsync([.. verb.Split(' '), "--json"]);
            Assert.Equal(0, shown.Status);
            Assert.DoesNotContain("\"NaN\"", shown.Out);
        }
    }

    private static string Line(int rows, double noise)
    {
        var random = new Random(5);
        return "x,y\n"
            + string.Concat(
                Enumerable
                    .Range(0, rows)
                    .Select(row => FormattableString.Invariant($"{row % 97},{(row % 97 / 10.0) + (noise * random.NextDouble()):0.000}\n"))
            );
    }

    /// <summary>A workspace in which a good file was deployed and a worse one held back.</summary>
    public sealed class Rentals : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal CommandLine Mlops => new(Folder["workspace"]);

        internal CommandLine.CommandResult First { get; private set; } = null!;

        internal CommandLine.CommandResult Worse { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var good = RentalSample.Csv(900, seed: 1, flaws: true);
            await File.WriteAllTextAsync(Folder["rentals.csv"], good);
            await File.WriteAllTextAsync(Folder["worse.csv"], RentalSample.Csv(900, seed: 2, noise: 120));
            await File.WriteAllTextAsync(Folder["header.csv"], good[..good.IndexOf('\n')]);
            await File.WriteAllTextAsync(Folder["rentals.json"], RentalSample.Definition);
            await File.WriteAllTextAsync(Folder["wrong.json"], """{ "labl": "rentals" }""");
            First = await Mlops.AskAsync(
                "run",
                Folder["rentals.csv"],
                "--model",
                "rentals",
                "--definition",
                Folder["rentals.json"],
                "--json"
            );
            Worse = await Mlops.AskAsync("run", Folder["worse.csv"], "--model", "rentals", "--json");
        }

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
