using NCrontab;

namespace MLOpsFunctions.Functions.Hosting;

/// <summary>NCRONTAB with six fields, as the timers of the Functions host have it.</summary>
internal static class Crontab
{
    /// <inheritdoc cref="Pipelines.Occurrences"/>
    public static IEnumerable<DateTime>? Occurrences(string schedule, DateTime after, DateTime before) =>
        CrontabSchedule.TryParse(schedule, new() { IncludingSeconds = true })?.GetNextOccurrences(after, before);
}
