using System.Diagnostics;

namespace MLOpsFunctions.Local.Tests.Crash;

/// <summary>
/// <c>mlops</c> as a person starts it, watched from outside: each change to a file of its workspace is a moment at
/// which it can be killed.
/// </summary>
internal sealed class MlopsProcess : IDisposable
{
    /// <summary>A process that makes nothing durable for so long has nothing to do: it is killed all the same.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _changes = new(0);
    private readonly FileSystemWatcher _watcher;
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public MlopsProcess(string workspace, params string[] arguments)
    {
        Directory.CreateDirectory(workspace);
        _watcher = new(workspace)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        _watcher.Created += (_, _) => _changes.Release();
        _watcher.Changed += (_, _) => _changes.Release();
        _watcher.Renamed += (_, _) => _changes.Release();
        _watcher.Deleted += (_, _) => _changes.Release();
        _watcher.EnableRaisingEvents = true;
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        _process = Process.Start(
            new ProcessStartInfo(dotnet, [typeof(Workspace).Assembly.Location, .. arguments, "--workspace", workspace])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>Sends SIGKILL at the n-th change from now. False where the process ended before.</summary>
    public async Task<bool> KillAtAsync(int change)
    {
        for (var seen = 0; seen < change; seen++)
        {
            if (!await NextChangeAsync())
            {
                break;
            }
        }

        return await KillAsync();
    }

    /// <summary>Sends SIGKILL. False where the process had ended by itself.</summary>
    public async Task<bool> KillAsync()
    {
        _process.Kill(); // Of a process that has ended, nothing.
        await _process.WaitForExitAsync();
        return _process.ExitCode == 128 + 9;
    }

    /// <summary>Counts the changes until a condition holds, looked at with every one.</summary>
    public async Task<int> UntilAsync(Func<Task<bool>> condition)
    {
        for (var changes = 0; ; changes++)
        {
            if (await condition())
            {
                return changes;
            }

            await NextChangeAsync();
            Assert.False(_process.HasExited, _process.HasExited ? $"ended with {_process.ExitCode}: {await _output}{await _error}" : "");
        }
    }

    /// <summary>Counts the changes until the process ends by itself, which must be with one of these exit statuses.</summary>
    public async Task<int> EndAsync(params int[] statuses)
    {
        await _process.WaitForExitAsync();
        Assert.True(statuses.Contains(_process.ExitCode), $"exit {_process.ExitCode}: {await _output}{await _error}");
        return _changes.CurrentCount;
    }

    /// <summary>What it said on standard output until it ended by itself.</summary>
    public async Task<string> OutputAsync()
    {
        await _process.WaitForExitAsync();
        return await _output;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _watcher.Dispose();
        _changes.Dispose();
    }

    /// <summary>False where none came: the process ended, or was idle.</summary>
    private async Task<bool> NextChangeAsync()
    {
        using var stop = new CancellationTokenSource();
        var change = _changes.WaitAsync(Idle, stop.Token);
        if (await Task.WhenAny(change, _process.WaitForExitAsync(stop.Token)) == change)
        {
            await stop.CancelAsync();
            return await change;
        }

        await stop.CancelAsync();
        return false;
    }
}
