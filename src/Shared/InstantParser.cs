using System.Globalization;

namespace MLOpsFunctions;

/// <summary>A time as people write it when they ask what was then.</summary>
public static class InstantParser
{
    /// <summary>
    /// Reads a time; without an offset it is UTC, and a day alone is its last instant, since "on the 3rd" means with
    /// all that happened on it. Null where it is no time.
    /// </summary>
    public static DateTimeOffset? Parse(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(day, TimeOnly.MaxValue, TimeSpan.Zero)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : null;
}
