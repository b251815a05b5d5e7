namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>Whoever looks for a version that waits for a person is shown the one command that lets it serve.</summary>
public sealed class WaitingVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CommandLine Mlops => new(_folder["work space"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_version_whose_label_was_guessed_is_shown_with_the_command_that_confirms_it()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], Csv());
        Assert.Equal(3, (await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m")).Status);
        var command = $"mlops --workspace '{_folder["work space"]}' retrain m --label amount";

        Assert.All(await LookAsync("models", "versions m", "predict m", "card m", "card m/1"), text => Assert.Contains(command, text));
        var model = (await Mlops.AskAsync("models", "--json")).Document.GetProperty("models")[0];
        Assert.Equal(command, model.GetProperty("waiting").GetProperty("confirm").GetString());

        Assert.Equal(0, (await Mlops.AskAsync("retrain", "m", "--label", "amount")).Status);
        Assert.All(await LookAsync("models", "versions m", "card m"), text => Assert.DoesNotContain("waits", text));
        var serves = (await Mlops.AskAsync("models", "--json")).Document.GetProperty("models")[0];
        Assert.Equal((2, "rmse"), (serves.GetProperty("champion").GetInt32(), serves.GetProperty("metric").GetString()));
        Assert.True(serves.GetProperty("value").GetDouble() >= 0);
    }

    [Fact]
    public async Task A_version_that_waits_for_approval_is_shown_with_the_command_that_approves_it()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], Csv());
        await File.WriteAllTextAsync(_folder["d.json"], """{ "label": "amount", "rollout": { "approval": true } }""");
        var run = await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--definition", _folder["d.json"], "--json");
        var id = run.Document.GetProperty("run").GetString();
        var rejected = await Mlops.AskAsync("reject", id!);

        Assert.All(
            await LookAsync("models", "versions m", "predict m"),
            text => Assert.Contains($"mlops --workspace '{_folder["work space"]}' approve {id}", text)
        );
        Assert.Equal(2, rejected.Status);
        Assert.Contains($"mlops --workspace '{_folder["work space"]}' reject {id} --reason WHY", rejected.Error);
        Assert.Equal(0, (await Mlops.AskAsync("reject", id!, "--reason", "not today")).Status);
        Assert.DoesNotContain("waits", (await Mlops.AskAsync("models")).Out);
    }

    [Fact]
    public async Task A_model_whose_only_version_was_held_back_is_listed_with_what_is_known_of_it()
    {
        await File.WriteAllTextAsync(_folder["a.csv"], Csv());
        await File.WriteAllTextAsync(_folder["d.json"], """{ "label": "amount", "gates": [{ "metric": "rmse", "max": 0 }] }""");
        var run = await Mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--definition", _folder["d.json"], "--json");
        var model = (await Mlops.AskAsync("models", "--json")).Document.GetProperty("models")[0];
        var row = (await Mlops.AskAsync("models"))
            .Out.Split('\n')
            .Single(line => line.TrimStart().StartsWith("m ", StringComparison.Ordinal));

        Assert.Equal(3, run.Status);
        Assert.False(model.TryGetProperty("champion", out _));
        Assert.Equal(
            (1, "regression", "amount", "rmse"),
            (
                model.GetProperty("heldBack").GetInt32(),
                model.GetProperty("task").GetString(),
                model.GetProperty("label").GetString(),
                model.GetProperty("metric").GetString()
            )
        );
        Assert.All(["none, 1 held back", "regression", "amount", "rmse "], part => Assert.Contains(part, row));
    }

    private async Task<IReadOnlyList<string>> LookAsync(params string[] lines)
    {
        var texts = new List<string>();
        foreach (var line in lines)
        {
            var answer = await Mlops.AskAsync(line.Split(' '));
            texts.Add(answer.Out + answer.Error);
        }

        return texts;
    }

    private static string Csv() =>
        "calls,amount\n"
        + string.Concat(Enumerable.Range(0, 200).Select(row => FormattableString.Invariant($"{row * 37 % 101},{row * 37 % 101 * 3.5}\n")));
}
