using System.Diagnostics;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>A run tells a person what it took a file for, and how to confirm or change it.</summary>
public sealed class InferredRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("price in $ (it's 'net')")]
    [InlineData("-price")]
    [InlineData("@price")]
    public async Task A_guessed_label_is_confirmed_by_the_command_that_the_run_prints_as_it_stands(string label)
    {
        var mlops = new CommandLine(_folder["work space"]);
        await File.WriteAllTextAsync(_folder["a.csv"], Csv(label));
        var text = await mlops.AskAsync("run", _folder["a.csv"], "--model", "m");
        var json = await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", "--json");
        var command = json.Document.GetProperty("confirm").GetString()!;

        Assert.Equal((3, 3), (text.Status, json.Status));
        Assert.StartsWith($"label      {label} (a guess: it is the last column", text.Out);
        Assert.Contains("task       regression (from the values of the label)", text.Out);
        Assert.Contains("unused     key: names its rows", text.Out);
        Assert.Contains($"definition {_folder["work space"]}/definitions/m.json", text.Out);
        Assert.Contains("aside     1 row: not a number", text.Out);
        Assert.Contains($"receipt   {_folder["work space"]}/incoming/m/a.csv.receipt.json", text.Out);
        Assert.EndsWith($"confirm   {command}\n", text.Out);
        Assert.Equal(0, await ShellAsync(command));
    }

    [Theory]
    [InlineData("--label", "x")]
    [InlineData("--task", "multiclass")]
    public async Task Another_target_leaves_the_definition_alone_until_the_printed_command_is_typed(string option, string value)
    {
        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(_folder["a.csv"], Csv("class"));
        Assert.Equal(0, (await mlops.AskAsync("run", _folder["a.csv"], "--model", "m")).Status);
        var definition = await File.ReadAllTextAsync(Path.Combine(_folder["workspace"], "definitions", "m.json"));
        var refused = await mlops.AskAsync("run", _folder["a.csv"], "--model", "m", option, value, "--json");
        var problem = refused.Document.GetProperty("problem");

        Assert.Equal(2, refused.Status);
        Assert.Equal("label 'class', task regression", problem.GetProperty("expected").GetString());
        Assert.Equal(definition, await File.ReadAllTextAsync(Path.Combine(_folder["workspace"], "definitions", "m.json")));
        Assert.StartsWith(
            $"mlops run {_folder["a.csv"]} --model m {option} {value} --json --workspace {_folder["workspace"]} --new-target ",
            problem.GetProperty("try").GetString()
        );
    }

    private static async Task<int> ShellAsync(string command)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"mlops() {{ '{dotnet}' '{typeof(Workspace).Assembly.Location}' \"$@\"; }}; {command}");
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static string Csv(string label) =>
        $"key,x,\"{label}\"\n"
        + string.Concat(
            Enumerable
                .Range(0, 200)
                .Select(row =>
                    FormattableString.Invariant(
                        $"k{row},{row * 37 % 101},{(row == 5 ? "oops" : $"{(row * 37 % 101 / 2.0) + (row % 7 / 10.0)}")}\n"
                    )
                )
        );
}
