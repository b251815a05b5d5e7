using System.Diagnostics;
using System.Globalization;

namespace MLOpsFunctions.Benchmarks.Running;

/// <summary>One side of one round as a child process.</summary>
internal static class SideProcess
{
    /// <exception cref="ProblemException">It failed, or its last line is no measurement.</exception>
    public static Measurement Run(Bench bench, Side side, SideInput input)
    {
        var rows = input.Rows.ToString(CultureInfo.InvariantCulture);
        var start = side.Script is { } script
            ? new ProcessStartInfo(Peers.Python, [Path.Combine(Folders.Peers, script), rows, input.Input])
            : new ProcessStartInfo(Environment.ProcessPath!, ["side", bench.Name, side.Name, rows, input.Input]);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        return process.ExitCode == 0 && last.StartsWith('{')
            ? Json.Read<Measurement>(last)
            : throw new ProblemException(
                new(
                    "A side failed",
                    $"exit status {process.ExitCode}, last line '{last}'",
                    "exit status 0 and a line of JSON",
                    $"{bench.Name}, side {side.Name}",
                    "see its standard error above"
                )
            );
    }
}
