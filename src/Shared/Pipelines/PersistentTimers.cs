using System.Globalization;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Storage;

namespace MLOpsFunctions.Pipelines;

/// <summary>
/// Timers by NCRONTAB (six fields, UTC) that remember across restarts which occurrences they have handled. Of the
/// occurrences that passed while no process ran, only the last one is handled.
/// </summary>
/// <param name="tables">Where the timers are kept.</param>
/// <param name="time">The clock.</param>
public sealed class PersistentTimers(ITableStore tables, TimeProvider time)
{
    private const string Partition = "timers";

    /// <summary>
    /// How far back to search for the last occurrence. Short windows come first, so that few occurrences are read
    /// however often they come.
    /// </summary>
    private static readonly TimeSpan[] Windows =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromHours(1),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(31),
        TimeSpan.FromDays(366),
        TimeSpan.FromDays(8 * 366),
    ];

    /// <summary>
    /// Handles an occurrence if one has come since the last one was handled. It is stored as handled afterwards.
    /// After a crash or a failure it is handled again, so <paramref name="occur"/> must be idempotent by the
    /// occurrence. A new timer waits for its next occurrence.
    /// </summary>
    /// <exception cref="ProblemException">The schedule is not NCRONTAB.</exception>
    public async Task<bool> FireAsync(string timer, string schedule, Func<DateTimeOffset, Task> occur, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var row = await tables.FindAsync(StorageNames.TimersTable, Partition, timer, cancellation);
        var seen = row is null ? now : new DateTimeOffset(long.Parse(row.Value, CultureInfo.InvariantCulture), TimeSpan.Zero);
        var due = Last(schedule, seen, now);
        if (due is { } occurrence)
        {
            await occur(occurrence);
        }

        // A clock that was set back: start again from its time.
        if (row is null || due is not null || seen > now)
        {
            var value = now.UtcTicks.ToString(CultureInfo.InvariantCulture);
            var note = row is null ? TableWrite.Insert(timer, value) : TableWrite.Replace(timer, value, row.ETag);
            // Refused where another process has stored the same occurrence.
            await tables.WriteAsync(StorageNames.TimersTable, Partition, [note], cancellation);
        }

        return due is not null;
    }

    /// <summary>The last occurrence after one time and until another, or null.</summary>
    /// <exception cref="ProblemException">The schedule is not NCRONTAB.</exception>
    public DateTimeOffset? Last(string schedule, DateTimeOffset after, DateTimeOffset until)
    {
        if (!CronSchedule.TryParse(schedule, out var cron))
        {
            throw Unreadable(schedule);
        }

        foreach (var window in Windows)
        {
            var start = until - window;
            var inWindow = cron.Occurrences((start > after ? start : after).UtcDateTime, until.UtcDateTime.AddTicks(1));
            if (inWindow.Cast<DateTime?>().LastOrDefault() is { } found)
            {
                return new(found, TimeSpan.Zero);
            }

            if (start <= after)
            {
                break;
            }
        }

        return null;
    }

    private static ProblemException Unreadable(string schedule) =>
        new(
            new(
                "The schedule cannot be read",
                schedule,
                "six NCRONTAB fields: second, minute, hour, day, month, day of week",
                "retrain.schedule",
                "for example \"0 0 3 * * *\""
            )
        );
}
