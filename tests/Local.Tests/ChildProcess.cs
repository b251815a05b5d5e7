using System.Diagnostics;
using System.Globalization;

namespace MLOpsFunctions.Local.Tests;

/// <summary>A real second process on the same folder, running one role of <see cref="Program"/>.</summary>
internal sealed class ChildProcess : IDisposable
{
    public const string IncrementBlob = "increment-blob";
    public const string IncrementRows = "increment-rows";
    public const string OverwriteBlob = "overwrite-blob";

    private readonly Process _process;

    public ChildProcess(string role, string folder, int count)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in new[] { typeof(ChildProcess).Assembly.Location, role, folder, count.ToString(CultureInfo.InvariantCulture) }
        )
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
    }

    /// <summary>The next line that it prints, or null once it has ended.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>SIGKILL: no handler runs, no buffer is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end, which must be a good one.</summary>
    public async Task EndAsync()
    {
        var errors = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.Equal((0, ""), (_process.ExitCode, errors));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
