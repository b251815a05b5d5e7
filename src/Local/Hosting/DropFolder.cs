using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Watches the incoming folder. A file is taken once it has settled: two sweeps in a row saw the same bytes by size and time. Sweeping alone finds everything, whatever events a
/// file system loses; a run's id follows from the file's version, so that taking a file again starts nothing.
/// </summary>
/// <param name="blobs">Where the files are.</param>
/// <param name="starter">Starts their runs.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to say what happens.</param>
internal sealed class DropFolder(IBlobStore blobs, PipelineStarter starter, TimeProvider time, ILogger log)
{
    /// <summary>Two sweeps of a second: a copy in progress grows within that, and nobody waits long.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Sweeps until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await SweepAsync(cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping is how watching ends.
        }
    }

    /// <summary>Takes every file that has settled since the last sweep.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var file in blobs.ListAsync(StorageNames.IncomingContainer, cancellation: cancellation))
        {
            names.Add(file.Name);
            var version = $"{file.Name}\n{file.ETag}";
            if (IsPartial(file.Name) || _taken.Contains(version))
            {
                continue;
            }

            if (_seen.GetValueOrDefault(file.Name) == version)
            {
                await TakeAsync(file.Name, cancellation);
                _taken.Add(version);
                _seen.Remove(file.Name);
            }
            else
            {
                _seen[file.Name] = version;
            }
        }

        foreach (var gone in _seen.Keys.Where(name => !names.Contains(name)).ToList())
        {
            _seen.Remove(gone);
        }

        _taken.RemoveWhere(version => !names.Contains(version[..version.IndexOf('\n')]));
    }

    private async Task TakeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            if (await starter.DropAsync(name, "drop folder", cancellation) is { } run)
            {
                log.LogInformation("Took {File} as run {Run}", name, run);
            }
        }
        catch (ProblemException refusal)
        {
            log.LogError("{File} cannot be taken: {Problem}", name, refusal.Problem);
        }
    }

    /// <summary>Names that programs give to files they have not finished.</summary>
    private static bool IsPartial(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        return file.StartsWith('.') || file.EndsWith('~') || file.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".part", StringComparison.OrdinalIgnoreCase)
            || file.EndsWith(".crdownload", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".receipt.json", StringComparison.Ordinal);
    }
}
