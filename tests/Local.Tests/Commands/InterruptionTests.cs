using System.Diagnostics;
using System.Globalization;
using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>Ctrl-C in a terminal, as the interrupt that a shell sends.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Once_the_best_so_far_is_judged_and_twice_the_run_goes_on_with_the_next_command()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There is no way to send one process a Ctrl-C.
        }

        var mlops = new CommandLine(_folder["workspace"]);
        await File.WriteAllTextAsync(_folder["endless.json"], """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 5000, "minutes": 60 } } }""");
        await File.WriteAllTextAsync(_folder["rentals.csv"], RentalSample.Csv(900, seed: 1));

        using (var first = Start("run", _folder["rentals.csv"], "--model", "m", "--definition", _folder["endless.json"]))
        {
            await UntilAsync(first, "Trials 33 to");
            await InterruptAsync(first);
            await UntilAsync(first, "Ctrl-C again");
            await InterruptAsync(first);
            await first.WaitForExitAsync();
            Assert.Contains(first.ExitCode, new[] { 130, 0 }); // A quick machine is at the end before the second one comes.
        }

        var report = (await mlops.AskAsync("run", _folder["rentals.csv"], "--model", "m", "--json")).Document;
        var (run, trials) = (report.GetProperty("run").GetString()!, report.GetProperty("trials").GetInt32());
        var rebuilt = await mlops.AskAsync("retrain", "m", "--reproduce", run, "--json");
        var shown = (await mlops.AskAsync("runs", run, "--json")).Document;

        Assert.Equal(1, report.GetProperty("version").GetInt32());
        Assert.Contains(report.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains($"ended by hand after {trials} of 5000"));
        Assert.InRange(trials, 33, 4_999);
        Assert.Equal((0, report.GetProperty("modelDigest").GetString()), (rebuilt.Status, rebuilt.Document.GetProperty("modelDigest").GetString()));
        Assert.InRange(shown.GetProperty("leaderboard").GetArrayLength(), 33, 100);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(Workspace).Assembly.Location, .. arguments, "--workspace", _folder["workspace"], "--json"])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task UntilAsync(Process process, string words)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains(words))
            {
                return;
            }
        }

        Assert.Fail($"The process ended without saying '{words}'.");
    }

    private static async Task InterruptAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
