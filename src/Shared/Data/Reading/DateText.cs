namespace MLOpsFunctions.Data.Reading;

/// <summary>How a date is written.</summary>
internal enum DateForm
{
    /// <summary>In a way that is a date and nothing else: 2026-12-31, 31.12.2026, 31-Dec-2026.</summary>
    Plain,

    /// <summary>Digits alone: 20261231, 202612. A number may look so.</summary>
    Digits,

    /// <summary>With a year of two digits: 31.12.26, 31-Dec-26, 12/31/26.</summary>
    ShortYear,
}

/// <summary>Which number of a date such as 03/04/2026 is the day.</summary>
internal enum DayOrder
{
    /// <summary>Nothing tells.</summary>
    Unknown,

    /// <summary>The first, as in most of the world.</summary>
    DayFirst,

    /// <summary>The second, as in the United States.</summary>
    MonthFirst,
}

/// <summary>
/// Reads the date at the beginning of a text: the year first (2026-12-31, 2026/12/31), months and quarters (2026-12,
/// 12/2026, 2026Q4) and other periods (<see cref="PeriodDate"/>), digits alone (20261231, 202612),
/// days with points (31.12.2026, 31.12.26), months by their
/// names (31-Dec-2026, 15-Jan-19, Dec 31 2026, Dec 2026, 2026-Dec-31), and, where the order is known, 03/04/2026 and
/// 3-4-26. A year of two digits lies between 1969 and 2068.
/// </summary>
internal static class DateText
{
    private const int FirstYear = 1600;
    private const int LastYear = 2400;

    /// <summary>Reads a date.</summary>
    /// <param name="text">The text; what follows the date is left.</param>
    /// <param name="order">Which number of a date with slashes is the day.</param>
    /// <param name="ticks">Its midnight.</param>
    /// <param name="form">How it is written.</param>
    public static bool TryRead(ref ReadOnlySpan<byte> text, DayOrder order, out long ticks, out DateForm form)
    {
        var rest = NamedDate.SkipDayOfWeek(text);
        var (found, year, month, day) = (false, 0, 0, 0);
        form = DateForm.Plain;
        if (rest.Length > 0 && char.IsAsciiDigit((char)rest[0]))
        {
            found =
                TryYearFirst(ref rest, out year, out month, out day)
                || TryDigits(ref rest, ref form, out year, out month, out day)
                || TryMarked(ref rest, order, ref form, out year, out month, out day)
                || TryMonthYear(ref rest, out year, out month, out day);
        }

        found = found || PeriodDate.TryRead(ref rest, ref form, out year, out month, out day);
        found = found || NamedDate.TryRead(ref rest, ref form, out year, out month, out day);
        ticks = 0;
        if (!found || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day).Ticks;
        text = rest;
        return true;
    }

    /// <summary>Takes a date such as 03/04/2026, 3-4-26 or 31.12.26 apart.</summary>
    /// <param name="mark">What stands between its numbers.</param>
    /// <param name="parts">Its numbers, of one or two digits and the last one of two or four.</param>
    /// <param name="length">Bytes of the date.</param>
    public static bool TrySplit(ReadOnlySpan<byte> text, out char mark, out (int First, int Second, int Year) parts, out int length)
    {
        (mark, parts, length) = ('\0', default, 0);
        var at = text.IndexOfAny((byte)'/', (byte)'-', (byte)'.');
        var next = at is 1 or 2 ? text[(at + 1)..].IndexOf(text[at]) : -1;
        if (next is not (1 or 2))
        {
            return false;
        }

        var from = at + next + 2;
        var end = text[from..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? text.Length - from : end;
        if (digits is not (2 or 4))
        {
            return false;
        }

        (mark, length) = ((char)text[at], from + digits);
        parts = (Number(text[..at]), Number(text.Slice(at + 1, next)), Number(text.Slice(from, digits)));
        return parts is { First: > 0, Second: > 0, Year: >= 0 } && (digits == 2 || parts.Year > 0);
    }

    /// <summary>The year that two digits mean.</summary>
    public static int LongYear(int year) =>
        year >= 100 ? year
        : year < 69 ? 2000 + year
        : 1900 + year;

    /// <summary>The number that the digits form; -1 if a character is no digit.</summary>
    public static int Number(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit((char)character))
            {
                return -1;
            }

            value = (value * 10) + (character - '0');
        }

