using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Reads dates and times by a declared pattern, a custom format of .NET with English names, such as <c>dd.MM.yyyy
/// HH:mm</c>, or by a word for numbers that count time. Without an offset they are UTC.
/// </summary>
internal static class TimePattern
{
    /// <summary>Seconds since 1970, perhaps with a fraction.</summary>
    public const string UnixSeconds = "unix seconds";

    /// <summary>Milliseconds since 1970.</summary>
    public const string UnixMilliseconds = "unix milliseconds";

    /// <summary>Days as Excel counts them, 1 for 1900-01-01, with the time of day as a fraction.</summary>
    public const string ExcelDays = "excel days";

    /// <summary>Eight digits, the day first; a number may have lost its zero at the beginning.</summary>
    public const string DayMonthYear = "ddMMyyyy";

    /// <summary>Eight digits, the month first.</summary>
    public const string MonthDayYear = "MMddyyyy";

    private const string Midnight = "24:00";
    private static readonly DateTimeFormatInfo English = CreateEnglish();

    /// <summary>
    /// Whether a pattern can be read: it writes a date whose year it reads back. A pattern without a year would mean
    /// the current one.
    /// </summary>
    public static bool IsValid(string pattern)
    {
        if (IsCount(pattern))
        {
            return true;
        }

        var day = new DateTime(1987, 12, 31, 0, 0, 0, DateTimeKind.Utc);
        try
        {
            return TryParse(Encoding.UTF8.GetBytes(day.ToString(pattern, English)), pattern, out var ticks)
                && new DateTime(ticks) is { Year: 1987 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads a text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> cell, string pattern, out long ticks)
    {
        var text = Encoding.UTF8.GetString(cell);
        if (IsCount(pattern))
        {
            return TryCount(text, pattern, out ticks);
        }

        text = text.Length == 7 && pattern is DayMonthYear or MonthDayYear ? "0" + text : text;
        var next = text.Contains(Midnight, StringComparison.Ordinal);
        var read = DateTime.TryParseExact(
            next ? text.Replace(Midnight, "00:00", StringComparison.Ordinal) : text,
            pattern,
            English,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault,
            out var time
        );
        ticks = read ? time.Ticks + (next ? TimeSpan.TicksPerDay : 0) : 0;
        return read && ticks <= DateTime.MaxValue.Ticks;
    }

    /// <summary>The instant that a number counts, in ticks.</summary>
    /// <exception cref="OverflowException">It lies outside the years 1 to 9999.</exception>
    public static long TicksOf(decimal count, string pattern)
    {
        var (origin, unit) = pattern switch
        {
            UnixSeconds => (DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond),
            UnixMilliseconds => (DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMillisecond),
            _ => (new DateTime(1899, 12, 30).Ticks, TimeSpan.TicksPerDay),
        };

        // Of a day's fraction Excel keeps less than a millisecond.
        var ticks = Math.Round(origin + (count * unit));
        ticks = pattern == ExcelDays ? Math.Round(ticks / TimeSpan.TicksPerMillisecond) * TimeSpan.TicksPerMillisecond : ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? (long)ticks : throw new OverflowException($"{count} is no instant.");
    }

    private static bool IsCount(string pattern) => pattern is UnixSeconds or UnixMilliseconds or ExcelDays;

    private static bool TryCount(string text, string pattern, out long ticks)
    {
        ticks = 0;
        try
        {
            var read = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var count);
            ticks = read ? TicksOf(count, pattern) : 0;
            return read;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static DateTimeFormatInfo CreateEnglish()
    {
        // The same on every machine, whatever its culture data: a year of two digits lies between 1969 and 2068.
        var english = (DateTimeFormatInfo)CultureInfo.InvariantCulture.DateTimeFormat.Clone();
        english.Calendar = new GregorianCalendar(GregorianCalendarTypes.Localized) { TwoDigitYearMax = 2068 };
        return english;
    }
}
