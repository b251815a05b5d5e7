using System.Globalization;

namespace MLOpsFunctions;

/// <summary>Reads a time as people write it when they ask about the past.</summary>
public static class InstantParser
{
    /// <summary>
    /// Reads a time. Without an offset it is UTC. A day alone is its last instant, because "on the 3rd" includes all of
    /// that day. Null if it is not a time.
    /// </summary>
    public static DateTimeOffset? Parse(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(day, TimeOnly.MaxValue, TimeSpan.Zero)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : null;
}