        return value;
    }

    /// <summary>
    /// 2026-12-31 and 2026/12/31; months and quarters as their first day: 2026-12, 2026/12, 2026Q4, 2026-Q4. Those have
    /// four digits from 1600 on, because numbers of parts look alike.
    /// </summary>
    private static bool TryYearFirst(ref ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        (year, month, day) = (text.Length >= 6 ? Number(text[..4]) : -1, 0, 1);
        if (
            year >= 0
            && text[4] is (byte)'-' or (byte)'/' or (byte)'.'
            && TryMonthDay(text[5..], text[4], out month, out day, out var length)
        )
        {
            text = text[(5 + length)..];
            return true;
        }

        (month, day) = (0, 1);
        if (text.Length is not (6 or 7) || year is < FirstYear or > LastYear)
        {
            return false;
        }

        var mark = text[4] is (byte)'-' or (byte)'/' or (byte)' ';
        month =
            text[^2] is (byte)'Q' or (byte)'q' && text[^1] is >= (byte)'1' and <= (byte)'4' && (text.Length == 6 || mark)
                ? ((text[^1] - '1') * 3) + 1
            : text.Length == 7 && text[4] is (byte)'-' or (byte)'/' ? Number(text[5..])
            : 0;
        text = month is >= 1 and <= 12 ? [] : text;
        return text.IsEmpty;
    }

    /// <summary>12-31 and 1-5 behind a year; with points two digits each, because versions have points.</summary>
    private static bool TryMonthDay(ReadOnlySpan<byte> text, byte mark, out int month, out int day, out int length)
    {
        (month, day, length) = (0, 0, 0);
        var at = text.IndexOf(mark);
        if (at is not (1 or 2) || text.Length < at + 2)
        {
            return false;
        }

        var end = text[(at + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? text.Length - at - 1 : end;
        (month, day, length) = (Number(text[..at]), digits is 1 or 2 ? Number(text.Slice(at + 1, digits)) : -1, at + 1 + digits);
        return month >= 0 && day >= 0 && (mark != '.' || (at == 2 && digits == 2));
    }

    /// <summary>20261231, and 202612 where nothing follows.</summary>
    private static bool TryDigits(ref ReadOnlySpan<byte> text, ref DateForm form, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 1);
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? text.Length : end;
        if (digits is not (8 or 12 or 14) && !(digits == 6 && end < 0))
        {
            return false;
        }

        (year, month, form) = (Number(text[..4]), Number(text[4..6]), DateForm.Digits);
        day = digits == 6 ? 1 : Number(text[6..8]);
        text = digits == 6 ? [] : text[8..];
        return year is >= FirstYear and <= LastYear;
    }

    /// <summary>31.12.2026, and 03/04/2026 where the order is known.</summary>
    private static bool TryMarked(ref ReadOnlySpan<byte> text, DayOrder order, ref DateForm form, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        if (!TrySplit(text, out var mark, out var parts, out var length) || (mark != '.' && order == DayOrder.Unknown))
        {
            return false;
        }

        year = LongYear(parts.Year);
        form = text[length - 3] == mark ? DateForm.ShortYear : DateForm.Plain;
        (day, month) = mark != '.' && order == DayOrder.MonthFirst ? (parts.Second, parts.First) : (parts.First, parts.Second);
        text = text[length..];
        return true;
    }

    /// <summary>A month and its year: 12/2026, 12-2026.</summary>
    private static bool TryMonthYear(ref ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 1);
        var at = text.IndexOfAny((byte)'/', (byte)'-');
        if (at is not (1 or 2) || text.Length != at + 5)
        {
            return false;
        }

        (month, year) = (Number(text[..at]), Number(text[(at + 1)..]));
        text = [];
        return year is >= FirstYear and <= LastYear;
    }
}
