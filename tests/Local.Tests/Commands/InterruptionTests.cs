using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using MLOpsFunctions.Local.Demo;

namespace MLOpsFunctions.Local.Tests.Commands;

/// <summary>
/// Ctrl-C in a terminal, as the interrupt that a shell sends, and the request to terminate, as a service manager sends
/// it.
/// </summary>
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
        await File.WriteAllTextAsync(
            _folder["endless.json"],
            """{ "label": "rentals", "split": { "validation": 0.125 }, "training": { "candidates": ["gbdt"], "budget": """
                + """{ "trials": 5000, "minutes": 60 } } }"""
        );
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
        Assert.Contains(
            report.GetProperty("notes").EnumerateArray(),
            note => note.GetString()!.Contains($"ended by hand after {trials} of 5000")
        );
        Assert.InRange(trials, 33, 4_999);
        Assert.Equal(
            (0, report.GetProperty("modelDigest").GetString()),
            (rebuilt.Status, rebuilt.Document.GetProperty("modelDigest").GetString())
        );
        Assert.InRange(shown.GetProperty("leaderboard").GetArrayLength(), 33, 100);
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_has_stored_what_it_predicted()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There is no way to ask one process to terminate.
        }

        await File.WriteAllTextAsync(_folder["rentals.csv"], RentalSample.Csv(900, seed: 1));
        await File.WriteAllTextAsync(
            _folder["m.json"],
            """{ "label": "rentals", "training": { "candidates": ["gbdt"], "budget": { "trials": 2 } } }"""
        );
        await new CommandLine(_folder["workspace"]).AskAsync(
            "run",
            _folder["rentals.csv"],
            "--model",
            "m",
            "--definition",
            _folder["m.json"]
        );

        using var server = Start("serve", "--urls", "http://127.0.0.1:0");
        var words = (await UntilAsync(server, "Listening on ")).Split(' ');
        using (
            var client = new HttpClient
            {
                BaseAddress = new(words.First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.')),
            }
        )
        {
            var answer = await client.PostAsync(
                "/api/models/m/predict",
                new StringContent("""{"rows": [{"temperature": 20}, {"temperature": 21}]}""", new MediaTypeHeaderValue("application/json"))
            );
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        await SignalAsync(server, "TERM");
        await server.WaitForExitAsync();

        var batch = Assert.Single(Directory.GetFiles(_folder["workspace/predictions/m"], "*.jsonl", SearchOption.AllDirectories));
        Assert.Contains("\"rows\":2", await File.ReadAllTextAsync(batch));
        Assert.Equal(0, server.ExitCode);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])[typeof(Workspace).Assembly.Location, .. arguments, "--workspace", _folder["workspace"], "--json"]
        )
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<string> UntilAsync(Process process, string words)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains(words))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without saying '{words}'.");
    }

    private static Task InterruptAsync(Process process) => SignalAsync(process, "INT");

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
