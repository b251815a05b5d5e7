using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// A schedule of six NCRONTAB fields, in UTC: second, minute, hour, day of the month, month, day of the week. Immutable.
/// </summary>
public sealed class CronSchedule
{
    private readonly CrontabSchedule _schedule;

    private CronSchedule(CrontabSchedule schedule) => _schedule = schedule;

    /// <summary>Reads a schedule, whose fields stand between blanks or tabs; false where the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule)
    {
        var parsed = CrontabSchedule.TryParse(text.Replace('\t', ' '), new() { IncludingSeconds = true });
        schedule = parsed is null ? null : new(parsed);
        return schedule is not null;
    }

    /// <summary>Whether it ever occurs: 30 February does not. In the years looked at, 29 February falls on each day of the week.</summary>
    public bool Comes => Occurrences(new(1999, 12, 31), new(2028, 12, 31)).Any();

    /// <summary>The occurrences later than <paramref name="after"/> and earlier than <paramref name="before"/>, in order.</summary>
    public IEnumerable<DateTime> Occurrences(DateTime after, DateTime before) => _schedule.GetNextOccurrences(after, before);
}
