using Microsoft.Extensions.Logging.Abstractions;
using MLOpsFunctions.Local.Demo;
using MLOpsFunctions.Local.Tests.Crash;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary><c>mlops cancel</c> beside a process that carries the run, and after one that died.</summary>
public sealed class CancelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Home => _folder["workspace"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Another_process_ends_the_run_that_a_first_one_carries()
    {
        using var first = await SearchAsync();
        var run = await RunAsync();

        var cancelled = await new CommandLine(Home).AskAsync("cancel", run, "--by", "ada", "--reason", "enough", "--json");
        await first.EndAsync(3);
        var again = await new CommandLine(Home).AskAsync("cancel", run, "--json");

        Assert.Equal(
            (0, "cancelled", "Cancelled by ada: enough."),
            (cancelled.Status, Text(cancelled, "status"), Text(cancelled, "message"))
        );
        Assert.Equal((0, "Cancelled by ada: enough."), (again.Status, Text(again, "message")));
        Assert.Equal(2, (await new CommandLine(Home).AskAsync("cancel", "no-such-run", "--json")).Status);
    }

    [Fact]
    public async Task A_run_whose_process_died_is_taken_to_its_end()
    {
        using (var first = await SearchAsync())
        {
            Assert.True(await first.KillAsync());
        }

        var cancelled = await new CommandLine(Home).AskAsync("cancel", await RunAsync(), "--json");

        Assert.Equal((0, "cancelled"), (cancelled.Status, Text(cancelled, "status")));
        await using var workspace = Open();
        Assert.DoesNotContain(workspace.Engine.List(), instance => instance.State == FlowState.Running);
    }

    [Fact]
    public async Task A_run_that_was_interrupted_is_told_to_go_on()
    {
        using (var first = await SearchAsync())
        {
            Assert.True(await first.KillAsync());
        }

        var run = await RunAsync();
        await File.WriteAllTextAsync(_folder["empty.csv"], "a,b\n");
        using var next = new MlopsProcess(Home, "run", _folder["empty.csv"], "--model", "other");
        Assert.Contains($"Run {run} was interrupted", await next.OutputAsync());

        Assert.Equal(0, (await new CommandLine(Home).AskAsync("cancel", run, "--json")).Status);
    }

    private static string? Text(CommandLine.CommandResult answer, string name) => answer.Document.GetProperty(name).GetString();

    /// <summary>A process in the midst of a search that does not end by itself.</summary>
    private async Task<MlopsProcess> SearchAsync()
    {
        await File.WriteAllTextAsync(
            _folder["m.json"],
            """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 5000, "minutes": 600 } } }"""
        );
        await File.WriteAllTextAsync(_folder["a.csv"], RentalSample.Csv(700, seed: 1));
        var process = new MlopsProcess(Home, "run", _folder["a.csv"], "--model", "m", "--definition", _folder["m.json"], "--json");
        await process.UntilAsync(async () => File.Exists(Path.Combine(Home, "engine.db")) && await IsSearchingAsync());
        return process;
    }

    private async Task<bool> IsSearchingAsync()
    {
        await using var workspace = Open();
        return workspace.Engine.List().Any(instance => instance.Progress?.Message.StartsWith("Trials ") == true);
    }

    private async Task<string> RunAsync()
    {
        await using var workspace = Open();
        return (await workspace.Services.Runs.ListAsync().FirstAsync()).Run;
    }

    private Workspace Open() => Workspace.Open(Home, TimeProvider.System, NullLoggerFactory.Instance);
}
