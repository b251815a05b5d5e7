using NCrontab;

namespace MLOpsFunctions.Local.Hosting;

/// <summary>NCRONTAB with six fields.</summary>
internal static class Crontab
{
    /// <inheritdoc cref="Pipelines.Occurrences"/>
    public static IEnumerable<DateTime>? Occurrences(string schedule, DateTime after, DateTime before) =>
        CrontabSchedule.TryParse(schedule, new() { IncludingSeconds = true })?.GetNextOccurrences(after, before);
}
