using Microsoft.Extensions.Logging;

namespace MLOpsFunctions.Local.Engine;

/// <summary>
/// Looks for what other processes on the same file did: messages for instances of this engine, and instances that nobody
/// runs any more.
/// </summary>
/// <param name="engine">The engine that takes them over.</param>
/// <param name="options">How often it looks.</param>
/// <param name="log">Where it tells what it could not do.</param>
/// <param name="stop">Ends the looking.</param>
internal sealed class Takeover(DurableEngine engine, EngineOptions options, ILogger log, CancellationToken stop)
{
    private Task _polling = Task.CompletedTask;

    /// <summary>Takes over what nobody runs, and repeats that until the engine stops.</summary>
    public async Task StartAsync()
    {
        await RunAsync();
        _polling = PollAsync();
    }

    /// <summary>Waits for the end of a look that is under way.</summary>
    public Task EndAsync() => _polling;

    /// <summary>Takes over what nobody runs: all instances, or one with its children.</summary>
    public async Task RunAsync(string? only = null)
    {
        foreach (var owner in engine.Reader.Owners())
        {
            if (owner == engine.Owner || (owner is not null && !ProcessClaim.IsDead(options.Database, owner)))
            {
                continue;
            }

            List<(string Instance, string Flow)> claimed = [];
            await engine.Commits.CommitAsync(writer =>
                claimed = only is null ? writer.Claim(engine.Owner, owner) : writer.Claim(engine.Owner, owner, only)
            );
            foreach (var (instance, flow) in claimed)
            {
                if (!engine.Resume(instance, flow))
                {
                    log.LogError(
                        "Instance {Instance} belongs to flow {Flow}, which this version does not have; it stays open",
                        instance,
                        flow
                    );
                }
            }
        }
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(options.Poll, engine.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A poll ends when it is stopped.
        }
    }

    /// <summary>Checks once what other processes did; a check that fails leaves everything to the next.</summary>
    private async Task LookAsync()
    {
        try
        {
            foreach (var instance in engine.Reader.InstancesWithMessages())
            {
                engine.Wake(instance);
            }

            await RunAsync();
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            log.LogWarning(fault, "Looking for what other processes did failed; the next look follows");
        }
    }
}
