using System.Collections.Concurrent;
using System.Diagnostics;

namespace MLOpsFunctions.Browser.Tests;

/// <summary><c>mlops serve</c> in a process of its own, on a free port of this machine and a workspace that goes with it.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _workspace;

    private Server(Process process, string workspace, Uri address) => (_process, _workspace, Address) = (process, workspace, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it; returns as soon as it listens.</summary>
    /// <param name="definitions">Definitions by the name of their model.</param>
    public static async Task<Server> StartAsync(IReadOnlyDictionary<string, string> definitions)
    {
        var workspace = Directory.CreateTempSubdirectory("mlops-browser-").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(workspace, "definitions")).FullName;
        foreach (var (model, text) in definitions)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{model}.json"), text);
        }

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments = [Command, "serve", "--urls", "http://127.0.0.1:0", "--workspace", workspace];
        Array.ForEach(arguments, start.ArgumentList.Add);
        var process = new Process { StartInfo = start };
        var address = ListeningAsync(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, workspace, await address);
    }

    /// <summary>Kills it, and deletes its workspace.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_workspace, recursive: true);
    }

    private static string Command => Path.Combine(AppContext.BaseDirectory, "mlops.dll");

    /// <summary>Its address, as soon as it prints that. All it prints is read, so that a full pipe never holds it up.</summary>
    private static Task<Uri> ListeningAsync(Process process)
    {
        const string before = "Listening on ";
        var (listening, errors) = (new TaskCompletionSource<Uri>(), new ConcurrentQueue<string?>());
        process.OutputDataReceived += (_, printed) =>
        {
            if (printed.Data is null)
            {
                listening.TrySetException(new InvalidOperationException($"mlops serve ended: {string.Join('\n', errors)}"));
            }
            else if (printed.Data.StartsWith(before, StringComparison.Ordinal))
            {
                listening.TrySetResult(new(printed.Data[before.Length..printed.Data.IndexOf(". ", StringComparison.Ordinal)]));
            }
        };
        process.ErrorDataReceived += (_, printed) => errors.Enqueue(printed.Data);
        return listening.Task;
    }
}
