using System.Globalization;
using System.Text;

namespace MLOpsFunctions.Definitions;

/// <summary>
/// Reads dates and times by a declared pattern, a custom format of .NET with English names, such as <c>dd.MM.yyyy
/// HH:mm</c>. Without an offset they are UTC.
/// </summary>
internal static class TimePattern
{
    private const string Midnight = "24:00";
    private static readonly DateTimeFormatInfo English = CreateEnglish();

    /// <summary>
    /// Whether a pattern can be read: it writes a date whose year it reads back. A pattern without a year would mean
    /// the current one.
    /// </summary>
    public static bool IsValid(string pattern)
    {
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

    private static DateTimeFormatInfo CreateEnglish()
    {
        // The same on every machine, whatever its culture data: a year of two digits lies between 1969 and 2068.
        var english = (DateTimeFormatInfo)CultureInfo.InvariantCulture.DateTimeFormat.Clone();
        english.Calendar = new GregorianCalendar(GregorianCalendarTypes.Localized) { TwoDigitYearMax = 2068 };
        return english;
    }
}
