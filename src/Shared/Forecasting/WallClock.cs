using MLOpsFunctions.Data;

namespace MLOpsFunctions.Forecasting;

/// <summary>
/// The time that clocks on the wall show. People and what they do follow it: rush hour stays at eight across the changes
/// of daylight-saving time, which in UTC it does not.
/// </summary>
internal static class WallClock
{
    /// <summary>Longest name of a time zone.</summary>
    public const int MaxName = 100;

    /// <summary>Whether this host knows a time zone.</summary>
    /// <param name="zone">Its IANA name.</param>
    public static bool Exists(string zone) => zone.Length <= MaxName && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    /// <summary>Instants as a zone's clocks show them; other columns as they are.</summary>
    /// <param name="column">The column; null: there is none.</param>
    /// <param name="zone">The zone; null: UTC.</param>
    public static DataColumn? Of(DataColumn? column, string? zone)
    {
        if (zone is null || column is not TimeColumn times)
        {
            return column;
        }

        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        return new TimeColumn(
            times.Name,
            Array.ConvertAll(times.Ticks, ticks => ticks == TimeColumn.Missing ? ticks : Local(found, ticks))
        );
    }

    /// <summary>A frame with one of its columns as a zone's clocks show it.</summary>
    public static DataFrame In(DataFrame frame, string? time, string? zone) =>
        zone is not null && time is not null && frame.Find(time) is TimeColumn column
            ? new([.. frame.Columns.Select(other => other == column ? Of(column, zone)! : other)], frame.RowCount)
            : frame;

    private static long Local(TimeZoneInfo zone, long ticks) =>
        Math.Clamp(ticks + zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks, 0, DateTime.MaxValue.Ticks);
}
