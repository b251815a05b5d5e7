using System.Globalization;
using Microsoft.Extensions.Logging;
using MLOpsFunctions.Pipelines;
using MLOpsFunctions.Storage;
using NCrontab;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>
/// Starts what the clock asks for: each model's scheduled training (<c>retrain.schedule</c>, six NCRONTAB fields, UTC) and an hourly drift check. An occurrence that was missed while nothing
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

    /// <summary>Looks at the clock until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, services.Time);
        try
        {
            do
            {
                await TickAsync(cancellation);
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
            catch (ProblemException refusal)
            {
                log.LogError("The schedule of {Model} cannot be kept: {Problem}", model, refusal.Problem);
            }
        }
    }

    private async Task TickAsync(string model, CancellationToken cancellation)
    {
        if (await DueAsync($"drift/{model}", DriftSchedule, cancellation) is { } check)
        {
            await starter.CheckDriftAsync(model, Key(check), null, "schedule", cancellation);
        }

        if ((await services.Definitions.FindAsync(model, cancellation))?.Retrain.Schedule is { } schedule
            && await DueAsync($"retrain/{model}", schedule, cancellation) is { } due)
        {
            await starter.RetrainAsync(model, Key(due), "schedule", "schedule", $"scheduled for {due:u}", cancellation);
        }
    }

    /// <summary>The last occurrence that has come since the timer fired last, or null. A timer seen for the first time begins now.</summary>
    private async Task<DateTimeOffset?> DueAsync(string timer, string schedule, CancellationToken cancellation)
    {
        var crontab = CrontabSchedule.TryParse(schedule, new() { IncludingSeconds = true }) ?? throw new ProblemException(new(
            "The schedule cannot be read", schedule, "six NCRONTAB fields: second, minute, hour, day, month, day of week", "retrain.schedule", "for example \"0 0 3 * * *\""));
        var now = services.Time.GetUtcNow();
        var row = await services.Tables.FindAsync(StorageNames.TimersTable, "timers", timer, cancellation);
        if (row is null)
        {
            await services.Tables.WriteAsync(StorageNames.TimersTable, "timers", [TableWrite.Insert(timer, Key(now))], cancellation);
            return null;
        }

        DateTimeOffset? due = null;
        for (var next = crontab.GetNextOccurrence(Read(row.Value)); next <= now.UtcDateTime; next = crontab.GetNextOccurrence(next))
        {
            due = new(next, TimeSpan.Zero);
            if (now - due > TimeSpan.FromDays(1))
            {
                next = now.UtcDateTime.AddDays(-1); // Of what was missed only the last counts.
            }
        }

        return due is { } occurrence
            && await services.Tables.WriteAsync(StorageNames.TimersTable, "timers", [TableWrite.Replace(timer, Key(occurrence), row.ETag)], cancellation) is not null
            ? occurrence
            : null;
    }

    private static string Key(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTime Read(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
