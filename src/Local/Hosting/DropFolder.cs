using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Watches a folder for dropped files. A file is taken once it has settled: its size and times have stayed the same for a
/// while. Events of the file system only say when to look; a periodic sweep finds what they missed. A run's id follows
/// from the file's version, so that taking a file again starts nothing.
/// </summary>
/// <param name="container">The folder, one of <see cref="StorageNames.DropContainers"/>.</param>
/// <param name="blobs">Where the files are.</param>
/// <param name="starter">Starts their runs.</param>
/// <param name="runs">The runs: a file whose run has ended is not taken again, though the engine may have forgotten it.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where to say what happens.</param>
internal sealed class DropFolder(string container, IBlobStore blobs, PipelineStarter starter, RunLog runs, TimeProvider time, ILogger log)
{
    /// <summary>A copy in progress changes the file more often than this, and nobody minds waiting for it.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Time between two looks while a file has not settled.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Time between two sweeps while nothing happens: what a lost event costs.</summary>
    public static readonly TimeSpan Sweep = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, (string ETag, DateTimeOffset Since)> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);
    private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Watches a folder until cancelled.</summary>
    public async Task RunAsync(string folder, CancellationToken cancellation)
    {
        using var watcher = Watch(folder);
        var odd = new IgnoredEntries(folder, log);
        try
        {
            while (true)
            {
                try
                {
                    odd.Report();
                    await SweepAsync(cancellation);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    log.LogError(fault, "The folder {Container} could not be swept; the next sweep tries again", container);
                }

                await WaitAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping is how watching ends.
        }
    }

    /// <summary>Something may have changed: look soon.</summary>
    public void Hint() => _hints.Writer.TryWrite(true);

    /// <summary>Takes every file that has settled.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var file in blobs.ListAsync(container, cancellation: cancellation))
        {
            names.Add(file.Name);
            if (StorageNames.IsOutput(container, file.Name) || _taken.GetValueOrDefault(file.Name) == file.ETag)
            {
                _waiting.Remove(file.Name);
            }
            else if (!_waiting.TryGetValue(file.Name, out var waiting) || waiting.ETag != file.ETag)
            {
                _waiting[file.Name] = (file.ETag, time.GetUtcNow());
            }
            else if (time.GetUtcNow() - waiting.Since >= Settle)
            {
                if (IsUnfinished(file.Name))
                {
                    log.LogInformation("{File} is left alone: its name is that of a hidden or unfinished file; rename it", file.Name);
                }
                else if (!await HasEndedAsync(file, cancellation))
                {
                    await TakeAsync(file.Name, cancellation);
                }

                _taken[file.Name] = file.ETag;
                _waiting.Remove(file.Name);
            }
        }

        foreach (var gone in _waiting.Keys.Concat(_taken.Keys).Where(name => !names.Contains(name)).ToList())
        {
            _waiting.Remove(gone);
            _taken.Remove(gone);
        }
    }

    /// <summary>Names that programs give to files they have not finished, or do not mean to be seen.</summary>
    private static bool IsUnfinished(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        return file.StartsWith('.')
            || file.EndsWith('~')
            || Path.GetExtension(file).ToLowerInvariant()
                is ".tmp"
                    or ".part"
                    or ".partial"
                    or ".filepart"
                    or ".crdownload"
                    or ".download"
                    or ".swp";
    }

    private async Task<bool> HasEndedAsync(BlobInfo file, CancellationToken cancellation)
    {
        var model = file.Name[..Math.Max(file.Name.IndexOf('/'), 0)];
        return ModelNames.IsValid(model) && await runs.FindAsync(PipelineStarter.RunOf(model, file), cancellation) is { Ended: not null };
    }

    private async Task TakeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            if (await starter.TakeAsync(container, name, "drop folder", cancellation) is var (run, isNew))
            {
                // After a start everything that lies there is found again.
                log.Log(
                    isNew ? LogLevel.Information : LogLevel.Debug,
                    isNew ? "Took {File} as run {Run}" : "{File} had been taken before, as run {Run}",
                    name,
                    run
                );
            }
            else if (!name.Contains('/'))
            {
                log.LogWarning("{File} belongs to no model: a file is dropped into the folder of its model", name);
            }
        }
        catch (ProblemException refusal)
        {
            log.LogError("{File} cannot be taken: {Problem}", name, refusal.Problem);
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        if (_waiting.Count > 0)
        {
            await Task.Delay(Look, time, cancellation); // Events would only tell that a copy goes on.
            return;
        }

        using var hinted = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(Sweep, time, hinted.Token), _hints.Reader.WaitToReadAsync(hinted.Token).AsTask());
        await hinted.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        _hints.Reader.TryRead(out _);
    }

    /// <summary>Turns events into hints; null where the system has no events to give, and sweeping alone must do.</summary>
    private FileSystemWatcher? Watch(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Created += (_, _) => Hint();
            watcher.Changed += (_, _) => Hint();
            watcher.Renamed += (_, _) => Hint();
            watcher.Error += (_, _) => Hint();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException fault)
        {
            log.LogWarning(
                "The system gives no file events ({Reason}); a dropped file is found within {Seconds} s",
                fault.Message,
                Sweep.TotalSeconds
            );
            return null;
        }
    }
}
