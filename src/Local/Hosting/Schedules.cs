using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Starts what the clock asks for: each model's scheduled training (<c>retrain.schedule</c>, six NCRONTAB fields, UTC) and an hourly drift check of what serves. An occurrence that was missed while nothing
/// ran is made up for once, however many were missed; its id follows from its time, so that it starts once however often it is looked at.
/// </summary>
/// <param name="services">The rooms.</param>
/// <param name="starter">Starts the runs.</param>
/// <param name="log">Where to say what happens.</param>
internal sealed class Schedules(PipelineServices services, PipelineStarter starter, ILogger log)
{
    /// <summary>Seldom enough not to count as load, often enough to watch a day's drift grow.</summary>
    public const string DriftSchedule = "0 0 * * * *";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Timers _timers = new(services.Tables, services.Time);

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
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping is how a schedule ends.
        }
    }

    /// <summary>Starts whatever has come due since the last look.</summary>
    public async Task TickAsync(CancellationToken cancellation)
    {
        await foreach (var model in services.Registry.ModelsAsync(cancellation))
        {
            try
            {
                await TickAsync(model, cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // Neither the other models nor the next look wait for it.
                log.LogError(fault is ProblemException ? null : fault, "The schedule of {Model} cannot be kept: {Reason}", model, fault.Message);
            }
        }
    }

    private async Task TickAsync(string model, CancellationToken cancellation)
    {
        await _timers.FireAsync($"drift/{model}", DriftSchedule, due => CheckDriftAsync(model, due, cancellation), cancellation);
        if ((await services.Definitions.FindAsync(model, cancellation))?.Retrain.Schedule is { } schedule)
        {
            await _timers.FireAsync(
                $"retrain/{model}", schedule,
                due => starter.RetrainAsync(model, Key(due), "schedule", "schedule", $"scheduled for {due:u}", cancellation),
                cancellation);
        }
    }

    /// <summary>Where nothing serves, there is nothing that current data could have drifted from.</summary>
    private async Task CheckDriftAsync(string model, DateTimeOffset due, CancellationToken cancellation)
    {
        if ((await services.Deployments.GetAsync(model, cancellation)).LiveVersion is not null)
        {
            await starter.CheckDriftAsync(model, Key(due), null, "schedule", cancellation);
        }
    }

    private static string Key(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
