using System.Text.Json;
using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A workspace in which something was damaged: what is told, and what mends it.</summary>
public sealed class DamagedWorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("engine.db", "The history of the workspace's runs cannot be read", "approve", "a-run", "--by", "ann")]
    [InlineData("tables.db", "The workspace's tables cannot be read", "models")]
    public async Task A_damaged_database_is_told_by_its_name(string database, string title, params string[] verb)
    {
        Directory.CreateDirectory(_folder["workspace"]);
        await File.WriteAllTextAsync(_folder[$"workspace/{database}"], string.Concat(Enumerable.Repeat("no database ", 1_000)));

        var answer = await Mlops.AskAsync([.. verb, "--json"]);

        var problem = answer.Document.GetProperty("problem");
        Assert.Equal(
            (2, title, _folder[$"workspace/{database}"]),
            (answer.Status, problem.GetProperty("title").GetString(), problem.GetProperty("where").GetString())
        );
        Assert.Contains("from a copy", problem.GetProperty("try").GetString());
    }

    /// <summary>Nothing can be written on a full disk, and an engine writes as it opens.</summary>
    [Theory]
    [InlineData("models")]
    [InlineData("versions", "m")]
    [InlineData("lineage", "m/1")]
    [InlineData("ledger", "m")]
    [InlineData("card", "m/1")]
    [InlineData("runs")]
    public async Task Who_only_looks_needs_no_engine(params string[] verb)
    {
        await File.WriteAllTextAsync(_folder["a.csv"], RentalSample.Csv(300, seed: 1));
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        await File.WriteAllTextAsync(_folder["workspace/engine.db"], "no database");

        Assert.Equal(0, (await Mlops.AskAsync([.. verb, "--json"])).Status);
    }

    [Fact]
    public async Task A_privacy_key_that_was_lost_or_replaced_is_told_and_never_made_anew()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], RentalSample.Csv(300, seed: 1));
        await File.WriteAllTextAsync(
            _folder["a.json"],
            """
            { "label": "rentals", "columns": { "sky": { "pii": "hash" } },
              "training": { "candidates": ["linear"], "budget": { "trials": 2 } } }
            """
        );
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--definition", _folder["a.json"]);
        var key = _folder["workspace/privacy.key"];
        File.Move(key, _folder["kept"]);

        var missing = await Mlops.AskAsync("predict", "m", "--file", _folder["a.csv"], "--json");
        Assert.False(File.Exists(key));
        await File.WriteAllBytesAsync(key, new byte[32]);
        var replaced = await Mlops.AskAsync("predict", "m", "--file", _folder["a.csv"], "--json");
        await File.AppendAllTextAsync(_folder["a.csv"], File.ReadLines(_folder["a.csv"]).Last() + "\n");
        var trained = await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--json");
        var another = await Mlops.AskAsync("run", _folder["a.csv"], "--model", "n", "--definition", _folder["a.json"], "--json");
        File.Move(_folder["kept"], key, overwrite: true);

        Assert.Equal((1, "The privacy key is missing"), (missing.Status, Title(missing)));
        Assert.Equal((1, "Version 1 of 'm' was made with another privacy key"), (replaced.Status, Title(replaced)));
        Assert.Equal("Version 1 of 'm' was made with another privacy key", Title(trained));
        Assert.Equal("The privacy key was replaced: model 'm' was made with another one", Title(another));
        Assert.Equal(0, (await Mlops.AskAsync("predict", "m", "--file", _folder["a.csv"])).Status);
    }

    [Fact]
    public async Task Training_again_mends_a_damaged_version_and_dropping_the_file_again_a_damaged_data_set()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], RentalSample.Csv(900, seed: 1));
        await File.WriteAllTextAsync(
            _folder["a.json"],
            """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }"""
        );
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--definition", _folder["a.json"]);
        var version = (await Mlops.AskAsync("versions", "m", "--json")).Document.GetProperty("versions")[0];

        Damage(version.GetProperty("artifact").GetString()!);
        await AssertDamageAsync("The model of version 1 of 'm'", "predict", "m", "--file", _folder["a.csv"]);
        await AssertDamageAsync("The model of version 1 of 'm'", "drift", "m", "--file", _folder["a.csv"]);
        Assert.Contains((await Mlops.AskAsync("retrain", "m")).Status, new[] { 0, 3 });
        Assert.Equal(0, (await Mlops.AskAsync("predict", "m", "--file", _folder["a.csv"])).Status);

        Damage(version.GetProperty("dataset").GetString()!);
        var refused = await Mlops.AskAsync("retrain", "m", "--json");
        Assert.Equal(2, refused.Status);
        Assert.Contains("once more", refused.Document.GetProperty("problem").GetProperty("try").GetString());
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        Assert.Equal(3, (await Mlops.AskAsync("retrain", "m")).Status);

        File.Delete(PathOf(version.GetProperty("definition").GetString()!));
        await AssertDamageAsync("The definition of version", "drift", "m", "--file", _folder["a.csv"]);
        var undefined = (await Mlops.AskAsync("retrain", "m", "--json")).Document.GetProperty("problem");
        Assert.Equal("The definition cannot be used", undefined.GetProperty("title").GetString());
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        Assert.Equal(3, (await Mlops.AskAsync("retrain", "m")).Status);

        Damage(version.GetProperty("card").GetString()!);
        var card = await AssertDamageAsync("The model card of version 1 of 'm'", "card", "m/1");
        Assert.DoesNotContain("rollback", card.GetProperty("try").GetString());
        Assert.Equal(PathOf(version.GetProperty("card").GetString()!), card.GetProperty("where").GetString());
    }

    [Fact]
    public async Task Tables_that_are_lost_are_told_of_and_never_begun_anew()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], "x,y\n1,2\n");
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        Assert.Equal(0, (await Mlops.AskAsync("models")).Status);
        Directory.CreateDirectory(_folder["workspace/artifacts/ab"]);
        await File.WriteAllTextAsync(_folder["workspace/artifacts/ab/ab"], "something of an earlier run");

        foreach (var harm in (Action<string>[])[path => File.WriteAllBytes(path, []), File.Delete])
        {
            harm(_folder["workspace/tables.db"]);
            foreach (var verb in (string[])["models", "runs"])
            {
                var answer = await Mlops.AskAsync(verb, "--json");
                Assert.Equal(
                    (2, "The workspace has lost its tables"),
                    (answer.Status, answer.Document.GetProperty("problem").GetProperty("title").GetString())
                );
            }
        }
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_told_of_without_a_types_name_in_a_stack()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], "x,y\n1,2\n");
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        var path = _folder["workspace/tables.db"];
        var sound = await File.ReadAllBytesAsync(path);

        // A row's text was changed; the database holds.
        var text = sound.AsSpan().IndexOf("\"trigger\""u8);
        File.WriteAllBytes(path, [.. sound[..text], 0, .. sound[(text + 1)..]]);
        await AssertDamageAsync("of the tables", "runs");

        // The pages below the first were overwritten; the file still opens.
        File.WriteAllBytes(path, [.. sound[..4096], .. Enumerable.Repeat((byte)255, sound.Length - 4096)]);
        foreach (
            var verb in (string[][])
                [
                    ["runs"],
                    ["predict", "m", "--file", _folder["a.csv"]],
                ]
        )
        {
            var problem = (await Mlops.AskAsync([.. verb, "--json"])).Document.GetProperty("problem");
            Assert.Equal(
                ("The workspace's tables cannot be read", path),
                (problem.GetProperty("title").GetString(), problem.GetProperty("where").GetString())
            );
        }
    }

    private async Task<JsonElement> AssertDamageAsync(string whose, params string[] arguments)
    {
        var answer = await Mlops.AskAsync([.. arguments, "--json"]);
        var problem = answer.Document.GetProperty("problem");
        Assert.Equal((1, 500), (answer.Status, problem.GetProperty("status").GetInt32()));
        Assert.Contains(whose, problem.GetProperty("found").GetString());
        Assert.DoesNotContain("Exception", answer.Out + answer.Error);
        return problem;
    }

    private CommandLine Mlops => new(_folder["workspace"]);

    private string PathOf(string digest) => _folder[$"workspace/artifacts/{digest[..2]}/{digest}"];

    private static string? Title(CommandLine.CommandResult answer) =>
        answer.Document.GetProperty("problem").GetProperty("title").GetString();

    private void Damage(string digest)
    {
        var path = PathOf(digest);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 255;
        File.WriteAllBytes(path, bytes);
    }
}
