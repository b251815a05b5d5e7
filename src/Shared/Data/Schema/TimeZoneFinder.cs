namespace MLOpsFunctions.Data.Schema;

/// <summary>
/// Finds the time zone in which times with offsets were written: the offsets of one place change in spring and autumn,
/// and few places change alike.
/// </summary>
internal static class TimeZoneFinder
{
    /// <summary>Most instants that are compared, evenly over all.</summary>
    private const int MostInstants = 1_000;

    /// <summary>Zones that are tried first: well-known ones for places whose clocks agree.</summary>
    private static readonly string[] First =
    [
        "Europe/Berlin",
        "Europe/London",
        "Europe/Athens",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Los_Angeles",
        "Australia/Sydney",
    ];

    /// <summary>
    /// The zone whose clocks showed these offsets at these instants; null if the offset never changes, so that a zone
    /// would say nothing new, or if no zone fits.
    /// </summary>
    /// <param name="written">The instants in UTC, each with the offset that it was written with, in ticks.</param>
    public static string? Find(IReadOnlyCollection<(long Ticks, long Offset)> written)
    {
        if (written.Select(time => time.Offset).Distinct().Take(2).Count() < 2)
        {
            return null;
        }

        var all = written.OrderBy(time => time.Ticks).ToArray();
        var count = Math.Min(MostInstants, all.Length);
        var sample = Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)]).ToArray();
        return First
            .Concat(TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal))
            .FirstOrDefault(id =>
                TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && Array.TrueForAll(sample, time => Fits(zone, time))
            );
    }

    private static bool Fits(TimeZoneInfo zone, (long Ticks, long Offset) time) =>
        zone.GetUtcOffset(new DateTime(time.Ticks, DateTimeKind.Utc)).Ticks == time.Offset;
}
