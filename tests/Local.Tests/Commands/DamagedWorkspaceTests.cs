using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A workspace in which something was damaged: what is told, and what mends it.</summary>
public sealed class DamagedWorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("engine.db", "The history of the workspace's runs cannot be read")]
    [InlineData("tables.db", "The workspace's tables cannot be read")]
    public async Task A_damaged_database_is_told_by_its_name(string database, string title)
    {
        Directory.CreateDirectory(_folder["workspace"]);
        await File.WriteAllTextAsync(_folder[$"workspace/{database}"], string.Concat(Enumerable.Repeat("no database ", 1_000)));

        var answer = await Mlops.AskAsync("models", "--json");

        var problem = answer.Document.GetProperty("problem");
        Assert.Equal((2, title, _folder[$"workspace/{database}"]), (answer.Status, problem.GetProperty("title").GetString(), problem.GetProperty("where").GetString()));
        Assert.Contains("from a copy", problem.GetProperty("try").GetString());
    }

    [Fact]
    public async Task Training_again_mends_a_damaged_version_and_dropping_the_file_again_a_damaged_data_set()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], RentalSample.Csv(900, seed: 1));
        await File.WriteAllTextAsync(_folder["a.json"], """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }""");
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--definition", _folder["a.json"]);
        var version = (await Mlops.AskAsync("versions", "m", "--json")).Document.GetProperty("versions")[0];

        Damage(version.GetProperty("artifact").GetString()!);
        Assert.Equal(1, (await Mlops.AskAsync("predict", "m", "--file", _folder["a.csv"])).Status);
        Assert.Contains((await Mlops.AskAsync("retrain", "m")).Status, new[] { 0, 3 });
        Assert.Equal(0, (await Mlops.AskAsync("predict", "m", "--file", _folder["a.csv"])).Status);

        Damage(version.GetProperty("dataset").GetString()!);
        var refused = await Mlops.AskAsync("retrain", "m", "--json");
        Assert.Equal(2, refused.Status);
        Assert.Contains("once more", refused.Document.GetProperty("problem").GetProperty("try").GetString());
        await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        Assert.Equal(3, (await Mlops.AskAsync("retrain", "m")).Status);
    }

    private CommandLine Mlops => new(_folder["workspace"]);

    private void Damage(string digest)
    {
        var path = _folder[$"workspace/artifacts/{digest[..2]}/{digest}"];
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 255;
        File.WriteAllBytes(path, bytes);
    }
}
