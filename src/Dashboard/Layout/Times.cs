using System.Globalization;

namespace MLOpsFunctions.Dashboard.Layout;

/// <summary>Times and durations as people read them. Times are in UTC.</summary>
public static class Times
{
    /// <summary>For machines: <c>2026-11-30T22:15:00Z</c>.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>In full: <c>2026-11-30 22:15:00 UTC</c>.</summary>
    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For an axis: <c>30 Nov 22:15</c>.</summary>
    public static string Short(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>
    /// How long ago or ahead: <c>just now</c>, <c>3 minutes ago</c>, <c>in 2 days</c>; the day where it is longer than a month.
    /// </summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var span = (now - at).Duration();
        if (span < TimeSpan.FromSeconds(10))
        {
            return "just now";
        }

        if (span > TimeSpan.FromDays(31))
        {
            return at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        }

        var text = Rounded(span);
        return at <= now ? $"{text} ago" : $"in {text}";
    }

    /// <summary>A duration: <c>850 ms</c>, <c>12.4 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan span) =>
        span < TimeSpan.FromSeconds(1) ? Say($"{Math.Max(span.TotalMilliseconds, 0):0} ms")
        : span < TimeSpan.FromMinutes(1) ? Say($"{span.TotalSeconds:0.#} s")
        : span < TimeSpan.FromHours(1) ? Say($"{span.Minutes} min {span.Seconds} s")
        : span < TimeSpan.FromDays(2) ? Say($"{Math.Floor(span.TotalHours)} h {span.Minutes} min")
        : Say($"{Math.Floor(span.TotalDays)} days");

    private static string Rounded(TimeSpan span) =>
        span < TimeSpan.FromMinutes(1) ? Count(span.TotalSeconds, "second")
        : span < TimeSpan.FromHours(1) ? Count(span.TotalMinutes, "minute")
        : span < TimeSpan.FromDays(1) ? Count(span.TotalHours, "hour")
        : Count(span.TotalDays, "day");

    private static string Count(double number, string unit) =>
        Math.Floor(number) is var whole && whole == 1 ? $"1 {unit}" : Say($"{whole:0} {unit}s");

    private static string Say(FormattableString text) => FormattableString.Invariant(text);
}
