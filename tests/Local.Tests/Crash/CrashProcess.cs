using System.Diagnostics;
using System.Globalization;

namespace MLOpsFunctions.Local.Tests.Crash;

/// <summary>The program that kills itself.</summary>
internal static class CrashProcess
{
    /// <summary>Runs it to its end; tells its moments, or null where it was killed.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="killAt">The moment at which it dies; 0: never.</param>
    /// <param name="file">The file that it takes to the end of its run; none: it operates the versions that lie there.</param>
    public static async Task<int?> RunAsync(string workspace, int killAt, params string[] file)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "MLOpsFunctions.CrashHost.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, workspace, killAt.ToString(CultureInfo.InvariantCulture), .. file])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or 137, $"exit {process.ExitCode}: {await error}");
        return process.ExitCode == 0 ? int.Parse(await output, CultureInfo.InvariantCulture) : null;
    }
}
