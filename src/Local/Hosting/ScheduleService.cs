using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Starts what the clock asks for: each model's scheduled training (<c>retrain.schedule</c>, six NCRONTAB fields, UTC)
/// and an hourly drift check of what serves. An occurrence that was missed while nothing ran is made up for once,
/// however many were missed; its id follows from its time, so that it starts once however often it is looked at.
/// </summary>
/// <param name="services">The parts of the product.</param>
/// <param name="starter">Starts the runs.</param>
/// <param name="rollouts">Decides about rollouts, at every look.</param>
/// <param name="purge">Removes old histories; called once a day.</param>
/// <param name="log">Where to say what happens.</param>
internal sealed class ScheduleService(
    PipelineServices services,
    PipelineStarter starter,
    Rollouts rollouts,
    Func<CancellationToken, Task> purge,
    ILogger log
)
{
    /// <summary>Seldom enough not to count as load, often enough to watch a day's drift grow.</summary>
    public const string DriftSchedule = "0 0 * * * *";

    /// <summary>Once a night.</summary>
    private const string PurgeSchedule = "0 30 2 * * *";

    /// <summary>Once a night, after the histories.</summary>
    private const string RetentionSchedule = "0 45 2 * * *";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly PersistentTimers _timers = new(services.Tables, services.Time);

    private readonly ModelScheduler _clock = new(services, log);

    /// <summary>A source may be slow: what else is due does not wait for it.</summary>
    private Task _pull = Task.CompletedTask;

    /// <summary>Looks at the clock until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, services.Time);
        try
        {
            do
            {
                try
                {
                    await TickAsync(cancellation);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    log.LogError(fault, "The schedules could not be looked at; the next look tries again");
                }
            } while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping is how a schedule ends.
        }
        finally
        {
            await _pull.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Starts whatever has come due since the last look.</summary>
    public async Task TickAsync(CancellationToken cancellation)
    {
        await _timers.FireAsync(
            "drift",
            DriftSchedule,
            due => _clock.CheckDriftAsync(starter, ModelScheduler.Key(due), "schedule", cancellation),
            cancellation
        );
        await _clock.RetrainAsync(starter, "schedule", cancellation);
        _pull = _pull.IsCompleted ? _clock.PullAsync(starter, "schedule", cancellation) : _pull;
        await _clock.AdvanceRolloutsAsync(rollouts, cancellation);
        await services.Gauges.RecordAsync(cancellation);
        await _timers.FireAsync("purge", PurgeSchedule, _ => purge(cancellation), cancellation);
        await _timers.FireAsync("retention", RetentionSchedule, _ => _clock.ApplyRetentionAsync(cancellation), cancellation);
    }
}
