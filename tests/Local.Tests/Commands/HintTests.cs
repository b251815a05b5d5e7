using System.CommandLine;
using System.Diagnostics;
using MLOpsFunctions.Local.Commands;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>What a refusal says to try can be typed as it stands.</summary>
public sealed class HintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mlops models lists them", "mlops --workspace 'a $1 b' models lists them")]
    [InlineData("mlops runs; mlops card m", "mlops --workspace 'a $1 b' runs; mlops --workspace 'a $1 b' card m")]
    [InlineData("mlops card m --workspace x, or mlops runs", "mlops card m --workspace x, or mlops --workspace 'a $1 b' runs")]
    [InlineData("the file that mlops wrote", "the file that mlops wrote")]
    public void A_command_in_a_message_names_the_workspace_that_was_named(string message, string completed)
    {
        var root = new RootCommand { new Command("models"), new Command("runs"), new Command("card") };

        Assert.Equal(completed, new CommandHints("a $1 b", root).Complete(message));
        Assert.Equal(message, new CommandHints(null, root).Complete(message));
    }

    [Theory]
    [InlineData("'rn' is no command of mlops", "Did you mean 'run'?", "rn")]
    [InlineData("'rn' is no command of mlops", "Did you mean 'run'?", "rn", "a.csv", "--model", "m")]
    [InlineData("'--lable' is no option of mlops retrain", "Did you mean '--label'?", "retrain", "m", "--lable", "x")]
    [InlineData("'b.csv' is no argument of mlops run", "mlops run --help", "run", "a.csv", "b.csv", "--model", "m")]
    public async Task One_error_tells_of_a_word_that_is_not_known(string found, string hint, params string[] words)
    {
        var answer = await new CommandLine(_folder["workspace"]).AskAsync(words);

        Assert.Equal(2, answer.Status);
        Assert.Contains($"  found     {found}.\n", answer.Error);
        Assert.Contains(hint, answer.Error);
        Assert.DoesNotContain("Unrecognized", answer.Error);
    }

    [Theory]
    [InlineData("NOSUCH", "There is no model 'NOSUCH'.")]
    [InlineData("..", "There is no model '..'.")]
    [InlineData("\u202em\u001b[31m", "There is no model '\\u202em\\u001b[31m'.")]
    public async Task A_name_that_no_model_can_have_is_that_of_no_model(string name, string expected)
    {
        Directory.CreateDirectory(_folder["workspace"]);

        foreach (var verb in (string[])["versions", "card", "ledger", "predict", "lineage", "drift", "rollback", "retrain"])
        {
            var answer = await new CommandLine(_folder["workspace"]).AskAsync(verb, name);
            Assert.Equal(2, answer.Status);
            Assert.StartsWith(expected, answer.Error);
        }
    }

    [Fact]
    public async Task A_definition_may_come_through_a_pipe()
    {
        await File.WriteAllTextAsync(
            _folder["a.csv"],
            "x,y,z\n" + string.Concat(Enumerable.Range(0, 100).Select(row => $"{row % 31},{row % 31 * 2},{row % 3}\n"))
        );
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] words = ["run", _folder["a.csv"], "--model", "m", "--definition", "/dev/stdin", "--workspace", _folder["workspace"]];
        words.Prepend(typeof(Workspace).Assembly.Location).ToList().ForEach(start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("""{ "label": "y" /* kept */ }""");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.Contains("label      y (declared)", await output + await error);
        Assert.Equal(
            """{ "label": "y" /* kept */ }""",
            await File.ReadAllTextAsync(Path.Combine(_folder["workspace"], "definitions", "m.json"))
        );
    }

    [Fact]
    public async Task Feedback_without_its_columns_names_them_and_the_file()
    {
        await File.WriteAllTextAsync(
            _folder["a.csv"],
            "x,label\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"{row * 37 % 101},{row * 37 % 101 * 3}\n"))
        );
        await File.WriteAllTextAsync(_folder["wrong.csv"], "a,b\n1,2\n");
        var mlops = new CommandLine(_folder["workspace"]);
        await mlops.AskAsync("run", _folder["a.csv"], "--model", "m");

        var answer = await mlops.AskAsync("feedback", "m", "--file", _folder["wrong.csv"]);

        Assert.Equal(2, answer.Status);
        Assert.Contains("expected  columns id, actual", answer.Error);
        Assert.Contains($"where     {_folder["wrong.csv"]}", answer.Error);
        Assert.DoesNotContain("trained on", answer.Error);
    }
}
