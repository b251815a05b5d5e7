using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MLOpsFunctions.Data.Reading;

/// <summary>
/// Reads weeks, months and quarters as their first day: 2026-W53, 2026W53-1, 2026M12, Q4 2026, 4Q26. Weeks are those of ISO 8601.
/// </summary>
internal static partial class PeriodDate
{
    private const int Longest = 11;

    /// <summary>Reads a text that is such a period and nothing else.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref DateForm form, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 1);
        if (
            text.Length is < 4 or > Longest
            || text.IndexOfAny("WwMmQq"u8) < 0
            || Period().Match(Encoding.UTF8.GetString(text)) is not { Success: true } match
        )
        {
            return false;
        }

        var digits = match.Groups["year"].Value;
        year = DateText.LongYear(Number(digits));
        if (match.Groups["week"] is { Success: true } week)
        {
            if (!TryWeek(Number(digits), Number(week.Value), match.Groups["day"], out var date))
            {
                return false;
            }

            (year, month, day) = (date.Year, date.Month, date.Day);
        }
        else
        {
            month = match.Groups["month"] is { Success: true } number
                ? Number(number.Value)
                : (3 * (Number(match.Groups["quarter"].Value) - 1)) + 1;
        }

        form = digits.Length == 2 ? DateForm.ShortYear : DateForm.Digits;
        text = [];
        return true;
    }

    private static bool TryWeek(int year, int week, Group day, out DateTime date)
    {
        date = default;
        if (week < 1 || week > ISOWeek.GetWeeksInYear(year))
        {
            return false;
        }

        date = ISOWeek.ToDateTime(year, week, DayOfWeek.Monday).AddDays(day.Success ? Number(day.Value) - 1 : 0);
        return true;
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^((?<year>(1[6-9]|2[0-3])\d\d)([- ]?W(?<week>\d\d?)(-(?<day>[1-7]))?|[- ]?M(?<month>\d\d?))"
            + @"|Q(?<quarter>[1-4])[- /']{0,2}(?<year>(1[6-9]|2[0-3])?\d\d)|(?<quarter>[1-4])Q[- /']?(?<year>(1[6-9]|2[0-3])?\d\d))$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Period();
}
